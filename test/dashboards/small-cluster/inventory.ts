/**
 * What runs in a cluster that is small enough to calculate by hand: its own nodes, pods and servers, so that another service
 * in the stack file of production changes no expected number.
 */
import type { Inventory, Node, Pod, Workload } from "../../synthetic-cluster/targets/inventory";
import { DAY } from "../../synthetic-cluster/time";

const startedAt = -DAY;

function node(name: string, address: string): Node {
  return { name, address, cpus: 2, memoryBytes: 8e9, busyAtPeak: 0, startedAt };
}

/** Two nodes. */
export const NODE_A = node("ip-10-0-1-10.eu-central-1.compute.internal", "10.0.1.10");
export const NODE_B = node("ip-10-0-1-11.eu-central-1.compute.internal", "10.0.1.11");

function workload(namespace: string, name: string, container = name, kind: Workload["kind"] = "Deployment"): Workload {
  return { kind, namespace, name, container, replicas: 1, cpu: 0, memoryBytes: 0 };
}

function pod(of: Workload, name: string, { name: on }: Node, address: string): Pod {
  return { workload: of, name, node: on, address, startedAt };
}

const nodeExporter = workload("monitoring", "node-exporter", "node-exporter", "DaemonSet");
const stateMetrics = workload("monitoring", "kube-state-metrics");

/** Two services of one pod each, and a pod on its node's network, as those of DaemonSets are. */
export const API = pod(workload("production", "qualisys-api"), "api-1", NODE_A, "10.0.2.1");
export const WEB = pod(workload("production", "qualisys-web"), "web-1", NODE_B, "10.0.2.2");
export const PROXY = pod(workload("production", "proxy", "proxy", "DaemonSet"), "proxy-1", NODE_A, NODE_A.address);

/** Pods with an address of their own that do nothing. Two of kube-state-metrics say the same: nothing may count twice. */
export const IDLE: readonly Pod[] = [
  pod(workload("monitoring", "postgres-exporter-main", "postgres-exporter"), "postgres-exporter-1", NODE_A, "10.0.2.3"),
  pod(workload("monitoring", "redis-exporter-sessions", "redis-exporter"), "redis-exporter-1", NODE_B, "10.0.2.4"),
  pod(workload("monitoring", "redis-exporter-limited", "redis-exporter"), "redis-exporter-2", NODE_B, "10.0.2.5"),
  pod(stateMetrics, "kube-state-metrics-1", NODE_A, "10.0.2.6"),
  pod(stateMetrics, "kube-state-metrics-2", NODE_B, "10.0.2.7"),
  pod(workload("monitoring", "prometheus", "prometheus", "StatefulSet"), "prometheus-0", NODE_B, "10.0.2.8"),
];

/** The exporters of the nodes. */
export const NODE_EXPORTERS: readonly Pod[] = [
  pod(nodeExporter, "node-exporter-a", NODE_A, NODE_A.address),
  pod(nodeExporter, "node-exporter-b", NODE_B, NODE_B.address),
];

const pods = [API, WEB, PROXY, ...IDLE, ...NODE_EXPORTERS];

/** Everything that runs. */
export const inventory: Inventory = {
  config: {
    namespace: { name: "monitoring" },
    prometheus: { replicas: 1 },
    alertmanager: { replicas: 0 },
    services: [API, WEB].map(({ workload: { name, namespace } }) => ({ name, namespaces: [namespace] })),
    databases: [{ name: "main", database: "qualisys" }],
    caches: [{ name: "sessions" }, { name: "limited" }],
  },
  nodes: [NODE_A, NODE_B],
  workloads: [...new Set(pods.map((one) => one.workload))],
  pods,
};
