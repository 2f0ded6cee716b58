/** The rows about nodes: how they are, how much of each is in use, and all of them together. */
import type { AlertSettings } from "../../config/schema/alerts";
import { CONTAINER_OF_POD, restarts, STATE } from "../../queries/kubernetes";
import { above, type Row } from "../spec";
import {
  CORES,
  CORES_USED,
  cpuPercent,
  FILESYSTEM,
  FILESYSTEM_USED,
  filesystemPercent,
  MEMORY,
  MEMORY_USED,
  memoryPercent,
  nodeTraffic,
} from "./queries";

/** Limits of the totals' gauges, in per cent: those of dashboard 315. */
const GAUGE_STEPS = above(65, 90);

/** Is anything wrong with nodes or pods? */
export function healthRow(settings: AlertSettings): Row {
  return {
    id: 200,
    title: "Health",
    panels: [
      {
        kind: "stat",
        id: 100,
        title: "Nodes ready",
        unit: "short",
        width: 6,
        description: "Nodes whose kubelet says that they are ready.",
        expr: `sum(max by (node) (kube_node_status_condition{${STATE},node=~"$node",condition="Ready",status="true"}))`,
      },
      {
        kind: "stat",
        id: 101,
        title: "Nodes not ready",
        unit: "short",
        width: 6,
        steps: above(1),
        description: "Nodes that are not ready, or whose kubelet has not been heard of.",
        expr: `sum(max by (node, status) (kube_node_status_condition{${STATE},node=~"$node",condition="Ready",status=~"false|unknown"}))`,
      },
      {
        kind: "stat",
        id: 102,
        title: "Pods running",
        unit: "short",
        width: 6,
        description: "Pods in phase Running in the chosen namespaces.",
        expr: `sum(max by (namespace, pod) (kube_pod_status_phase{${STATE},namespace=~"$namespace",phase="Running"}))`,
      },
      {
        kind: "stat",
        id: 103,
        title: "Pods not running",
        unit: "short",
        width: 6,
        steps: above(1),
        description:
          "Pods in phase Pending, Failed or Unknown in the chosen namespaces. Finished jobs are not among them.",
        expr: `sum(max by (namespace, pod, phase) (kube_pod_status_phase{${STATE},namespace=~"$namespace",phase=~"Pending|Failed|Unknown"}))`,
      },
      {
        kind: "timeseries",
        id: 104,
        title: "Pod restarts in 5 minutes",
        unit: "short",
        width: 24,
        height: 6,
        min: 0,
        decimals: 0,
        manySeries: true,
        steps: above(settings.pods.restartsIn5Minutes + 1),
        alert: "PodCrashLooping",
        description:
          "Restarts of each pod's containers within the last 5 minutes, the ten pods with most of them. " +
          `PodCrashLooping fires when there are more than ${settings.pods.restartsIn5Minutes}, and one container restarted more than once.`,
        queries: [
          {
            expr: `topk(10, floor(sum by (namespace, pod) (max by (${CONTAINER_OF_POD}) (increase(${restarts(`${STATE},namespace=~"$namespace"`)}[5m])))))`,
            legend: "{{namespace}}/{{pod}}",
          },
        ],
      },
    ],
  };
}

