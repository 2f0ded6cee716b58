import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { ProcessIdentity } from "../cluster/processes";
import { maskedLines } from "../../secrets/lines";
import { withoutSecretsInText } from "../../secrets/mask";
import { loadExeca } from "../tools/execa";
import { essence } from "./diagnostics";
import { currentRuns, forgetRun, recordRun } from "./runs";
import type { Workspace } from "./workspace";

/** Why a run of the engine failed: the stack is locked, the user broke it off, or anything else. */
export type Failure = "locked" | "interrupted" | "failed";

/** A run of the engine that failed; the message is one paragraph for the user. */
export class PulumiError extends Error {
  override readonly name = "PulumiError";

  constructor(
    message: string,
    readonly failure: Failure,
    readonly exitCode: number | undefined,
    /** Everything the CLI printed; Pulumi secrets are masked by the engine, those in plain text here. */
    readonly output: string,
  ) {
    super(message);
  }
}

/** How to run the CLI. */
export interface RunOptions {
  /** Gets each line of output as it comes. */
  readonly log?: (line: string) => void;
}

/**
 * Runs the CLI in the workspace on the workspace's stack and gives back what it printed to stdout.
 *
 * The first SIGINT, SIGTERM or SIGHUP asks the engine to stop after the operation under way, the
 * second one at once; either way this waits for its end.
 *
 * @throws PulumiError when the CLI ends with anything but 0.
 */
export async function pulumi(workspace: Workspace, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { execa } = await loadExeca();
  const others = currentRuns(workspace);
  const run = execa(workspace.pulumi, [...args, "--stack", workspace.stack, "--non-interactive", "--color", "never"], {
    cwd: workspace.workDir,
    env: workspace.env,
    extendEnv: false,
    stdin: "ignore",
    all: true,
    reject: false,
    // A process group of its own: a terminal would send Ctrl-C to it as well, and two mean "at once".
    detached: true,
    cleanup: false,
  });
  if (run.pid !== undefined) recordRun(workspace, run.pid);
  const signals = forwardSignals((signal) => run.kill(signal));
  const [result] = await Promise.all([run, options.log && passLines(run.all, options.log)]);
  signals.stop();
  if (run.pid !== undefined) forgetRun(workspace, run.pid);
  if (result.exitCode === 0) return result.stdout;
  const output = withoutSecretsInText(result.all);
  const failure = /stack is currently locked/.test(output) ? "locked" : signals.received() ? "interrupted" : "failed";
  const subject = `pulumi ${args[0]} of stack ${workspace.stack}`;
  const reason =
    failure === "locked"
      ? lockedBy(others)
      : failure === "interrupted"
        ? STOPPED
        : failed(result.exitCode, result.shortMessage ?? "", output);
  throw new PulumiError(`${subject} ${reason}`, failure, result.exitCode, output);
}

/** Passes lines on as they come, without secrets; the SDK colours the errors that it prints, whatever it is told. */
async function passLines(output: Readable, log: (line: string) => void): Promise<void> {
  for await (const line of maskedLines(createInterface({ input: output }))) log(line);
}

const STOPPED = "was stopped on request. What it had started is finished, the rest is not done; run it again to go on.";

function lockedBy(runs: readonly ProcessIdentity[]): string {
  const pids = runs.map(({ pid }) => pid).join(", ");
  return pids === ""
    ? "can't begin: an earlier run was killed and left the stack locked. It has to be recovered first."
    : `can't begin: another run (process ${pids}) is at work on the stack. Wait for its end, or stop it with Ctrl-C.`;
}

/** Without an exit code the CLI was killed, or could not be started at all; execa's sentence says which. */
function failed(exitCode: number | undefined, sentence: string, output: string): string {
  return exitCode === undefined ? `did not come to its end: ${sentence}` : `failed:\n${essence(output)}`;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Hands each signal on as an interrupt, until it is told to stop. */
function forwardSignals(interrupt: (signal: "SIGINT") => void): { stop(): void; received(): boolean } {
  let count = 0;
  const handler = () => {
    count += 1;
    interrupt("SIGINT");
  };
  for (const signal of SIGNALS) process.on(signal, handler);
  return {
    stop: () => {
      for (const signal of SIGNALS) process.off(signal, handler);
    },
    received: () => count > 0,
  };
}
