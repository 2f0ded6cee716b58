/** `/metrics/cadvisor` of a kubelet: what containers use, under the labels that cAdvisor has on a node with containerd. */
import { createHash } from "node:crypto";
import { parseQuantity } from "../../../../units/quantity";
import { lastingContainers, runningContainers, startOf, type Container, type Node, type Pod } from "../cluster/objects";
import type { Family, Labels, Sample } from "../metrics/text";
import type { UsageChanges } from "./changes";
import { allowance, between, levelAt, usageOf, usedBetween, wave } from "./usage";

/** The image of the container that holds a pod's network. */
const PAUSE_IMAGE = "registry.k8s.io/pause:3.10";

/** The scheduler of the kernel hands out the CPU so often to what has a limit. Seconds. */
const CFS_PERIOD = 0.1;

/** Share of those periods in which a container waits for the next. */
const THROTTLED_SHARE = 0.01;

/** Traffic of a pod in each direction. Bytes a second. */
const POD_TRAFFIC = { least: 2_000, most: 20_000 };

/** A packet of the average size. Bytes. */
const PACKET_BYTES = 500;

/** The node as a whole uses this share of its CPUs and its memory, whatever its pods do. */
const NODE_SHARE = 0.25;

/** What the families are made of. */
export interface CadvisorInput {
  readonly node: Node;
  /** All pods of the node. */
  readonly pods: readonly Pod[];
  readonly changes: UsageChanges;
  /** Seconds since 1970. */
  readonly seconds: number;
}

/** Every family, each with the samples of all pods. */
export function cadvisorFamilies({ node, pods, changes, seconds }: CadvisorInput): readonly Family[] {
  const collected = new Collected();
  machine(node, seconds, collected);
  for (const pod of pods.filter(({ status }) => status.phase === "Running")) {
    const running = runningContainers(pod);
    const sum = { cpuSeconds: 0, memoryBytes: 0 };
    for (const container of lastingContainers(pod)) {
      const { namespace, name } = pod.metadata;
      const changesOfIt = changes.of({ namespace, pod: name, container: container.name });
      const usage = usageOf(pod, container, changesOfIt, seconds);
      // What a container has used stays in the pod's sum while it waits to be restarted.
      sum.cpuSeconds += usage.cpuSeconds;
      if (!running.includes(container)) continue;
      sum.memoryBytes += usage.memoryBytes;
      const labels = containerLabels(pod, container);
      use(labels, usage, collected);
      limits(labels, pod, container, seconds, collected);
    }
    // The cgroup of the pod as a whole.
    use(podLabels(pod), sum, collected);
    network(pod, node, seconds, collected);
  }
  return collected.families();
}

/** The families that there are, in the order in which they are answered. */
const FAMILIES = {
  machine_cpu_cores: ["gauge", "Number of logical CPU cores."],
  machine_memory_bytes: ["gauge", "Amount of memory installed on the machine."],
  container_cpu_usage_seconds_total: ["counter", "Cumulative cpu time consumed in seconds."],
  container_cpu_cfs_periods_total: ["counter", "Number of elapsed enforcement period intervals."],
  container_cpu_cfs_throttled_periods_total: ["counter", "Number of throttled period intervals."],
  container_memory_working_set_bytes: ["gauge", "Current working set in bytes."],
  container_memory_usage_bytes: ["gauge", "Current memory usage in bytes, including all memory."],
  container_memory_rss: ["gauge", "Size of RSS in bytes."],
  container_memory_cache: ["gauge", "Number of bytes of page cache memory."],
  container_oom_events_total: ["counter", "Count of out of memory events observed for the container."],
  container_start_time_seconds: ["gauge", "Start time of the container since unix epoch in seconds."],
  container_network_receive_bytes_total: ["counter", "Cumulative count of bytes received."],
  container_network_transmit_bytes_total: ["counter", "Cumulative count of bytes transmitted."],
  container_network_receive_packets_total: ["counter", "Cumulative count of packets received."],
  container_network_transmit_packets_total: ["counter", "Cumulative count of packets transmitted."],
  container_network_receive_packets_dropped_total: ["counter", "Cumulative count of packets dropped while receiving."],
  container_network_transmit_packets_dropped_total: [
    "counter",
    "Cumulative count of packets dropped while transmitting.",
  ],
} as const satisfies Readonly<Record<string, readonly [Family["type"], string]>>;

type FamilyName = keyof typeof FAMILIES;

/** Samples by their family. */
class Collected {
  private readonly samples = new Map<FamilyName, Sample[]>();

  add(labels: Labels, values: Readonly<Partial<Record<FamilyName, number>>>): void {
    for (const [name, value] of Object.entries(values) as [FamilyName, number][]) {
      const known = this.samples.get(name) ?? [];
      known.push({ labels, value });
      this.samples.set(name, known);
    }
  }

