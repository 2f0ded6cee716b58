/** The program of this project, rendered for one of its stacks. */
import { join } from "node:path";
import { parseConfig } from "../config/load";
import type { RawConfig } from "../config/raw";
import { readStackFile } from "../config/stack-file";
import { renderFiles, type RenderedFiles } from "./files";

/** The project's folder: stack files are read from it. */
export const PROJECT_FOLDER = join(__dirname, "..");

/** The project's name, as in Pulumi.yaml. */
const PROJECT = "monitoring";

/**
 * Renders a stack as its file has it. Once in a process, since the program's modules are loaded once.
 *
 * @param config the stack's configuration, where it is another than the file's.
 * @throws RunError where the configuration is not usable.
 */
export async function renderProgram(
  stack: string,
  config: RawConfig = readStackFile(PROJECT_FOLDER, stack),
): Promise<RenderedFiles> {
  // Before the runtime begins, whose own promises would fail as well and end the process with a stack trace.
  parseConfig(config);
  // The SDK takes a second to load; a configuration that is refused needs none of it.
  const { collectGraph } = require("./graph") as typeof import("./graph");
  const program = () => (require("../index") as typeof import("../index"))();
  return renderFiles(await collectGraph(PROJECT, stack, config, program));
}
