/** Processes beside a cluster: on its record, each restarted where it has ended or would be started otherwise now. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { withoutSecretsInText } from "../../secrets/mask";
import type { Cluster } from "../cluster";
import { launch, ProcessEndedError } from "../cluster/launch";
import { LOOPBACK } from "../cluster/ports";
import { endProcess, isAlive } from "../cluster/processes";
import { readState, updateState, type ProcessRecord } from "../cluster/state";
import { waitUntil } from "../cluster/wait";

/** A process to have running. */
export interface Wanted {
  /** On the cluster's record. */
  readonly name: string;
  readonly path: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Where it listens; undefined where nobody asks it anything. */
  readonly port: number | undefined;
  /** Path that answers 200 as soon as it serves. */
  readonly healthPath: string;
  /** Path that has it read its files again; absent where it has to be started again for that. */
  readonly reloadPath?: string | undefined;
  readonly digests: Digests;
}

/** What tells whether a process is as it would be started now. */
export interface Digests {
  /** Of the program, its arguments and variables. */
  readonly start: string;
  /** Of its files. */
  readonly files: string;
}

/** Each serves within a second on an idle machine. */
const START_TIMEOUT_MS = 60_000;

/** A process that doesn't end on request within this time is killed: its data go with the cluster. */
const END_TIMEOUT_MS = 5_000;

/** A digest of values, in the order in which they are given. */
export function digestOf(...values: readonly (string | Buffer)[]): string {
  const hash = createHash("sha256");
  for (const value of values) hash.update(String(value.length)).update(":").update(value);
  return hash.digest("hex").slice(0, 16);
}

/**
 * Has a process running.
 *
 * @param before of the process of its name that was started last; undefined where none was.
 * @throws ProcessEndedError with its last words where it ends instead of serving.
 */
export async function ensureRunning(cluster: Cluster, wanted: Wanted, before: Digests | undefined): Promise<void> {
  const { name, path, args, env, port, digests, reloadPath } = wanted;
  const running = recordOf(cluster, name);
  const isSame = running !== undefined && isAlive(running) && before?.start === digests.start;
  if (isSame && before.files === digests.files) return;
  if (isSame && reloadPath !== undefined) return reload(wanted, reloadPath);
  await endNamed(cluster, name);
  await launch(cluster.dir, { name, path, args, env, ...(port === undefined ? {} : { port }), beside: true });
  if (port !== undefined) await serving(cluster, { ...wanted, port });
}

async function reload({ name, port }: Wanted, path: string): Promise<void> {
  const answer = await fetch(`http://${LOOPBACK}:${port}${path}`, { method: "POST" });
  if (!answer.ok) throw new Error(`${name} does not take its new files: ${(await answer.text()).slice(0, 500).trim()}`);
}

/** Ends a process of a cluster, where one of that name runs, and takes it off the record. */
export async function endNamed(cluster: Cluster, name: string): Promise<void> {
  const record = recordOf(cluster, name);
  if (record === undefined) return;
  await endProcess(record, END_TIMEOUT_MS, record.endedBy);
  updateState(cluster.dir, (state) => ({
    ...state,
    processes: state.processes.filter((candidate) => candidate.name !== name),
  }));
}

/** The process of that name on a cluster's record, running or not. */
export function recordOf({ dir }: Cluster, name: string): ProcessRecord | undefined {
  return readState(dir)?.processes.find((candidate) => candidate.name === name);
}

async function serving(
  cluster: Cluster,
  { name, port, healthPath }: Wanted & { readonly port: number },
): Promise<void> {
  await waitUntil({
    what: `${name} to answer on port ${port}`,
    timeoutMs: START_TIMEOUT_MS,
    intervalMs: 50,
    missing: async () => {
      const record = recordOf(cluster, name);
      if (record !== undefined && !isAlive(record))
        throw new ProcessEndedError(name, withoutSecretsInText(readFileSync(record.log, "utf8")));
      try {
        const { status } = await fetch(`http://${LOOPBACK}:${port}${healthPath}`);
        return status === 200 ? undefined : `answer ${status}`;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
  });
}