  families(): Family[] {
    return Object.entries(FAMILIES).map(([name, [type, help]]) => ({
      name,
      type,
      help,
      samples: this.samples.get(name as FamilyName) ?? [],
    }));
  }
}

/** The node itself, and two services beside the pods. The chart drops their series. */
function machine({ metadata, status }: Node, seconds: number, collected: Collected): void {
  const cores = parseQuantity(status.capacity?.["cpu"] ?? "") ?? 1;
  const bytes = parseQuantity(status.capacity?.["memory"] ?? "") ?? 0;
  const start = Date.parse(metadata.creationTimestamp) / 1000;
  collected.add(
    { boot_id: identifier(`${metadata.name} boot`), machine_id: identifier(metadata.name) },
    { machine_cpu_cores: cores, machine_memory_bytes: bytes },
  );
  for (const [id, share] of [
    ["/", NODE_SHARE],
    ["/system.slice/kubelet.service", NODE_SHARE / 20],
    ["/system.slice/containerd.service", NODE_SHARE / 20],
  ] as const) {
    const key = `${metadata.name} ${id}`;
    use(
      { container: "", id, image: "", name: "", namespace: "", pod: "" },
      {
        cpuSeconds: usedBetween(wave(`${key} cpu`, cores * share), start, seconds),
        memoryBytes: levelAt(wave(`${key} memory`, bytes * share), seconds),
      },
      collected,
    );
  }
}

function use(
  labels: Labels,
  { cpuSeconds, memoryBytes }: { readonly cpuSeconds: number; readonly memoryBytes: number },
  collected: Collected,
): void {
  const workingSet = Math.round(memoryBytes);
  const cache = Math.round(workingSet / 5);
  collected.add({ ...labels, cpu: "total" }, { container_cpu_usage_seconds_total: cpuSeconds });
  collected.add(labels, {
    container_memory_working_set_bytes: workingSet,
    container_memory_usage_bytes: workingSet + cache,
    container_memory_rss: workingSet - cache,
    container_memory_cache: 2 * cache,
  });
}

/** What only a single container has. */
function limits(labels: Labels, pod: Pod, container: Container, seconds: number, collected: Collected): void {
  const start = startOf(pod);
  collected.add(labels, { container_oom_events_total: 0, container_start_time_seconds: start });
  if (container.resources.limits?.["cpu"] === undefined || allowance(container).cores === 0) return;
  const periods = Math.floor((seconds - start) / CFS_PERIOD);
  collected.add(labels, {
    container_cpu_cfs_periods_total: periods,
    container_cpu_cfs_throttled_periods_total: Math.floor(periods * THROTTLED_SHARE),
  });
}

/** Traffic of a pod; that of one on the host's network is the node's, as cAdvisor has it. */
function network(pod: Pod, node: Node, seconds: number, collected: Collected): void {
  const onHost = pod.spec.hostNetwork === true;
  const key = onHost ? node.metadata.name : pod.metadata.uid;
  const start = onHost ? Date.parse(node.metadata.creationTimestamp) / 1000 : startOf(pod);
  const [received, sent] = (["receive", "transmit"] as const).map((direction) => {
    const rate = between(`${key} ${direction}`, POD_TRAFFIC) * (onHost ? 20 : 1);
    return Math.floor(usedBetween(wave(`${key} ${direction}`, rate), start, seconds));
  }) as [number, number];
  const { namespace, name, uid } = pod.metadata;
  const sandbox = identifier(`${uid} pause`);
  collected.add(
    {
      container: "",
      id: `${cgroup(pod)}/cri-containerd-${sandbox}.scope`,
      image: PAUSE_IMAGE,
      interface: "eth0",
      name: sandbox,
      namespace,
      pod: name,
    },
    {
      container_network_receive_bytes_total: received,
      container_network_transmit_bytes_total: sent,
      container_network_receive_packets_total: Math.floor(received / PACKET_BYTES),
      container_network_transmit_packets_total: Math.floor(sent / PACKET_BYTES),
      container_network_receive_packets_dropped_total: 0,
      container_network_transmit_packets_dropped_total: 0,
    },
  );
}

function containerLabels(pod: Pod, { name: container, image }: Container): Labels {
  const name = identifier(`${pod.metadata.uid} ${container}`);
  return { ...podLabels(pod), container, id: `${cgroup(pod)}/cri-containerd-${name}.scope`, image, name };
}

function podLabels(pod: Pod): Labels {
  const { namespace, name } = pod.metadata;
  return { container: "", id: cgroup(pod), image: "", name: "", namespace, pod: name };
}

function cgroup({ metadata }: Pod): string {
  return `/kubepods.slice/kubepods-pod${metadata.uid.replaceAll("-", "_")}.slice`;
}

/** 64 hexadecimal digits, as containerd has them; the same for the same text. */
function identifier(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
