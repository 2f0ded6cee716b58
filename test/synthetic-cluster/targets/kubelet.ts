/** The kubelets: volumes, and containers by way of cAdvisor. Their labels are honoured. */
import type { Samples, Series } from "../../alerts/series";
import { jobs } from "../../../naming";
import { busy, following, steady, within } from "../time";
import { exposed, target, type Labels, type Target } from "../simulation";
import { life, type Inventory, type Node, type Pod } from "./inventory";
import { claims } from "./kube-state-metrics";

/** The two endpoints of each node's kubelet. */
export function kubelets(inventory: Inventory): Target[] {
  return inventory.nodes.flatMap((node) => {
    const own = (metrics_path: string): Labels => ({
      namespace: "kube-system",
      job: jobs.kubelet,
      instance: `${node.address}:10250`,
      node: node.name,
      service: "monitoring-kube-prometheus-kubelet",
      endpoint: "https-metrics",
      metrics_path,
    });
    const pods = inventory.pods.filter((pod) => pod.node === node.name);
    return [
      target(
        own("/metrics"),
        [...itself(node, own("/metrics"), pods), ...volumes(inventory, node, own("/metrics"))],
        life(node),
      ),
      target(
        own("/metrics/cadvisor"),
        pods.flatMap((pod) => containers(pod, own("/metrics/cadvisor"))),
        life(node),
      ),
      target(own("/metrics/probes"), [], life(node)),
    ];
  });
}

function itself({ name, startedAt }: Node, own: Labels, pods: readonly Pod[]): Series[] {
  const YEAR = 365 * 86_400;
  return [
    ...exposed(own, {
      kubelet_running_pods: (seconds) => pods.filter((pod) => within(seconds, life(pod))).length,
      kubelet_certificate_manager_client_ttl_seconds: YEAR,
      kubelet_certificate_manager_server_ttl_seconds: YEAR,
      kubelet_certificate_manager_client_expiration_renew_errors: 0,
      kubelet_server_expiration_renew_errors: 0,
      process_start_time_seconds: 1.7e9,
    }),
    ...exposed({ ...own, node: name }, { kubelet_node_name: 1 }),
    ...exposed({ ...own, eviction_signal: "memory.available" }, { kubelet_evictions: 0 }),
    ...["0.1", "0.5", "1.0", "+Inf"].flatMap((le) =>
      exposed(
        { ...own, le },
        {
          kubelet_pleg_relist_duration_seconds_bucket: steady(1, startedAt),
          kubelet_pod_worker_duration_seconds_bucket: steady(1, startedAt),
        },
      ),
    ),
  ];
}

function volumes(inventory: Inventory, node: Node, own: Labels): Series[] {
  return claims(inventory)
    .filter((claim) => claim.node === node.name)
    .flatMap(({ claim, namespace, bytes, used }) => {
      const left =
        (total: number, taken: Samples): Samples =>
        (seconds) =>
          total - (taken(seconds) ?? 0);
      return exposed(
        { ...own, namespace, persistentvolumeclaim: claim },
        {
          kubelet_volume_stats_capacity_bytes: bytes,
          kubelet_volume_stats_used_bytes: used,
          kubelet_volume_stats_available_bytes: left(bytes, used),
          kubelet_volume_stats_inodes: 3e6,
          kubelet_volume_stats_inodes_used: 1000,
          kubelet_volume_stats_inodes_free: 3e6 - 1000,
        },
      );
    });
}

/** A pod's container and its cgroup as a whole, as the chart's relabelling leaves them. */
function containers(pod: Pod, own: Labels): Series[] {
  const { workload, name, startedAt } = pod;
  const inPod = { ...own, namespace: workload.namespace, pod: name };
  const span = life(pod);
  const memory = (share: number): Samples =>
    following(0.7 * share * workload.memoryBytes, share * workload.memoryBytes);
  const container = {
    ...inPod,
    container: workload.container,
    image: `registry/${workload.container}:1`,
    id: `/kubepods/${name}/1`,
    name: `${name}-1`,
  };
  const cgroup = { ...inPod, id: `/kubepods/${name}` };
  const cpu = busy(workload.cpu, startedAt);
  const series = [
    ...exposed({ ...cgroup, cpu: "total" }, { container_cpu_usage_seconds_total: cpu }),
    ...exposed(cgroup, { container_memory_working_set_bytes: memory(1) }),
    ...exposed({ ...container, cpu: "total" }, { container_cpu_usage_seconds_total: cpu }),
    ...exposed(container, {
      container_cpu_cfs_periods_total: steady(10, startedAt),
      container_cpu_cfs_throttled_periods_total: steady(0.1, startedAt),
      container_memory_working_set_bytes: memory(1),
      container_memory_rss: memory(0.8),
      container_memory_cache: memory(0.2),
      container_memory_swap: 0,
      container_oom_events_total: 0,
    }),
    ...exposed(
      { ...cgroup, interface: "eth0", image: "registry/pause:3", name },
      {
        container_network_receive_bytes_total: busy(2e4, startedAt),
        container_network_transmit_bytes_total: busy(2e4, startedAt),
      },
    ),
  ];
  return series.map(({ samples, ...rest }) => ({
    ...rest,
    samples: (seconds) => (within(seconds, span) ? samples(seconds) : undefined),
  }));
}
