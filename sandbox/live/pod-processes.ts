/** Starts what can run beside the cluster in place of its pods. */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";
import { kubeConfigOf, type Cluster } from "../cluster";
import { accountFiles } from "../prometheus";
import type { Tools } from "../tools";
import { redirectRules, type Endpoint } from "./endpoints";
import { planOf, type Planned } from "./plan";
import { ACCOUNT_FOLDER } from "./pods/files";
import { readPodObjects } from "./pods/objects";
import { relocated, writeBelow } from "./pods/relocation";
import { containerRun } from "./pods/run";
import { LivePorts, MAIN } from "./ports";
import { digestOf, endNamed, ensureRunning } from "./processes";
import type { Run, Surroundings } from "./programs/program";
import { liveFolder, readLive, writeLive, type LiveProcess } from "./record";

/** What the processes in place of pods need to know of everything else. */
export type Beside = Pick<Surroundings, "receiver" | "databases" | "authority" | "region"> & {
  /** Addresses in the cluster that no pod's program answers for, but something else. */
  readonly endpoints: readonly Endpoint[];
};

/** How to start. */
export interface PodProcessesInput {
  readonly cluster: Cluster;
  readonly tools: Tools;
  readonly beside: Beside;
}

/** What came of it. */
export interface PodProcesses {
  readonly processes: readonly LiveProcess[];
  /** A sentence for each container that a kubelet would not start, because it refers to what is not there. */
  readonly problems: readonly string[];
}

/**
 * Starts a process for each container that a program can stand for. One that runs already, on all that it would be started with
 * now, is left as it is; another one is replaced, under the same ports and with its data.
 *
 * @throws Error with the last words of a process that ends instead of serving.
 */
export async function startPodProcesses({ cluster, tools, beside }: PodProcessesInput): Promise<PodProcesses> {
  const config = kubeConfigOf(cluster);
  const objects = await readPodObjects(config);
  const planned = planOf(objects.pods);
  const known = readLive(cluster.dir).processes;
  const ports = new LivePorts(known);
  for (const { name, program } of planned)
    for (const purpose of [MAIN, ...program.morePorts]) await ports.reserve(name, purpose);
  const redirect = redirectRules([
    ...planned.map(({ name, address }) => ({ address, port: ports.of(name) })),
    ...beside.endpoints,
  ]);

  const problems: string[] = [];
  const start = async (each: Planned): Promise<LiveProcess | undefined> => {
    const { name, program, pod, container } = each;
    const root = join(liveFolder(cluster.dir), name);
    const found = containerRun(pod, container, objects, program.helper);
    problems.push(...found.problems);
    if (found.problems.length > 0) return undefined;
    const places = new Map<string, string>([
      ...[ACCOUNT_FOLDER, ...program.ownPaths].map((path) => [path, join(root, path)] as const),
      ...[...found.paths].map(([path, onNode]) => [path, onNode ?? join(root, path)] as const),
    ]);
    const place = (text: string) => relocated(text, places);
    const account = await accountOf(config, each, root);
    const peers = planned.filter((candidate) => candidate.program === program);
    const run = program.adapt(found.run, {
      ...beside,
      pod,
      port: ports.of(name),
      portOf: (purpose) => ports.of(name, purpose),
      peerPorts: (purpose) => peers.map((peer) => ports.of(peer.name, purpose)),
      kubeconfig: account,
      place,
      version: tools.version(program.tool),
      redirect,
    });
    const digest = await running(each, run, { root, place });
    return {
      name,
      standsFor: `${pod.metadata?.namespace}/${pod.metadata?.name}/${container.name}`,
      version: tools.version(program.tool),
      ...deployedVersion(container.image),
      ports: ports.ofProcess(name),
      digest,
    };
  };
  const running = async (
    { name, program }: Planned,
    { args, env, files }: Run,
    { root, place }: { readonly root: string; readonly place: (text: string) => string },
  ): Promise<string> => {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    const variables = Object.fromEntries(Object.entries(env).map(([key, value]) => [key, place(value)]));
    const placed = args.map(place);
    const contents = [...files].flat();
    const digest = digestOf(tools.path(program.tool), JSON.stringify([placed, variables]), ...contents);
    writeBelow(root, files);
    const wanted = {
      name,
      path: tools.path(program.tool),
      args: placed,
      env: { ...variables, GOGC: HEAP },
      port: ports.of(name),
      healthPath: program.healthPath,
      digest,
    };
    await ensureRunning(cluster, wanted, known.find((candidate) => candidate.name === name)?.digest);
    return digest;
  };

  const processes = (await Promise.all(planned.map(start))).filter((process) => process !== undefined);
  const others = known.filter(
    ({ standsFor, name }) => standsFor !== undefined && !processes.some((p) => p.name === name),
  );
  for (const { name } of others) await endNamed(cluster, name);
  const rest = known.filter(({ standsFor }) => standsFor === undefined);
  writeLive(cluster.dir, { processes: [...rest, ...processes] });
  return { processes, problems: problems.sort() };
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

/** The version in an image's tag, where it is one. */
function deployedVersion(image = ""): Pick<LiveProcess, "deployedVersion"> {
  const version = /:v?(\d+\.\d+\.\d+)[^/]*$/.exec(image)?.[1];
  return version === undefined ? {} : { deployedVersion: version };
}
