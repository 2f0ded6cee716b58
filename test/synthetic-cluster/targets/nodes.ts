/** The nodes, as node-exporter 1.12 shows them. */
import { constant, type Samples, type Series } from "../../alerts/series";
import { jobs } from "../../../naming";
import { busy, following, MIDNIGHT, steady, sum } from "../time";
import { exposed, target, type Labels, type Target } from "../simulation";
import { life, type Inventory, type Node, type Pod } from "./inventory";
import { podTarget } from "./pods";

/** Shares of a CPU's time that do not depend on the load, by mode. */
const CALM_MODES = { iowait: 0.02, irq: 0, nice: 0, softirq: 0.005, steal: 0.003, system: 0.04 };

/** Each node's exporter; a new node has a new one. */
export function nodeExporters({ nodes, pods }: Inventory): Target[] {
  return pods.flatMap((pod) => {
    const node = nodes.find(({ name }) => name === pod.node);
    if (pod.workload.container !== "node-exporter" || node === undefined) return [];
    return [nodeExporter(node, pod)];
  });
}

function nodeExporter(node: Node, pod: Pod): Target {
  const own = podTarget(pod, {
    job: jobs.node,
    service: "monitoring-prometheus-node-exporter",
    endpoint: "http-metrics",
    port: 9100,
    address: node.address,
  });
  return target(own, [...cpus(node, own), ...machine(node, own), ...disks(own), ...networks(node, own)], life(node));
}

function cpus({ cpus: count, busyAtPeak, startedAt }: Node, own: Labels): Series[] {
  const calm = Object.values(CALM_MODES).reduce((total, share) => total + share, 0);
  const modes: Record<string, Samples> = {
    ...Object.fromEntries(Object.entries(CALM_MODES).map(([mode, share]) => [mode, steady(share, startedAt)])),
    user: busy(busyAtPeak, startedAt),
    idle: sum(steady(1 - calm, startedAt), busy(-busyAtPeak, startedAt)),
  };
  return Array.from({ length: count }, (_, cpu) =>
    Object.entries(modes).map(
      ([mode, samples]): Series => ({
        metric: "node_cpu_seconds_total",
        labels: { ...own, cpu: `${cpu}`, mode },
        samples,
      }),
    ),
  ).flat();
}

function machine({ name, memoryBytes, startedAt }: Node, own: Labels): Series[] {
  return [
    ...exposed(own, {
      node_memory_MemTotal_bytes: memoryBytes,
      node_memory_MemAvailable_bytes: following(0.65 * memoryBytes, 0.45 * memoryBytes),
      node_memory_MemFree_bytes: following(0.25 * memoryBytes, 0.1 * memoryBytes),
      node_memory_Buffers_bytes: 0.02 * memoryBytes,
      node_memory_Cached_bytes: 0.3 * memoryBytes,
      node_memory_Slab_bytes: 0.03 * memoryBytes,
      node_memory_HugePages_Total: 0,
      node_memory_Hugepagesize_bytes: 2 * 2 ** 20,
      node_memory_Hugetlb_bytes: 0,
      node_load1: following(0.6, 2.6),
      node_filefd_allocated: 4000,
      node_filefd_maximum: 1e6,
      node_nf_conntrack_entries: following(1500, 6000),
      node_nf_conntrack_entries_limit: 262144,
      node_vmstat_pgmajfault: steady(0.05, startedAt),
      node_timex_offset_seconds: 0.00002,
      node_timex_maxerror_seconds: 0.01,
      node_timex_sync_status: 1,
      node_textfile_scrape_error: 0,
      node_time_seconds: (seconds) => MIDNIGHT + seconds,
      node_boot_time_seconds: MIDNIGHT + startedAt,
    }),
    // What the VPC's DHCP options say, which need not be the node's name.
    ...exposed(
      { ...own, nodename: name.replace(/\..*/, ".qualisys.internal"), sysname: "Linux" },
      { node_uname_info: 1 },
    ),
  ];
}

function disks(own: Labels): Series[] {
  const disk = { ...own, device: "/dev/nvme0n1p1", fstype: "xfs" };
  const temporary = { ...own, device: "tmpfs", fstype: "tmpfs", mountpoint: "/run" };
  return [
    ...[
      // One disk, mounted twice.
      ...["/", "/var/lib/kubelet"].map((mountpoint) => ({ labels: { ...disk, mountpoint }, size: 100e9, free: 55e9 })),
      { labels: temporary, size: 3e9, free: 2.9e9 },
    ].flatMap(({ labels, size, free }) =>
      exposed(labels, {
        node_filesystem_size_bytes: size,
        node_filesystem_avail_bytes: free,
        node_filesystem_free_bytes: free,
        node_filesystem_files: 5e6,
        node_filesystem_files_free: 4.8e6,
        node_filesystem_readonly: 0,
      }),
    ),
    ...exposed(
      { ...own, device: "nvme0n1" },
      {
        node_disk_io_time_seconds_total: busy(0.08, -3e5),
        node_disk_io_time_weighted_seconds_total: busy(0.1, -3e5),
        node_disk_read_bytes_total: busy(2e5, -3e5),
        node_disk_written_bytes_total: busy(1e6, -3e5),
      },
    ),
  ];
}

function networks({ startedAt }: Node, own: Labels): Series[] {
  return ["ens5", "eni1f2a3b", "lo"].flatMap((device) => {
    const each = (what: string, samples: Samples) =>
      ["receive", "transmit"].flatMap((way) =>
        exposed({ ...own, device }, { [`node_network_${way}_${what}_total`]: samples }),
      );
    return [
      ...each("bytes", busy(4e6, startedAt)),
      ...each("packets", busy(4000, startedAt)),
      ...["errs", "drop"].flatMap((what) => each(what, constant(0))),
      ...exposed({ ...own, device }, { node_network_up: device === "lo" ? 0 : 1 }),
    ];
  });
}
