/** Two nodes and three pods, as the chart scrapes and relabels them. */
import { counter, gauge, type Labels, type Series } from "./series";
import type { Metric } from "../catalogue";

export const NODE_A = "ip-10-0-1-10.ec2.internal";
export const NODE_B = "ip-10-0-1-11.ec2.internal";

interface Node {
  readonly name: string;
  readonly ip: string;
  readonly busy: number;
  readonly memoryAvailable: number;
  readonly diskAvailable: number;
  readonly traffic: number;
}

/** A node of 2 CPUs, 8 GB and one disk of 100 GB; `busy` is the busy share of each CPU. */
function nodeExporter({ name, ip, busy, memoryAvailable, diskAvailable, traffic }: Node): Series[] {
  const target = { job: "node-exporter", namespace: "monitoring", pod: `node-exporter-${ip}`, instance: `${ip}:9100` };
  const disk = { ...target, device: "/dev/nvme0n1p1", fstype: "xfs" };
  return [
    ...["0", "1"].flatMap((cpu) => [
      counter("node_cpu_seconds_total", { ...target, cpu, mode: "user" }, busy),
      counter("node_cpu_seconds_total", { ...target, cpu, mode: "idle" }, 0.9 - busy),
      counter("node_cpu_seconds_total", { ...target, cpu, mode: "iowait" }, 0.1),
      counter("node_cpu_seconds_total", { ...target, cpu, mode: "steal" }, 0),
    ]),
    gauge("node_memory_MemTotal_bytes", target, 8e9),
    gauge("node_memory_MemAvailable_bytes", target, memoryAvailable),
    // The same device twice, and one that is no disk.
    ...["/", "/var/lib/kubelet"].flatMap((mountpoint) => [
      gauge("node_filesystem_size_bytes", { ...disk, mountpoint }, 100e9),
      gauge("node_filesystem_avail_bytes", { ...disk, mountpoint }, diskAvailable),
    ]),
    gauge("node_filesystem_size_bytes", { ...target, device: "tmpfs", fstype: "tmpfs", mountpoint: "/run" }, 4e9),
    gauge("node_filesystem_avail_bytes", { ...target, device: "tmpfs", fstype: "tmpfs", mountpoint: "/run" }, 4e9),
    // The node's interface, a pod's end of one, and loopback.
    ...["eth0", "eni0123", "lo"].flatMap((device) => [
      counter("node_network_receive_bytes_total", { ...target, device }, device === "eth0" ? traffic : 1e6),
      counter("node_network_transmit_bytes_total", { ...target, device }, device === "eth0" ? traffic / 2 : 1e6),
    ]),
    gauge("node_uname_info", { ...target, nodename: "some-other-name" }, 1),
    ...state("kube_node_info", { node: name, internal_ip: ip }, 1),
    ...["true", "false", "unknown"].flatMap((status) =>
      state("kube_node_status_condition", { node: name, condition: "Ready", status }, status === "true" ? 1 : 0),
    ),
    ...podState({ namespace: "monitoring", pod: target.pod, node: name, hostNetwork: true }),
  ];
}

/** What kube-state-metrics says, by two replicas of it: nothing may count twice. */
function state(metric: Metric, labels: Labels, value: number): Series[] {
  return ["10.0.2.1:8080", "10.0.2.2:8080"].map((instance) =>
    gauge(metric, { job: "kube-state-metrics", instance, ...labels }, value),
  );
}

function podState(pod: { namespace: string; pod: string; node: string; hostNetwork: boolean }): Series[] {
  const id = { namespace: pod.namespace, pod: pod.pod, uid: `uid-${pod.pod}` };
  return [
    ...state("kube_pod_info", { ...id, node: pod.node, host_network: String(pod.hostNetwork) }, 1),
    ...["Pending", "Running", "Succeeded", "Failed", "Unknown"].flatMap((phase) =>
      state("kube_pod_status_phase", { ...id, phase }, phase === "Running" ? 1 : 0),
    ),
    ...state("kube_pod_container_status_restarts_total", { ...id, container: "main" }, 0),
  ];
}

/** A pod as cAdvisor sees it after the chart's relabelling: its container, its cgroup as a whole, its interface. */
function pod(name: string, node: string, cpu: number, memory: number, traffic: number, hostNetwork = false): Series[] {
  const target = { job: "kubelet", metrics_path: "/metrics/cadvisor", instance: "10.0.1.10:10250", node };
  const inPod = { ...target, namespace: "production", pod: name };
  const container = { ...inPod, container: "main", image: "registry/app:1", id: `/kubepods/${name}/main` };
  const cgroup = { ...inPod, container: "", image: "", id: `/kubepods/${name}` };
  return [
    counter("container_cpu_usage_seconds_total", { ...container, cpu: "total" }, cpu),
    counter("container_cpu_usage_seconds_total", { ...cgroup, cpu: "total" }, cpu),
    gauge("container_memory_working_set_bytes", container, memory),
    gauge("container_memory_working_set_bytes", cgroup, memory),
    counter("container_network_receive_bytes_total", { ...cgroup, interface: "eth0" }, traffic),
    counter("container_network_transmit_bytes_total", { ...cgroup, interface: "eth0" }, traffic / 2),
    ...podState({ namespace: "production", pod: name, node, hostNetwork }),
  ];
}

/** Two nodes: 40 % and 20 % busy, 50 % and 25 % of memory and 60 % and 20 % of disk in use. */
export const cluster: readonly Series[] = [
  ...nodeExporter({
    name: NODE_A,
    ip: "10.0.1.10",
    busy: 0.4,
    memoryAvailable: 4e9,
    diskAvailable: 40e9,
    traffic: 1000,
  }),
  ...nodeExporter({
    name: NODE_B,
    ip: "10.0.1.11",
    busy: 0.2,
    memoryAvailable: 6e9,
    diskAvailable: 80e9,
    traffic: 2000,
  }),
  ...pod("api-1", NODE_A, 0.3, 1e9, 100),
  ...pod("web-1", NODE_B, 0.1, 0.5e9, 40),
  ...pod("proxy-1", NODE_A, 0.1, 0.1e9, 1000, true),
  // Changed again and again.
  counter(
    "kube_deployment_status_observed_generation",
    { job: "kube-state-metrics", instance: "10.0.2.1:8080", namespace: "production", deployment: "api" },
    1,
  ),
];
