/** Two nodes of 2 CPUs, 8 GB of memory and a disk of 100 GB, and what their pods use of them. */
import type { Change } from "../../synthetic-cluster/simulation";
import type { Node, Pod } from "../../synthetic-cluster/targets/inventory";
import { API, IDLE, NODE_A, NODE_B, NODE_EXPORTERS, PROXY, WEB } from "./inventory";
import { counters, gauges } from "./values";

interface Use {
  /** Share of each CPU that is busy. */
  readonly busy: number;
  readonly memoryAvailable: number;
  readonly diskAvailable: number;
  /** Bytes a second that the node receives; it sends half as many. */
  readonly received: number;
}

/** 40 % and 20 % of the CPUs, 50 % and 25 % of the memory and 60 % and 20 % of the disk are in use. */
export const nodeValues: readonly Change[] = [
  ...node(NODE_A, { busy: 0.4, memoryAvailable: 4e9, diskAvailable: 40e9, received: 1000 }),
  ...node(NODE_B, { busy: 0.2, memoryAvailable: 6e9, diskAvailable: 80e9, received: 2000 }),
];

function node({ address }: Node, { busy, memoryAvailable, diskAvailable, received }: Use): Change[] {
  const labels = { instance: `${address}:9100` };
  const network = { node_network_receive_bytes_total: received, node_network_transmit_bytes_total: received / 2 };
  return [
    // A CPU that waits for a disk is not busy.
    ...Object.entries({ idle: 0.9 - busy, iowait: 0.1, steal: 0, user: busy, system: 0, softirq: 0 }).map(
      ([mode, share]) => counters({ ...labels, mode }, { node_cpu_seconds_total: share }),
    ),
    gauges(labels, { node_memory_MemAvailable_bytes: memoryAvailable }),
    gauges({ ...labels, fstype: "xfs" }, { node_filesystem_avail_bytes: diskAvailable }),
    // The node's own interface; and others, which would be many times as much.
    counters(labels, { node_network_receive_bytes_total: 1e6, node_network_transmit_bytes_total: 1e6 }),
    counters({ ...labels, device: "ens5" }, network),
  ];
}

/** The proxy is on its node's network: cAdvisor shows the node's traffic as its own. */
export const podValues: readonly Change[] = [
  pod(API, 0.3, 1e9, 100),
  pod(WEB, 0.1, 0.5e9, 40),
  pod(PROXY, 0.1, 0.1e9, 1000),
  ...IDLE.map((one) => pod(one, 0, 0, 0)),
  ...NODE_EXPORTERS.map((one) => pod(one, 0, 0, 1000)),
].flat();

/** CPUs, bytes of memory, and bytes a second that a pod receives; it sends half as many. */
function pod({ name }: Pod, cpu: number, memory: number, received: number): Change[] {
  const labels = { job: "kubelet", pod: name };
  return [
    counters(labels, {
      container_cpu_usage_seconds_total: cpu,
      container_network_receive_bytes_total: received,
      container_network_transmit_bytes_total: received / 2,
    }),
    gauges(labels, { container_memory_working_set_bytes: memory }),
  ];
}
