/** The commands, run as the npm scripts run them. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { scriptArguments } from "../run/npm-script";

/** The project's folder. */
export const PROJECT = join(__dirname, "../..");

const run = promisify(execFile);

/** Runs a command to its end, whether it succeeds or not. */
export async function cli(
  command: string,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    return {
      code: 0,
      ...(await run(process.execPath, [...scriptArguments(command), ...args], { cwd: PROJECT })),
    };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}
