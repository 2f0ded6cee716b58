/** What runs in the simulated cluster: nodes, workloads and their pods. Everything that is measured follows from it. */
import { ALWAYS } from "../simulation";
import { DAY, HOUR, MINUTE, type Span } from "../time";

/** A node of the cluster. */
export interface Node {
  readonly name: string;
  readonly address: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  /** Share of its CPUs in use at full load. */
  readonly busyAtPeak: number;
  /** Seconds after midnight; negative where it has been there for longer. */
  readonly startedAt: number;
  readonly until?: number;
  /** When it takes no more pods. */
  readonly cordonedAt?: number;
}

/** A Deployment, StatefulSet, DaemonSet or Job. */
export interface Workload {
  readonly kind: "Deployment" | "StatefulSet" | "DaemonSet" | "Job";
  readonly namespace: string;
  readonly name: string;
  readonly container: string;
  /** Pods of it; a DaemonSet has one on each node. */
  readonly replicas: number;
  /** CPU at full load, in cores, and memory of one pod. */
  readonly cpu: number;
  readonly memoryBytes: number;
}

/** A pod of a workload, with one container. */
export interface Pod {
  readonly workload: Workload;
  readonly name: string;
  readonly node: string;
  readonly address: string;
  /** Seconds after midnight; negative where it has been there for longer. */
  readonly startedAt: number;
  /** When it ends; a Job's pod stays, done. */
  readonly until?: number;
  /** Times at which its container was restarted during the day. */
  readonly restarts?: readonly number[];
  /** Restarts of the days before. */
  readonly earlierRestarts?: number;
}

/** What of a stack's configuration decides what runs. */
export interface Stack {
  readonly namespace: { readonly name: string };
  readonly prometheus: { readonly replicas: number };
  readonly alertmanager: { readonly replicas: number };
  readonly services: readonly { readonly name: string; readonly namespaces: readonly string[] }[];
  readonly databases: readonly { readonly name: string; readonly database: string }[];
  readonly caches: readonly { readonly name: string }[];
}

/** What tells a pod from the one before it of the same name. */
export function uidOf({ name, startedAt }: Pod): string {
  return `${name}-${Math.round(startedAt)}`;
}

/** Everything that runs. */
export interface Inventory {
  readonly config: Stack;
  readonly nodes: readonly Node[];
  readonly workloads: readonly Workload[];
  readonly pods: readonly Pod[];
}

const GIBIBYTE = 2 ** 30;

/** Seconds that a new pod takes until it is ready. */
export const READY_AFTER_SECONDS = 30;

/** When something that is there for longer than the day was started. Not all at once, as no cluster is. */
const startedBefore = (index: number): number => -(3 + (index % 5)) * DAY - index * 977;

/** When a node or a pod is there. */
export function life({ startedAt, until = Infinity }: { startedAt: number; until?: number }): Span {
  return startedAt < 0 && until === Infinity ? ALWAYS : [startedAt, until];
}

/** Four nodes as EKS names them: three for the services, and a larger one for the monitoring. */
const nodes: readonly Node[] = [
  {
    name: "ip-10-0-1-10.eu-central-1.compute.internal",
    address: "10.0.1.10",
    cpus: 4,
    memoryBytes: 16 * GIBIBYTE,
    busyAtPeak: 0.55,
  },
  {
    name: "ip-10-0-2-10.eu-central-1.compute.internal",
    address: "10.0.2.10",
    cpus: 4,
    memoryBytes: 16 * GIBIBYTE,
    busyAtPeak: 0.6,
  },
  {
    name: "ip-10-0-3-10.eu-central-1.compute.internal",
    address: "10.0.3.10",
    cpus: 4,
    memoryBytes: 16 * GIBIBYTE,
    busyAtPeak: 0.5,
  },
  {
    name: "ip-10-0-1-20.eu-central-1.compute.internal",
    address: "10.0.1.20",
    cpus: 8,
    memoryBytes: 32 * GIBIBYTE,
    busyAtPeak: 0.4,
  },
].map((node, index) => ({ ...node, startedAt: startedBefore(index) }));

function workload(
  kind: Workload["kind"],
  namespace: string,
  name: string,
  replicas: number,
  cpu: number,
  memory: number,
  container = name,
): Workload {
  return { kind, namespace, name, container, replicas, cpu, memoryBytes: memory * GIBIBYTE };
}

