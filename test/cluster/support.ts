import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLUSTER_TOOLS } from "../../sandbox/cluster";
import { ensureTools } from "../../sandbox/tools";
import type { Tools } from "../../sandbox/tools";

/** Five seconds on two idle cores; a minute was seen on a machine that was busy building. */
export const START_TIMEOUT_MS = 300_000;

/** The real tools; built first where the machine has none, which takes minutes. */
export function realTools(): Promise<Tools> {
  return ensureTools(CLUSTER_TOOLS, { progress: "plain" });
}

/** A folder of its own, with a function that removes it. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "cluster-test-")));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Command lines of all processes of the machine that contain a text. */
export function commandsWith(text: string): string[] {
  const commands = execFileSync("ps", ["-eo", "args"], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  return commands.split("\n").filter((line) => line.includes(text));
}
