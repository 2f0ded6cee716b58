import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { endProcess } from "./processes";
import { readState, type ProcessRecord } from "./state";

/** The data are thrown away, so a process that doesn't end on request within this time is killed. */
const END_TIMEOUT_MS = 5_000;

/**
 * Ends every process of the cluster in a folder, and removes the folder. Only processes that are
 * on the cluster's record, and still the same ones, are signalled. Does nothing without a cluster.
 *
 * @throws a sentence when the record can't be read or a process can't be ended.
 */
export async function stopCluster(folder: string): Promise<void> {
  const dir = resolve(folder);
  const state = readState(dir);
  if (!state) return;
  await endAll(state.processes.filter(({ beside }) => beside === true));
  // etcd comes last: without it the API server lingers for ten seconds.
  const isEtcd = (record: { name: string }) => record.name === "etcd";
  const own = state.processes.filter(({ beside }) => beside !== true);
  await endAll(own.filter((record) => !isEtcd(record)));
  await endAll(own.filter(isEtcd));
  // Tried again for a second when a file appears meanwhile: a killed process may still have a write under way.
  rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 70 });
}

async function endAll(processes: readonly ProcessRecord[]): Promise<void> {
  await Promise.all(processes.map((record) => endProcess(record, END_TIMEOUT_MS, record.endedBy)));
}
