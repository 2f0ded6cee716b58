import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { isAlive } from "./processes";

/** Context, cluster and user name in the sandbox's kubeconfig. */
export const CONTEXT_NAME = "monitoring-sandbox";

const identitySchema = z.object({ pid: z.number().int().positive(), startTime: z.string() });

const processSchema = identitySchema.extend({
  name: z.string(),
  /** Port on loopback, where it listens on one. */
  port: z.number().int().optional(),
  /** File with its output. */
  log: z.string(),
  /** Whether it belongs to what runs beside the cluster: the cluster is whole without it. */
  beside: z.boolean().optional(),
  /** The signal that it ends at; SIGTERM by default. */
  endedBy: z.enum(["SIGTERM", "SIGINT"]).optional(),
});

const stateSchema = z.object({
  /** Address of the API server. */
  server: z.string(),
  /** ISO time; tells one cluster from the next in the same folder. */
  startedAt: z.string(),
  /** Who started it. A cluster that isn't ready while its starter lives is still being started. */
  starter: identitySchema,
  ready: z.boolean(),
  /** In the order of their start. */
  processes: z.array(processSchema),
});

/** What `cluster.json` records: enough to end a cluster whose start was killed half-way. */
export type ClusterState = z.infer<typeof stateSchema>;

/** A process on record. */
export type ProcessRecord = z.infer<typeof processSchema>;

/** A process of the cluster, and whether it was running when the record was read. */
export interface ClusterProcess extends ProcessRecord {
  readonly alive: boolean;
}

/** A cluster on loopback that lives on when the command that started it has ended. */
export interface Cluster {
  /** Folder that holds all of it; removed when the cluster is stopped. */
  readonly dir: string;
  /** For kubectl, helm and client libraries; the context is `monitoring-sandbox`. */
  readonly kubeconfigPath: string;
  /** `https://127.0.0.1:PORT`. */
  readonly server: string;
  /** ISO time of the start; another value means another cluster, in which nothing is deployed yet. */
  readonly startedAt: string;
  readonly processes: readonly ClusterProcess[];
}

/** The cluster of a folder, running or not; `undefined` when there is none. */
export function readCluster(folder: string): Cluster | undefined {
  const dir = resolve(folder);
  const state = readState(dir);
  return (
    state && {
      dir,
      kubeconfigPath: kubeconfigPath(dir),
      server: state.server,
      startedAt: state.startedAt,
      processes: state.processes.map((record) => ({ ...record, alive: isAlive(record) })),
    }
  );
}

/** Where the kubeconfig of a cluster lies. */
export function kubeconfigPath(dir: string): string {
  return join(dir, "kubeconfig");
}

/**
 * Makes the folder, readable by the user alone, with its record.
 *
 * @throws a sentence when the folder holds something else, since stopping the cluster would remove it.
 */
export function createState(dir: string, state: ClusterState): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (readdirSync(dir).length > 0) {
    throw new Error(`${dir} holds files but no sandbox cluster: give an empty or a new folder.`);
  }
  chmodSync(dir, 0o700);
  mkdirSync(join(dir, "logs"));
  writeState(dir, state);
}

/**
 * Reads `cluster.json`; `undefined` when the folder has none.
 *
 * @throws a sentence when it can't be understood.
 */
export function readState(dir: string): ClusterState | undefined {
  const path = statePath(dir);
  if (!existsSync(path)) return undefined;
  try {
    return stateSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    throw new Error(`${path} can't be understood: end the processes that it names by hand and remove ${dir}.`, {
      cause: error,
    });
  }
}

/**
 * Changes `cluster.json`.
 *
 * @throws a sentence when it has vanished: someone has stopped the cluster in the meantime.
 */
export function updateState(dir: string, change: (state: ClusterState) => ClusterState): void {
  const state = readState(dir);
  if (!state) throw new Error(`The sandbox cluster in ${dir} was stopped while it was being changed: start it again.`);
  writeState(dir, change(state));
}

function writeState(dir: string, state: ClusterState): void {
  const path = statePath(dir);
  // Renamed into place, so that a kill in the middle of writing leaves the old record.
  writeFileSync(`${path}.new`, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function statePath(dir: string): string {
  return join(dir, "cluster.json");
}
