/** The real program in a process of its own: it can be run once in a process. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { RawConfig } from "../../config/raw";
import { PACKAGES } from "./packages.fixture";

/** What a run of the program came to. */
export interface ProgramRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What it asked of the engine, one a line: `call <function>` and `register <type> <name>`. */
  readonly requests: readonly string[];
}

/**
 * Runs the program.
 *
 * @param secrets texts of secrets by the name they are referred to by; a placeholder that fits for each other one.
 */
export function runProgram(config: RawConfig, secrets: Readonly<Record<string, string>> = {}): ProgramRun {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--require", PACKAGES, "--require", "tsx/cjs", join(__dirname, "program-child.ts")],
    {
      encoding: "utf8",
      env: { ...process.env, PROGRAM_CONFIG: JSON.stringify(config), PROGRAM_SECRETS: JSON.stringify(secrets) },
    },
  );
  return { status, stdout, stderr, requests: stdout.split("\n").filter((line) => line !== "") };
}
