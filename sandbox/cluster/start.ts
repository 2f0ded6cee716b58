import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { CoreV1Api } from "@kubernetes/client-node";
import type { KubeConfig } from "@kubernetes/client-node";
import type { ToolName, Tools } from "../tools";
import { NODES } from "./addresses";
import { apply, callApi, kubeConfigOf } from "./client";
import { apiServerArgs, controllerManagerArgs, etcdArgs, kwokArgs, schedulerArgs } from "./controlplane";
import { installCrds } from "./crds";
import { createCredentials, writeKubeconfig } from "./credentials";
import type { Credentials } from "./credentials";
import { endedProcess, launch, waitWhileRunning } from "./launch";
import { ebsDriver, gp3StorageClass, httpRouteType, sandboxNode } from "./objects";
import { checkPort, freePort, LOOPBACK, PortTakenError } from "./ports";
import { isAlive, startTimeOf } from "./processes";
import { createState, kubeconfigPath, readCluster, readState, updateState } from "./state";
import type { Cluster, ClusterState } from "./state";
import { stopCluster } from "./stop";

/** The whole start takes about five seconds on two idle cores; each step of it may take this long on a busy machine. */
const STEP_TIMEOUT_MS = 90_000;

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
    const config = await startApiServer(dir, port, credentials, options);
    await startControllers(dir, config, credentials, options);
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

/** Starts etcd and the API server, and returns the way to reach it. */
async function startApiServer(
  dir: string,
  port: number,
  credentials: Credentials,
  { tools, log }: StartOptions,
): Promise<KubeConfig> {
  log("Starting etcd and kube-apiserver.");
  await launch(dir, { name: "etcd", path: tools.path("etcd"), args: etcdArgs(dir) });
  // From its log: its socket can't be dialled from here, because the path may be too long. Were the API server
  // too early, its next try would come a second later.
  const etcdLog = join(dir, "logs", "etcd.log");
  await waitWhileRunning(dir, "etcd to serve", STEP_TIMEOUT_MS, async () =>
    readFileSync(etcdLog, "utf8").includes("ready to serve client requests") ? undefined : "a word of it in its log",
  );
  await launch(dir, {
    name: "kube-apiserver",
    path: tools.path("kube-apiserver"),
    args: apiServerArgs(port, credentials),
    port,
  });
  await waitWhileRunning(dir, "kube-apiserver to make its certificate", STEP_TIMEOUT_MS, async () =>
    existsSync(credentials.certKeyFile) ? undefined : "the certificate",
  );
  writeKubeconfig(dir, `https://${LOOPBACK}:${port}`, credentials.token, readFileSync(credentials.certFile));
  const config = kubeConfigOf({ kubeconfigPath: kubeconfigPath(dir) });
  await waitWhileRunning(dir, "kube-apiserver to be ready", STEP_TIMEOUT_MS, () => whyNotReady(config));
  return config;
}

/** Starts everything that works through the API server, and waits until it is seen to work. */
async function startControllers(
  dir: string,
  config: KubeConfig,
  credentials: Credentials,
  { tools, log }: StartOptions,
): Promise<void> {
  const kubeconfig = kubeconfigPath(dir);
  const start = (name: ToolName, args: string[]) => launch(dir, { name, path: tools.path(name), args });

  log("Installing the operator's custom resources.");
  // Before the controller manager, whose garbage collector learns of later ones only every 30 seconds.
  await installCrds(config, tools.assets("prometheus-operator", "crds"));
  await apply(config, httpRouteType());

  log("Starting kube-controller-manager, kube-scheduler and kwok.");
  await start("kube-controller-manager", controllerManagerArgs(kubeconfig, credentials));
  await start("kube-scheduler", schedulerArgs(kubeconfig));
  await start("kwok", kwokArgs(kubeconfig));
  const core = config.makeApiClient(CoreV1Api);
  // Created, not applied: only a creation may carry a status, as a kubelet's does.
  await Promise.all(NODES.map((node) => core.createNode({ body: sandboxNode(node) })));
  await apply(config, gp3StorageClass());
  await apply(config, ebsDriver());
  await waitWhileRunning(dir, "the sandbox cluster to work", STEP_TIMEOUT_MS, () => whyNotWorking(core));
}

async function whyNotReady(config: KubeConfig): Promise<string | undefined> {
  try {
    const { status, body } = await callApi(config, { method: "GET", path: "/readyz" });
    return status === 200 ? undefined : `answer ${status} ${body.slice(0, 200)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** kwok makes the nodes Ready, the controller manager takes their taints away and makes service accounts. */
async function whyNotWorking(core: CoreV1Api): Promise<string | undefined> {
  const nodes = (await core.listNode()).items;
  const ready = nodes.every(({ status }) =>
    status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True"),
  );
  if (!ready) return "Ready nodes (kwok)";
  if (nodes.some(({ spec }) => spec?.taints?.length)) return "nodes without taints (kube-controller-manager)";
  const accounts = await core.listNamespacedServiceAccount({ namespace: "default" });
  return accounts.items.length > 0 ? undefined : "service accounts (kube-controller-manager)";
}
