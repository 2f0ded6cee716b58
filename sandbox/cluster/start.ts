import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ToolName, Tools } from "../tools";
import { startControllers } from "./controllers";
import { apiServerArgs, etcdArgs } from "./controlplane";
import { createCredentials, writeKubeconfig } from "./credentials";
import type { Credentials } from "./credentials";
import { endedProcess, launch, waitWhileRunning } from "./launch";
import { checkPort, freePort, LOOPBACK, PortTakenError } from "./ports";
import { isAlive, startTimeOf } from "./processes";
import { createState, readCluster, readState, updateState } from "./state";
import type { Cluster, ClusterState } from "./state";
import { stopCluster } from "./stop";

/** How often a start is tried again when another program took the port that was free a moment before. */
const PORT_ATTEMPTS = 3;

/** The processes without which there is no cluster. */
const CONTROL_PLANE = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"] as const;

/** What a cluster and its operator need; the operator also brings the definitions of its custom resources. */
export const CLUSTER_TOOLS: readonly ToolName[] = [...CONTROL_PLANE, "prometheus-operator"];

/** How to start a cluster. */
export interface StartOptions {
  /** Folder for all of it: empty, new, or that of an earlier start. Belongs to the cluster alone. */
  readonly dir: string;
  readonly tools: Tools;
  /** Port of the API server on loopback; any free one by default. */
  readonly apiPort?: number;
  /** Takes sentences on what is done. */
  readonly log: (line: string) => void;
}

/**
 * Starts a Kubernetes control plane on loopback, with three simulated nodes, the operator's custom
 * resources and a storage class `gp3`, all of which live on when this process ends.
 *
 * A cluster that runs in the folder already is returned as it is. One whose processes have ended
 * in part (the machine was restarted) is cleaned up and replaced by a new, empty one.
 *
 * @throws a sentence when the port is taken, a process ends, or another start is under way; what
 *   this call had started is ended and the folder removed.
 */
export async function startCluster(options: StartOptions): Promise<Cluster> {
  const dir = resolve(options.dir);
  const found = readState(dir);
  if (found) {
    const running = await keepOrCleanUp(dir, found, options);
    if (running) return running;
  }
  if (options.apiPort !== undefined) await checkPort(options.apiPort);
  for (let attempt = 1; ; attempt += 1) {
    const port = options.apiPort ?? (await freePort());
    try {
      return await startAfresh(dir, port, options);
    } catch (error) {
      const taken = error instanceof PortTakenError;
      if (!taken || options.apiPort !== undefined || attempt === PORT_ATTEMPTS) throw error;
      options.log(`Port ${port} was taken in the meantime; trying another.`);
    }
  }
}

/** The cluster of the folder if it runs; `undefined` after what was left of it has been removed. */
async function keepOrCleanUp(dir: string, state: ClusterState, options: StartOptions): Promise<Cluster | undefined> {
  const dead = CONTROL_PLANE.filter(
    (name) => !state.processes.some((record) => record.name === name && isAlive(record)),
  );
  if (state.ready && dead.length === 0) {
    const other = options.apiPort !== undefined && !state.server.endsWith(`:${options.apiPort}`);
    if (other) options.log(`The sandbox cluster keeps running at ${state.server}; stop it first to change the port.`);
    return readCluster(dir);
  }
  if (!state.ready && isAlive(state.starter)) {
    throw new Error(
      `Another start of the sandbox cluster in ${dir} is under way (process ${state.starter.pid}): wait for it to end.`,
    );
  }
  options.log(
    state.ready
      ? `The sandbox cluster in ${dir} is not complete (${dead.join(", ")} not running); removing it and starting a new one.`
      : `An earlier start of the sandbox cluster in ${dir} was broken off; removing what it left and starting a new one.`,
  );
  await stopCluster(dir);
  return undefined;
}

/** Starts in an empty folder; leaves nothing behind when it fails. */
async function startAfresh(dir: string, port: number, options: StartOptions): Promise<Cluster> {
  createState(dir, {
    server: `https://${LOOPBACK}:${port}`,
    startedAt: new Date().toISOString(),
    starter: { pid: process.pid, startTime: startTimeOf(process.pid) ?? "" },
    ready: false,
    processes: [],
  });
  try {
    const credentials = createCredentials(dir);
    await startApiServer(dir, port, credentials, options);
    await startControllers(dir, credentials, options);
    updateState(dir, (state) => ({ ...state, ready: true }));
    const cluster = readCluster(dir);
    if (!cluster) throw new Error(`The sandbox cluster in ${dir} was stopped while it was starting: start it again.`);
    return cluster;
  } catch (error) {
    // A refused connection is only the symptom when the process behind it has ended.
    const ended = endedProcess(dir);
    await stopCluster(dir);
    if (ended?.portTaken) throw new PortTakenError(port);
    throw ended ?? error;
  }
}

/** Starts etcd and the API server, and writes the way to reach it; it may not answer yet. */
async function startApiServer(
  dir: string,
  port: number,
  credentials: Credentials,
  { tools, log }: StartOptions,
): Promise<void> {
  log("Starting etcd and kube-apiserver.");
  await launch(dir, { name: "etcd", path: tools.path("etcd"), args: etcdArgs(dir) });
  // From its log: its socket can't be dialled from here, because the path may be too long. Were the API server
  // too early, its next try would come a second later.
  const etcdLog = join(dir, "logs", "etcd.log");
  await waitWhileRunning(dir, "etcd to serve", async () =>
    readFileSync(etcdLog, "utf8").includes("ready to serve client requests") ? undefined : "a word of it in its log",
  );
  await launch(dir, {
    name: "kube-apiserver",
    path: tools.path("kube-apiserver"),
    args: apiServerArgs(port, credentials),
    port,
  });
  await waitWhileRunning(dir, "kube-apiserver to make its certificate", async () =>
    existsSync(credentials.certKeyFile) ? undefined : "the certificate",
  );
  writeKubeconfig(dir, `https://${LOOPBACK}:${port}`, credentials.token, readFileSync(credentials.certFile));
}
