/** `render`: what a stack declares, as files. */
import { join } from "node:path";
import { Command } from "commander";
import { stackOption } from "./options";

/** The project's folder: stack files are read from it. */
const PROJECT_FOLDER = join(__dirname, "..");

/** The project's name, as in Pulumi.yaml. */
const PROJECT = "monitoring";

/** Builds the command. */
export function renderCommand(): Command {
  return new Command("render")
    .description("Write what a stack declares as files: values, rules, Alertmanager's configuration, dashboards and manifests. Needs no cluster and no tool.")
    .requiredOption("--out <dir>", "folder for the files; an earlier rendering in it is replaced")
    .addOption(stackOption())
    .action(async ({ stack, out }: { stack: string; out: string }) => {
      const { readStackFile } = require("../config/stack-file") as typeof import("../config/stack-file");
      const { collectGraph } = require("../render/graph") as typeof import("../render/graph");
      const { renderFiles } = require("../render/files") as typeof import("../render/files");
      const { writeFiles } = require("../render/write") as typeof import("../render/write");
      const program = () => (require("../index") as typeof import("../index"))();
      const config = readStackFile(PROJECT_FOLDER, stack);
      const graph = await collectGraph(PROJECT, stack, config, program);
      const files = renderFiles(graph);
      writeFiles(out, files);
      console.log(`Stack ${stack}: ${files.size} files in ${out}`);
    });
}
