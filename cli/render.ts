/** `render`: what a stack declares, as files. */
import { Command } from "commander";
import { stackOption } from "./options";

/** Builds the command. */
export function renderCommand(): Command {
  return new Command("render")
    .description(
      "Write what a stack declares as files: values, rules, Alertmanager's configuration, dashboards and manifests. Needs no cluster and no tool.",
    )
    .requiredOption("--out <dir>", "folder for the files; an earlier rendering in it is replaced")
    .addOption(stackOption())
    .action(async ({ stack, out }: { stack: string; out: string }) => {
      const { checkFolder, writeFiles } = require("../render/write") as typeof import("../render/write");
      // Before the work of seconds.
      checkFolder(out);
      const { renderProgram } = require("../render/program") as typeof import("../render/program");
      const files = await renderProgram(stack);
      writeFiles(out, files);
      console.log(`Stack ${stack}: ${files.size} files in ${out}`);
    });
}
