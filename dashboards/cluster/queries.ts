/** The selections that all panels of the cluster dashboard share. */
import { onceOfOthers } from "../../queries/discovery";
import * as kubernetes from "../../queries/kubernetes";
import { idleRate, memory, NODE_EXPORTER, nodeMemory, ordinaryMemory } from "../../queries/nodes";
import { aggregate, rate, RATE_INTERVAL, series } from "../../queries/promql";

/** Series of the chosen nodes, from node-exporter. */
const NODE = `${NODE_EXPORTER},instance=~"$instance"`;

/** Interfaces that are not the node's own: loopback and the host's ends of the pods' interfaces. */
const DEVICES = 'device!~"lo|veth.+|eni.+|cali.+|lxc.+"';

/** Series of everything on the chosen nodes, from the kubelet's cAdvisor. */
const CADVISOR = `${kubernetes.CADVISOR},node=~"$node"`;

/** Containers on the chosen nodes: no pause containers, no sums over a pod's or a slice's cgroup. */
const CONTAINERS = `${CADVISOR},${kubernetes.OF_CONTAINER},image!=""`;

/** {@link CONTAINERS} in the chosen namespaces. */
const CHOSEN = `${CONTAINERS},namespace=~"$namespace"`;

/** Pods on the chosen nodes, with the node's name. Joined to a target's own `namespace` and `pod`, it names the node behind. */
const POD_NODES = `max by (namespace, pod, node) (kube_pod_info{${kubernetes.STATE},node=~"$node"})`;

/**
 * Idle share of each CPU (0 to 1). The maximum takes one of the two series that exist for a moment while a
 * node-exporter pod is replaced by the next.
 */
const IDLE = aggregate("sum", "instance, cpu", aggregate("max", "instance, cpu, mode", idleRate(NODE, RATE_INTERVAL)));

/** CPUs in use, by node-exporter: of all chosen nodes together. */
export const CORES_USED = `sum(1 - ${IDLE})`;

/** CPUs that exist. */
export const CORES = `count(${IDLE})`;

/** CPU in use as a percentage: one value for all nodes, or one per label. */
export const cpuPercent = (by = ""): string => `100 * (1 - ${aggregate("avg", by, IDLE)})`;

const [AVAILABLE_BY_NODE, TOTAL_BY_NODE] = [
  nodeMemory("MemAvailable", "instance", NODE),
  nodeMemory("MemTotal", "instance", NODE),
];

/** Memory that processes can't be rid of, in bytes: all but what is available. */
export const MEMORY_USED = `sum(${TOTAL_BY_NODE} - ${AVAILABLE_BY_NODE})`;
export const MEMORY = `sum(${TOTAL_BY_NODE})`;
/** Share of the memory that ordinary programs share, as HighMemoryUsage takes it: without what is reserved for huge pages. */
export const memoryPercent = (by = ""): string =>
  `100 * (1 - ${aggregate("sum", by, AVAILABLE_BY_NODE)} / ${aggregate("sum", by, ordinaryMemory("instance", NODE))})`;

/** Each device once, however many mount points it has. */
const filesystem = (metric: string): string => `max by (instance, device) (${metric}{${NODE},fstype=~"ext4|xfs"})`;

export const FILESYSTEM_USED = `sum(${filesystem("node_filesystem_size_bytes")} - ${filesystem("node_filesystem_avail_bytes")})`;
export const FILESYSTEM = `sum(${filesystem("node_filesystem_size_bytes")})`;
export const filesystemPercent = (by = ""): string =>
  `100 * (1 - ${aggregate("sum", by, filesystem("node_filesystem_avail_bytes"))} / ${aggregate("sum", by, filesystem("node_filesystem_size_bytes"))})`;

/** Bytes a second through the nodes' own interfaces. */
export const nodeTraffic = (direction: "receive" | "transmit", by = ""): string =>
  aggregate(
    "sum",
    by,
    aggregate(
      "max",
      "instance, device",
      rate(series(`node_network_${direction}_bytes_total`, NODE, DEVICES), RATE_INTERVAL),
    ),
  );

const containerCpu = (by: string, selection: string): string =>
  aggregate("sum", by, onceOfOthers(rate(series("container_cpu_usage_seconds_total", selection), RATE_INTERVAL)));
const containerMemory = (by: string, selection: string): string =>
  aggregate("sum", by, onceOfOthers(kubernetes.workingSet(selection)));

/** How many lines a panel about pods or containers draws at most at any moment: more can't be told apart. */
export const BUSIEST = 25;

export const busiestCpu = (by: string): string => `topk(${BUSIEST}, ${containerCpu(by, CHOSEN)})`;
export const busiestMemory = (by: string): string => `topk(${BUSIEST}, ${containerMemory(by, CHOSEN)})`;

/**
 * Bytes a second through the pods' interfaces. Pods on the host's network are left out: cAdvisor gives each of them
 * the traffic of the whole node.
 */
export const podTraffic = (direction: "receive" | "transmit", by: string): string =>
  `topk(${BUSIEST}, sum by (${by}) (${onceOfOthers(rate(series(`container_network_${direction}_bytes_total`, CADVISOR, 'namespace=~"$namespace"'), RATE_INTERVAL))}` +
  ` unless on (namespace, pod) kube_pod_info{${kubernetes.STATE},host_network="true"}))`;

/** All containers of the chosen nodes, whatever the namespace. */
export const PODS_CPU = containerCpu("", CONTAINERS);
export const PODS_MEMORY = containerMemory("", CONTAINERS);

/**
 * What runs on the nodes outside of pods. The chart drops cAdvisor's series of system services and of the whole node,
 * so this is the difference: the node's own use (node-exporter) less the sum of its pods (cAdvisor). The two are
 * scraped at different moments and count cached pages differently; a difference below zero is none.
 */
export const outside = (node: string, pods: string): string => `clamp_min(${node} - ${pods}, 0)`;

/** {@link CORES_USED} of each node, under the node's name. */
const cpuByNode =
  `sum by (node) (1 - sum by (node, cpu) (max by (node, cpu, mode) (${idleRate(NODE, RATE_INTERVAL)}` +
  ` * on (namespace, pod) group_left (node) ${POD_NODES})))`;

const memoryByNode =
  `max by (node) ((${memory("MemTotal", NODE)} - ${memory("MemAvailable", NODE)})` +
  ` * on (namespace, pod) group_left (node) ${POD_NODES})`;

export const OUTSIDE_CPU_BY_NODE = outside(cpuByNode, containerCpu("node", CONTAINERS));
export const OUTSIDE_MEMORY_BY_NODE = outside(memoryByNode, containerMemory("node", CONTAINERS));
