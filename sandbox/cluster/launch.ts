import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, startDetached } from "./processes";
import { readState, updateState, type ProcessRecord } from "./state";
import { waitUntil } from "./wait";

/** The whole start takes about five seconds on two idle cores; each step of it may take this long on a busy machine. */
const STEP_TIMEOUT_MS = 90_000;

/** A process to start in a cluster. */
export interface Launch {
  /** Its name in the record and of its log file. */
  readonly name: string;
  /** The program. */
  readonly path: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Port on loopback, where it listens on one. */
  readonly port?: number;
  /** Whether the cluster is whole without it. */
  readonly beside?: boolean;
}

/** A process that ended although it should run; the message ends with its last words. */
export class ProcessEndedError extends Error {
  /** Whether it ended because another program listens on its port. */
  readonly portTaken: boolean;

  constructor(processName: string, output: string) {
    super(`${processName} ended while the sandbox was starting. The last lines of its log:\n${lastLines(output, 10)}`);
    this.name = "ProcessEndedError";
    this.portTaken = output.includes("address already in use");
  }
}

/** Starts a process in the background and puts it on the cluster's record at once. */
export async function launch(dir: string, command: Launch): Promise<void> {
  const log = join(dir, "logs", `${command.name}.log`);
  const { name, path, args, env, port, beside } = command;
  await startDetached({ path, args, env, dir, log }, (identity) => {
    putOnRecord(dir, { name, ...identity, port, log, ...(beside === undefined ? {} : { beside }) });
  });
}

/** Puts a process on the cluster's record, in place of an earlier one of its name. */
export function putOnRecord(dir: string, record: ProcessRecord): void {
  updateState(dir, (state) => ({
    ...state,
    processes: [...state.processes.filter(({ name }) => name !== record.name), record],
  }));
}

/**
 * Waits for something that the cluster's processes bring about.
 *
 * @throws ProcessEndedError as soon as one of them ends, and what {@link waitUntil} throws.
 */
export async function waitWhileRunning(
  dir: string,
  what: string,
  missing: () => Promise<string | undefined>,
): Promise<void> {
  await waitUntil({
    what,
    timeoutMs: STEP_TIMEOUT_MS,
    missing: () => {
      const ended = endedProcess(dir);
      if (ended) throw ended;
      return missing();
    },
  });
}

/** The error about a process on record that isn't running, of those that the cluster needs; `undefined` when all are. */
export function endedProcess(dir: string): ProcessEndedError | undefined {
  const ended = readState(dir)?.processes.find((record) => record.beside !== true && !isAlive(record));
  return ended && new ProcessEndedError(ended.name, readFileSync(ended.log, "utf8"));
}

/** The end of a log, each line cut to a readable length. */
function lastLines(text: string, count: number): string {
  const lines = text.trimEnd().split("\n").slice(-count);
  return lines.map((line) => `  ${line.length > 300 ? `${line.slice(0, 300)}...` : line}`).join("\n");
}
