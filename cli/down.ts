/** `down`: everything of the sandbox goes. */
import { Command } from "commander";
import { dirOption, stopwatch } from "./options";

/** Builds the command. */
export function downCommand(): Command {
  return new Command("down")
    .description(
      "Destroy the stack in the embedded cluster (its protection is lifted), end every process of the cluster and remove its files.",
    )
    .addOption(dirOption())
    .action(async ({ dir }: { dir?: string }) => {
      const { down } = require("../sandbox/session/down") as typeof import("../sandbox/session/down");
      const { log } = stopwatch();
      await down({ log, ...(dir === undefined ? {} : { dir }) });
    });
}
