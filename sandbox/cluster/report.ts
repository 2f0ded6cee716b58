import { ApiException, CoreV1Api } from "@kubernetes/client-node";
import type { KubeConfig, V1Pod } from "@kubernetes/client-node";
import { kubeConfigOf } from "./client";
import { memoryBytesOf, ownMemoryBytesOf } from "./processes";
import type { Cluster, ClusterProcess } from "./state";
import { waitUntil } from "./wait";
import { listWorkloads } from "./workloads";
import type { Workload } from "./workloads";

/** How long to wait for pods, and whom to inform. */
export interface PodWait {
  /** Milliseconds; two minutes by default, since pods of the simulated node are Ready within seconds. */
  readonly timeoutMs?: number;
  /** Takes a line each time the number of ready pods changes. */
  readonly log?: (line: string) => void;
}

/** A process of the cluster, and what it costs. */
export interface ProcessReport extends ClusterProcess {
  /** Resident memory; `undefined` when it isn't running. */
  readonly memoryBytes?: number;
  /** Memory of which shared parts count once in a sum; `undefined` when it isn't running. */
  readonly ownMemoryBytes?: number;
}

/** The state of a cluster, for people. */
export interface ClusterReport {
  readonly server: string;
  readonly kubeconfigPath: string;
  readonly processes: readonly ProcessReport[];
  /** Workloads of all namespaces; empty when the API server doesn't answer. */
  readonly workloads: readonly Workload[];
  /** Why there are no workloads to report; `undefined` when there is nothing wrong. */
  readonly problem?: string;
}

/** Reports what runs and what is ready. Never throws because of a broken cluster: that is what it reports. */
export async function clusterReport(cluster: Cluster): Promise<ClusterReport> {
  const { server, kubeconfigPath } = cluster;
  const processes = cluster.processes.map((record) => ({
    ...record,
    memoryBytes: memoryBytesOf(record),
    ownMemoryBytes: ownMemoryBytesOf(record),
  }));
  const dead = processes.filter(({ name, alive }) => !alive && (name === "etcd" || name === "kube-apiserver"));
  if (dead.length > 0) {
    // Without etcd the API server answers only after a long while, or with what it remembers.
    const problem = `The API server can't answer: ${dead.map(({ name }) => name).join(", ")} not running`;
    return { server, kubeconfigPath, processes, workloads: [], problem };
  }
  try {
    return { server, kubeconfigPath, processes, workloads: await listWorkloads(kubeConfigOf(cluster)) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { server, kubeconfigPath, processes, workloads: [], problem: `The API server doesn't answer: ${reason}` };
  }
}

/**
 * Waits until every workload of a namespace has its pods and every pod is Ready or has succeeded.
 * What the operator has yet to make of Prometheus and Alertmanager objects counts as missing.
 *
 * @throws a sentence that names the workloads and pods that are missing, and why they wait.
 */
export async function waitForPods(cluster: Cluster, namespace: string, options: PodWait = {}): Promise<void> {
  const config = kubeConfigOf(cluster);
  let reported: string | undefined;
  await waitUntil({
    what: `the pods of namespace ${namespace}`,
    timeoutMs: options.timeoutMs ?? 120_000,
    intervalMs: 250,
    missing: async () => {
      try {
        const workloads = await listWorkloads(config, namespace);
        const line = `${sum(workloads, "ready")} of ${sum(workloads, "expected")} pods ready in namespace ${namespace}`;
        if (line !== reported) options.log?.(line);
        reported = line;
        const short = workloads.filter(({ ready, expected }) => ready < expected);
        const missing = [...short.map(describe), ...(await waitingPods(config, namespace))];
        return missing.length === 0 ? undefined : missing.join("; ");
      } catch (error) {
        if (error instanceof ApiException && (error.code === 429 || error.code >= 500)) {
          return `an answer of the API server, which is too busy (${error.code})`;
        }
        throw error;
      }
    },
  });
}

function describe({ kind, name, ready, expected }: Workload): string {
  return `${kind} ${name} with ${ready} of ${expected} pods`;
}

function sum(workloads: readonly Workload[], key: "ready" | "expected"): number {
  return workloads.reduce((total, workload) => total + workload[key], 0);
}

/** Pods that are neither Ready nor done, with the reason where Kubernetes gives one. */
async function waitingPods(config: KubeConfig, namespace: string): Promise<string[]> {
  const pods = await config.makeApiClient(CoreV1Api).listNamespacedPod({ namespace });
  return pods.items.filter(isWaiting).map((pod) => {
    const reason = pod.status?.conditions?.find(({ status, message }) => status === "False" && message)?.message;
    return `Pod ${pod.metadata?.name}${reason === undefined ? "" : ` (${reason})`}`;
  });
}

function isWaiting(pod: V1Pod): boolean {
  if (pod.metadata?.deletionTimestamp !== undefined || pod.status?.phase === "Succeeded") return false;
  return !pod.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True");
}
