/**
 * What runs beside the embedded cluster in place of its pods: the real programs, on what the cluster's objects say, and stand-ins for
 * what no process can be.
 */
import { allOf } from "../../common/all-of";
import type { Config } from "../../config/schema";
import { kubeConfigOf, readCluster, type Cluster } from "../cluster";
import { loopbackUrl } from "../cluster/ports";
import type { SecretStore } from "../engine/fake-providers/store";
import type { ToolName, Tools } from "../tools";
import { CONSOLE, consoleEndpoints, procFolder, STAND_INS, startConsole } from "./console-process";
import { removeDatabase } from "./databases";
import { startServers } from "./databases/of-stack";
import { answeredBeside, clusterEndpoints } from "./cluster-endpoints";
import { containerKey, leftOut } from "./left-out";
import { operatorIsDone } from "./operator";
import { planOf } from "./plan";
import { reservePorts, startPodProcesses } from "./pod-processes";
import { readPodObjects } from "./pods/objects";
import { LivePorts, MAIN } from "./ports";
import { endNamed } from "./processes";
import { programs } from "./programs";
import { otherVersions } from "./versions";
import { replicaEndpoints, replicasOf, reserveReplicaPorts, startServices } from "./sample-services";
import { readLive, updateLive, type LiveRecord } from "./record";

export { readLive, type LiveProcess, type LiveRecord } from "./record";

/** The tools that it needs. */
export const LIVE_TOOLS: readonly ToolName[] = programs.map(({ tool }) => tool);

/** What is started, and beside what. */
export interface LiveInput {
  readonly cluster: Cluster;
  readonly tools: Tools;
  readonly config: Config;
  /** AWS region of the stack. */
  readonly region: string;
  /** The secrets that the fake Secrets Manager serves. */
  readonly secrets: SecretStore;
  /** Whether alerts and messages are to come sooner than they are declared to; not by default. */
  readonly fast?: boolean;
  readonly log: (line: string) => void;
}

/**
 * Has everything running that can run beside the cluster. What runs already as it would be started now is left alone.
 *
 * @throws Error with the last words of a process that ends instead of serving.
 */
export async function startLive(input: LiveInput): Promise<LiveRecord> {
  const { cluster, tools, config, region, secrets, fast = false, log } = input;
  log("Starting the programs of the pods, and the servers that they ask.");
  const kube = kubeConfigOf(cluster);
  const [outside, servers] = await Promise.all([operatorIsDone(kube), startServers(cluster, config, secrets)]);
  const objects = await readPodObjects(kube);
  const planned = planOf(objects.pods);
  const before = readLive(cluster.dir);
  const ports = new LivePorts(before.processes);
  const replicas = replicasOf(config, objects.pods);
  const consolePort = await ports.reserve(CONSOLE, MAIN);
  await reservePorts(planned, ports);
  await reserveReplicaPorts(replicas, ports);

  const answered = new Set([
    ...planned.map(({ pod, container }) => containerKey(pod, container)),
    ...answeredBeside(objects.pods),
  ]);
  const missing = leftOut(objects.pods, answered);
  const podsOf = (program: string) =>
    planned
      .filter((each) => each.program.name === program)
      .map(({ name, pod }) => ({ pod: pod.metadata?.name ?? name, url: loopbackUrl(ports.of(name)) }));
  // Before what scrapes them, whose first look would fail.
  const console = startConsole({
    cluster,
    config,
    secrets,
    port: consolePort,
    shown: {
      prometheus: podsOf("prometheus"),
      alertmanagers: podsOf("alertmanager"),
      leftOut: [...missing],
      versions: otherVersions(planned, tools),
    },
  });
  const services = startServices({ cluster, replicas, ports, servers, known: before });
  const [played, samples] = await allOf([console, services]);
  const inPlace = await startPodProcesses({
    cluster,
    tools,
    objects,
    planned,
    ports,
    known: before.processes,
    beside: {
      endpoints: [
        ...clusterEndpoints(cluster, objects.pods),
        ...consoleEndpoints(objects.pods, consolePort),
        ...replicaEndpoints(replicas, ports),
      ],
      receiver: loopbackUrl(consolePort),
      databases: servers.ports,
      authority: servers.authority,
      region,
      fast,
      procFolder: (node) => procFolder(cluster, node),
    },
  });
  const processes = [played.process, ...samples.processes, ...inPlace.processes];
  for (const { name } of before.processes)
    if (!processes.some((process) => process.name === name)) await endNamed(cluster, name);
  updateLive(cluster.dir, {
    processes,
    fast,
    servers: servers.record,
    services: samples.record,
    console: played.record,
    standIns: STAND_INS.map(({ name, standsFor }) => ({ name, standsFor })),
    leftOut: [...missing],
    problems: [...outside, ...servers.problems, ...inPlace.problems],
  });
  return readLive(cluster.dir);
}

/** Ends everything that runs beside a cluster, and removes what of it is outside of the cluster's folder. */
export async function stopLive(cluster: Cluster): Promise<void> {
  const beside = readCluster(cluster.dir)?.processes.filter((process) => process.beside === true) ?? [];
  await Promise.all(beside.map(({ name }) => endNamed(cluster, name)));
  for (const { kind, dir } of readLive(cluster.dir).servers) if (kind === "postgres") await removeDatabase(dir);
}
