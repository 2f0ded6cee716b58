/** `preview`: what a deployment would change. */
import { Command } from "commander";
import { chartOption, dirOption } from "./options";

/** Builds the command. */
export function previewCommand(): Command {
  return new Command("preview")
    .description("Show what deploying the working tree would change in the embedded cluster.")
    .option("--stack <name>", "stack; by default the one that the sandbox holds")
    .addOption(chartOption())
    .addOption(dirOption())
    .action(async (options: { stack?: string; chart?: string; dir?: string }) => {
      const { preview } = require("../sandbox/session/preview") as typeof import("../sandbox/session/preview");
      await preview({ ...options, log: (line) => console.log(line) });
    });
}
