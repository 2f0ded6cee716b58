/** Starts what can run beside the cluster in place of its pods. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";
import { kubeConfigOf, type Cluster } from "../cluster";
import { accountFiles } from "../prometheus";
import type { Tools } from "../tools";
import { redirectRules, type Endpoint } from "./endpoints";
import { containerKey } from "./left-out";
import type { Planned } from "./plan";
import { ACCOUNT_FOLDER } from "./pods/files";
import type { PodObjects } from "./pods/objects";
import { relocated, writeBelow } from "./pods/relocation";
import { containerRun } from "./pods/run";
import { type LivePorts, MAIN } from "./ports";
import { digestOf, ensureRunning } from "./processes";
import type { Surroundings } from "./programs/program";
import { liveFolder, type LiveProcess } from "./record";
import { imageVersion } from "./versions";

/** What the processes in place of pods need to know of everything else. */
export type Beside = Pick<Surroundings, "receiver" | "databases" | "authority" | "region" | "procFolder" | "fast"> & {
  /** Addresses in the cluster that no pod's program answers for, but something else. */
  readonly endpoints: readonly Endpoint[];
};

/** How to start. */
export interface PodProcessesInput {
  readonly cluster: Cluster;
  readonly tools: Tools;
  readonly objects: PodObjects;
  readonly planned: readonly Planned[];
  readonly ports: LivePorts;
  readonly beside: Beside;
  /** What ran before. */
  readonly known: readonly LiveProcess[];
}

/** What came of it. */
export interface PodProcesses {
  readonly processes: readonly LiveProcess[];
  /** A sentence for each container that a kubelet would not start, because it refers to what is not there. */
  readonly problems: readonly string[];
}

/** Finds a port for everything that the processes listen on. */
export async function reservePorts(planned: readonly Planned[], ports: LivePorts): Promise<void> {
  for (const { name, program } of planned)
    for (const purpose of [MAIN, ...program.morePorts]) await ports.reserve(name, purpose);
}

/**
 * Starts a process for each container that a program can stand for. One that runs already, on all that it would be started with
 * now, is left as it is; another one is replaced, under the same ports and with its data.
 *
 * @throws Error with the last words of a process that ends instead of serving.
 */
export async function startPodProcesses(input: PodProcessesInput): Promise<PodProcesses> {
  const { planned, ports, beside } = input;
  const redirect = redirectRules([
    ...planned.map(({ name, address }) => ({ address, port: ports.of(name) })),
    ...beside.endpoints,
  ]);
  const started = await Promise.all(planned.map((each) => startOne(each, redirect, input)));
  return {
    processes: started.flatMap(({ process }) => process ?? []),
    problems: started.flatMap(({ problems }) => problems).sort(),
  };
}

interface Started {
  readonly process?: LiveProcess;
  readonly problems: readonly string[];
}

async function startOne(each: Planned, redirect: Surroundings["redirect"], input: PodProcessesInput): Promise<Started> {
  const { name, program, pod, container } = each;
  const { cluster, tools, objects, planned, ports, beside, known } = input;
  const root = join(liveFolder(cluster.dir), name);
  const { run, paths, problems } = containerRun(pod, container, objects, program.helper);
  if (problems.length > 0) return { problems };
  const places = new Map<string, string>([
    ...[ACCOUNT_FOLDER, ...program.ownPaths].map((path) => [path, join(root, path)] as const),
    ...[...paths].map(([path, onNode]) => [path, onNode ?? join(root, path)] as const),
  ]);
  const place = (text: string) => relocated(text, places);
  const peers = planned.filter((candidate) => candidate.program === program);
  const version = tools.version(program.tool);
  const adapted = program.adapt(run, {
    ...beside,
    pod,
    port: ports.of(name),
    portOf: (purpose) => ports.of(name, purpose),
    peerPorts: (purpose) => peers.map((peer) => ports.of(peer.name, purpose)),
    kubeconfig: await accountOf(kubeConfigOf(cluster), each, root),
    place,
    version,
    redirect,
  });
  const path = tools.path(program.tool);
  const args = adapted.args.map(place);
  const env = Object.fromEntries(Object.entries(adapted.env).map(([variable, value]) => [variable, place(value)]));
  const digests = {
    start: digestOf(path, JSON.stringify([args, env])),
    files: digestOf(...[...adapted.files].flat()),
  };
  writeBelow(root, adapted.files);
  await ensureRunning(
    cluster,
    { ...program, name, path, args, env: { ...env, GOGC: HEAP }, port: ports.of(name), digests },
    known.find((candidate) => candidate.name === name)?.digests,
  );
  const deployed = imageVersion(container.image);
  const process = {
    name,
    standsFor: containerKey(pod, container),
    version,
    ...(deployed === undefined ? {} : { deployedVersion: deployed }),
    ports: ports.ofProcess(name),
    digests,
  };
  return { process, problems };
}

/** Go's own: memory counts here, and nobody waits for these processes. */
const HEAP = "100";

/** Credentials of the pod's account, where the pod has them; made once. Returns the place of its kubeconfig. */
async function accountOf(config: KubeConfig, { pod }: Planned, root: string): Promise<string> {
  const kubeconfig = join(root, "kubeconfig");
  if (!existsSync(kubeconfig)) {
    const { namespace = "" } = pod.metadata ?? {};
    const account = await accountFiles(config, { namespace, name: pod.spec?.serviceAccountName ?? "default" });
    writeBelow(
      root,
      new Map([
        [`${ACCOUNT_FOLDER}/token`, account.token],
        [`${ACCOUNT_FOLDER}/ca.crt`, account.ca],
        ["kubeconfig", account.kubeconfig],
      ]),
    );
  }
  return kubeconfig;
}