/** AC6: how much of each node is in use. */
export function utilisationRow(settings: AlertSettings): Row {
  return {
    id: 201,
    title: "Nodes",
    panels: [
      {
        kind: "timeseries",
        id: 110,
        title: "CPU utilisation by node",
        unit: "percent",
        width: 8,
        min: 0,
        max: 100,
        steps: above(settings.nodes.cpuPercent),
        alert: "HighCPUUsage",
        description:
          "Share of each node's CPUs in use. Waiting for disks (iowait) and for the hypervisor (steal) is not use. " +
          `HighCPUUsage fires above ${settings.nodes.cpuPercent} %.`,
        queries: [{ expr: cpuPercent("instance"), legend: "{{instance}}" }],
      },
      {
        kind: "timeseries",
        id: 111,
        title: "Memory utilisation by node",
        unit: "percent",
        width: 8,
        min: 0,
        max: 100,
        steps: above(settings.nodes.memoryPercent),
        alert: "HighMemoryUsage",
        description:
          "Share of each node's memory that is not available to processes; page cache counts as available, and memory reserved for huge pages is left out. " +
          `HighMemoryUsage fires above ${settings.nodes.memoryPercent} %.`,
        queries: [{ expr: memoryPercent("instance"), legend: "{{instance}}" }],
      },
      {
        kind: "timeseries",
        id: 112,
        title: "Filesystem utilisation by node",
        unit: "percent",
        width: 8,
        min: 0,
        max: 100,
        description: "Share of each node's ext4 and xfs filesystems in use, every device counted once.",
        queries: [{ expr: filesystemPercent("instance"), legend: "{{instance}}" }],
      },
    ],
  };
}

/** The totals of dashboard 315, under its ids and titles. */
export const totalsRow: Row = {
  id: 202,
  title: "Cluster totals",
  panels: [
    {
      kind: "timeseries",
      id: 32,
      title: "Network I/O pressure",
      unit: "Bps",
      width: 24,
      height: 6,
      description: "Traffic through the own interfaces of the chosen nodes; what they send is drawn below zero.",
      queries: [
        { expr: nodeTraffic("receive"), legend: "received" },
        { expr: `-${nodeTraffic("transmit")}`, legend: "sent" },
      ],
    },
    {
      kind: "gauge",
      id: 4,
      title: "Cluster memory usage",
      unit: "percent",
      width: 8,
      height: 6,
      min: 0,
      max: 100,
      steps: GAUGE_STEPS,
      description:
        "Memory in use as a share of the memory of all chosen nodes, without what is reserved for huge pages. A full node can hide in it: see the utilisation by node.",
      expr: memoryPercent(),
    },
    {
      kind: "gauge",
      id: 6,
      title: "Cluster CPU usage (1m avg)",
      unit: "percent",
      width: 8,
      height: 6,
      min: 0,
      max: 100,
      steps: GAUGE_STEPS,
      description:
        "CPUs in use as a share of the CPUs of all chosen nodes. A hot node can hide in it: see the utilisation by node.",
      expr: cpuPercent(),
    },
    {
      kind: "gauge",
      id: 7,
      title: "Cluster filesystem usage",
      unit: "percent",
      width: 8,
      height: 6,
      min: 0,
      max: 100,
      steps: GAUGE_STEPS,
      description: "Space in use on the ext4 and xfs filesystems of all chosen nodes, every device counted once.",
      expr: filesystemPercent(),
    },
    {
      kind: "stat",
      id: 9,
      title: "Used",
      unit: "bytes",
      width: 4,
      description: "Memory in use on the chosen nodes.",
      expr: MEMORY_USED,
    },
    {
      kind: "stat",
      id: 10,
      title: "Total",
      unit: "bytes",
      width: 4,
      description: "Memory of the chosen nodes.",
      expr: MEMORY,
    },
    {
      kind: "stat",
      id: 11,
      title: "Used",
      unit: "short",
      width: 4,
      decimals: 2,
      description: "CPUs in use on the chosen nodes.",
      expr: CORES_USED,
    },
    {
      kind: "stat",
      id: 12,
      title: "Total",
      unit: "short",
      width: 4,
      description: "CPUs of the chosen nodes.",
      expr: CORES,
    },
    {
      kind: "stat",
      id: 13,
      title: "Used",
      unit: "bytes",
      width: 4,
      description: "Filesystem space in use on the chosen nodes.",
      expr: FILESYSTEM_USED,
    },
    {
      kind: "stat",
      id: 14,
      title: "Total",
      unit: "bytes",
      width: 4,
      description: "Filesystem space of the chosen nodes.",
      expr: FILESYSTEM,
    },
  ],
};
