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

/** Secrets by the name they are referred to by: their text, what a binary one holds, or what the provider says instead. */
export type ProgramSecrets = Readonly<
  Record<string, string | { readonly binary: string } | { readonly failure: string }>
>;

/**
 * Runs the program.
 *
 * @param secrets a placeholder that fits for each that is not there.
 */
export function runProgram(config: RawConfig, secrets: ProgramSecrets = {}): ProgramRun {
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
