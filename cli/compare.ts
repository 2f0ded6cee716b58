/** `compare`: the project's own chart against the real one. */
import { Command } from "commander";
import { stackOption, stopwatch } from "./options";

/** Builds the command. It exits with 1 where the own chart differs in something that the project relies on. */
export function compareCommand(): Command {
  return new Command("compare")
    .description(
      "Deploy a stack with the project's own chart and with another one, and compare object by object what the project relies on.",
    )
    .requiredOption("--chart <which>", "repository, or the path of the real chart with its dependencies")
    .addOption(stackOption())
    .action(async (options: { chart: string; stack: string }) => {
      const { compareWithOwn } = require("../sandbox/session/compare") as typeof import("../sandbox/session/compare");
      const { faults, formatDifferences } =
        require("../sandbox/own-chart/compare") as typeof import("../sandbox/own-chart/compare");
      const { log } = stopwatch();
      const differences = await compareWithOwn({ ...options, log });
      console.log(formatDifferences(differences));
      process.exitCode = faults(differences).length > 0 ? 1 : 0;
    });
}