/** What a stack's configuration and the chart deploy, and what every EKS cluster runs. */
function workloads(config: Stack): Workload[] {
  const monitoring = config.namespace.name;
  return [
    ...["aws-node", "kube-proxy", "ebs-csi-node"].map((name) =>
      workload("DaemonSet", "kube-system", name, nodes.length, 0.02, 0.06),
    ),
    workload("DaemonSet", monitoring, "monitoring-prometheus-node-exporter", nodes.length, 0.02, 0.03, "node-exporter"),
    workload("Deployment", "kube-system", "coredns", 2, 0.05, 0.05),
    workload("Deployment", "cert-manager", "cert-manager", 1, 0.02, 0.1, "cert-manager-controller"),
    workload(
      "StatefulSet",
      monitoring,
      "prometheus-monitoring-kube-prometheus-prometheus",
      config.prometheus.replicas,
      0.5,
      3,
      "prometheus",
    ),
    workload(
      "StatefulSet",
      monitoring,
      "alertmanager-monitoring-kube-prometheus-alertmanager",
      config.alertmanager.replicas,
      0.02,
      0.1,
      "alertmanager",
    ),
    workload("Deployment", monitoring, "monitoring-kube-prometheus-operator", 1, 0.02, 0.1, "kube-prometheus-stack"),
    workload("Deployment", monitoring, "monitoring-kube-state-metrics", 1, 0.02, 0.1, "kube-state-metrics"),
    workload("Deployment", monitoring, "monitoring-grafana", 1, 0.1, 0.3, "grafana"),
    ...config.databases.map(({ name }) =>
      workload("Deployment", monitoring, `postgres-exporter-${name}`, 1, 0.02, 0.03, "postgres-exporter"),
    ),
    ...config.caches.map(({ name }) =>
      workload("Deployment", monitoring, `redis-exporter-${name}`, 1, 0.01, 0.02, "redis-exporter"),
    ),
    ...config.services.flatMap(({ name, namespaces }) =>
      namespaces.map((namespace) => serviceWorkload(namespace, name)),
    ),
  ];
}

/** A service of the configuration: three pods. */
export function serviceWorkload(namespace: string, name: string): Workload {
  return workload("Deployment", namespace, name, 3, 0.6, 0.4);
}

/** The pods of a workload from a time on, on one node after the other. `generation` tells them from earlier ones. */
export function podsOf(of: Workload, index: number, startedAt: number, generation = 0): Pod[] {
  return Array.from({ length: of.replicas }, (_, ordinal): Pod => {
    const suffix = of.kind === "StatefulSet" ? `${ordinal}` : `${generation}${index}x${ordinal}`;
    return {
      workload: of,
      name: `${of.name}-${of.kind === "Deployment" ? `7f${generation}-` : ""}${suffix}`,
      node: nodes[(of.kind === "DaemonSet" ? ordinal : index + ordinal) % nodes.length]?.name ?? "",
      address: `10.0.${64 + generation * 20 + Math.floor(index / 8)}.${10 + (index % 8) * 20 + ordinal}`,
      startedAt: startedAt - ordinal * 61,
    };
  });
}

/** Everything as it is on an ordinary day: with restarts that are none of anybody's business, and a Job at night. */
export function ordinary(config: Stack): Inventory {
  const list = workloads(config);
  const pods = list.flatMap((one, index) => podsOf(one, index, startedBefore(index)));
  const cleanup = workload("Job", config.services[0]?.namespaces[0] ?? "default", "cleanup-29553240", 1, 0.2, 0.1);
  return {
    config,
    nodes,
    workloads: [...list, cleanup],
    pods: [
      ...pods.map(withRestarts),
      ...podsOf(cleanup, list.length, 4 * HOUR).map((pod): Pod => ({ ...pod, until: 4 * HOUR + 10 * MINUTE })),
    ],
  };
}

/** More restarts in a lifetime than a crash loop has in five minutes; and three within five minutes, which is one too few. */
function withRestarts(pod: Pod): Pod {
  if (pod.workload.name === "aws-node") return { ...pod, earlierRestarts: 7 };
  if (pod.workload.name === "ebs-csi-node") return { ...pod, restarts: [7 * HOUR, 7 * HOUR + 20, 7 * HOUR + 60] };
  return pod;
}

/** The pod without its past. */
export function fresh({ restarts: _, earlierRestarts: __, ...pod }: Pod): Pod {
  return pod;
}

/** The same workload's pod, restarted elsewhere; the old one ends once the new one is ready. */
export function replaced(
  inventory: Inventory,
  isReplaced: (pod: Pod) => boolean,
  at: (position: number) => number,
  to: (pod: Pod) => string = ({ node }) => node,
): Inventory {
  let position = -1;
  const pods = inventory.pods.flatMap((pod): Pod[] => {
    if (!isReplaced(pod)) return [pod];
    position += 1;
    const startedAt = at(position);
    // The pods of a StatefulSet keep their names, and one ends before the next begins.
    const ordered = pod.workload.kind === "StatefulSet";
    const next: Pod = {
      ...fresh(pod),
      name: ordered ? pod.name : `${pod.name}n`,
      address: pod.address.replace("10.0.", "10.0.1"),
      node: to(pod),
      startedAt,
    };
    return [{ ...pod, until: ordered ? startedAt - READY_AFTER_SECONDS : startedAt + READY_AFTER_SECONDS + 15 }, next];
  });
  return { ...inventory, pods };
}
