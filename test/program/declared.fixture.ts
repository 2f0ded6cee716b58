/** What the program declares for a configuration: in a process of its own, since it can be run once in a process. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { RawConfig } from "../../config/raw";
import type { Graph } from "../../render/graph";
import { PACKAGES } from "./packages.fixture";

/** Room for a stack with its dashboards. */
const OUTPUT_BYTES = 2 ** 26;

/** @throws Error with the program's words where it refuses the configuration. */
export async function declaredGraph(config: RawConfig): Promise<Graph> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--require", PACKAGES, "--require", "tsx/cjs", join(__dirname, "declare-child.ts"), JSON.stringify(config)],
    { maxBuffer: OUTPUT_BYTES },
  );
  return JSON.parse(stdout) as Graph;
}
