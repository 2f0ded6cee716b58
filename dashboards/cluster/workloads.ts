/** The rows about what runs on the nodes: the other panels of dashboard 315, under its ids and titles. */
import type { Row } from "../spec";
import {
  BUSIEST,
  busiestCpu,
  busiestMemory,
  CORES_USED,
  MEMORY_USED,
  nodeTraffic,
  outside,
  OUTSIDE_CPU_BY_NODE,
  OUTSIDE_MEMORY_BY_NODE,
  PODS_CPU,
  PODS_MEMORY,
  podTraffic,
} from "./queries";

const POD = "{{namespace}}/{{pod}}";
const CONTAINER = "{{namespace}}/{{pod}}/{{container}}";
const OF_THE_BUSIEST = `, the ${BUSIEST} highest in the chosen namespaces`;
const DIFFERENCE =
  "The node's use less the sum of its pods, since the chart drops cAdvisor's own series of system services.";

/** CPUs by who uses them; 1 is one CPU, always busy. */
export const cpuRow: Row = {
  id: 203,
  title: "CPU",
  panels: [
    {
      kind: "timeseries",
      id: 17,
      title: "Pods CPU usage (1m avg)",
      unit: "short",
      width: 12,
      min: 0,
      manySeries: true,
      description: `CPUs in use by each pod${OF_THE_BUSIEST}.`,
      queries: [{ expr: busiestCpu("namespace, pod"), legend: POD }],
    },
    {
      kind: "timeseries",
      id: 24,
      title: "Containers CPU usage (1m avg)",
      unit: "short",
      width: 12,
      min: 0,
      manySeries: true,
      description: `CPUs in use by each container${OF_THE_BUSIEST}.`,
      queries: [{ expr: busiestCpu("namespace, pod, container"), legend: CONTAINER }],
    },
    {
      kind: "timeseries",
      id: 23,
      title: "System services CPU usage (1m avg)",
      unit: "short",
      width: 12,
      min: 0,
      manySeries: true,
      description: `CPUs in use on each node outside of pods: kubelet, container runtime, kernel. ${DIFFERENCE}`,
      queries: [{ expr: OUTSIDE_CPU_BY_NODE, legend: "{{node}}" }],
    },
    {
      kind: "timeseries",
      id: 20,
      title: "All processes CPU usage (1m avg)",
      unit: "short",
      width: 12,
      min: 0,
      stacked: true,
      description:
        "CPUs in use on the chosen nodes by all pods, and by everything outside of pods (the nodes' use less the sum of the pods).",
      queries: [
        { expr: PODS_CPU, legend: "pods" },
        { expr: outside(CORES_USED, PODS_CPU), legend: "outside of pods" },
      ],
    },
  ],
};

/** Memory by who holds it. */
export const memoryRow: Row = {
  id: 204,
  title: "Memory",
  panels: [
    {
      kind: "timeseries",
      id: 25,
      title: "Pods memory usage",
      unit: "bytes",
      width: 12,
      min: 0,
      manySeries: true,
      description: `Working set of each pod, which is what its limit counts${OF_THE_BUSIEST}.`,
      queries: [{ expr: busiestMemory("namespace, pod"), legend: POD }],
    },
    {
      kind: "timeseries",
      id: 27,
      title: "Containers memory usage",
      unit: "bytes",
      width: 12,
      min: 0,
      manySeries: true,
      description: `Working set of each container, which is what its limit counts${OF_THE_BUSIEST}.`,
      queries: [{ expr: busiestMemory("namespace, pod, container"), legend: CONTAINER }],
    },
    {
      kind: "timeseries",
      id: 26,
      title: "System services memory usage",
      unit: "bytes",
      width: 12,
      min: 0,
      manySeries: true,
      description: `Memory in use on each node outside of pods: kubelet, container runtime, kernel. ${DIFFERENCE}`,
      queries: [{ expr: OUTSIDE_MEMORY_BY_NODE, legend: "{{node}}" }],
    },
    {
      kind: "timeseries",
      id: 28,
      title: "All processes memory usage",
      unit: "bytes",
      width: 12,
      min: 0,
      stacked: true,
      description:
        "Memory in use on the chosen nodes by all pods, and by everything outside of pods (the nodes' use less the sum of the pods).",
      queries: [
        { expr: PODS_MEMORY, legend: "pods" },
        { expr: outside(MEMORY_USED, PODS_MEMORY), legend: "outside of pods" },
      ],
    },
  ],
};

/** Network traffic; what is sent is drawn below zero. */
export const networkRow: Row = {
  id: 205,
  title: "Network",
  panels: [
    {
      kind: "timeseries",
      id: 16,
      title: "Pods network I/O (1m avg)",
      unit: "Bps",
      width: 12,
      manySeries: true,
      description:
        `Traffic of each pod with a network of its own${OF_THE_BUSIEST}. ` +
        "Pods on the host's network are left out: cAdvisor gives each of them the traffic of the whole node.",
      queries: [
        { expr: podTraffic("receive", "namespace, pod"), legend: `${POD} received` },
        { expr: `-${podTraffic("transmit", "namespace, pod")}`, legend: `${POD} sent` },
      ],
    },
    {
      kind: "timeseries",
      id: 30,
      title: "Containers network I/O (1m avg)",
      unit: "Bps",
      width: 12,
      manySeries: true,
      description: `Traffic of each interface of each pod${OF_THE_BUSIEST}: the containers of a pod share its network and can't be told apart.`,
      queries: [
        { expr: podTraffic("receive", "namespace, pod, interface"), legend: `${POD} {{interface}} received` },
        { expr: `-${podTraffic("transmit", "namespace, pod, interface")}`, legend: `${POD} {{interface}} sent` },
      ],
    },
    {
      kind: "timeseries",
      id: 29,
      title: "All processes network I/O (1m avg)",
      unit: "Bps",
      width: 24,
      manySeries: true,
      description:
        "Traffic of everything on each node, through the node's own interfaces. " +
        "The kernel counts traffic by interface and not by process, so this is as fine as it gets.",
      queries: [
        { expr: nodeTraffic("receive", "instance"), legend: "{{instance}} received" },
        { expr: `-${nodeTraffic("transmit", "instance")}`, legend: "{{instance}} sent" },
      ],
    },
  ],
};
