/** `/metrics` of a kubelet: itself, and the volumes of its pods. */
import { parseQuantity } from "../../../../units/quantity";
import { runningContainers, type Claim, type Node, type Pod } from "../cluster/objects";
import type { Family, Sample } from "../metrics/text";
import { levelAt, wave } from "./usage";

/** So full are all volumes, up to a tenth of it. */
const VOLUME_SHARE = 0.2;

/** A file system has an inode for so many bytes, and files of that size. */
const BYTES_AN_INODE = 16_384;

/** How long the kubelet's certificates last. Seconds. */
const CERTIFICATE_SECONDS = 365 * 86_400;

/** What the families are made of. */
export interface KubeletInput {
  readonly node: Node;
  /** All pods of the node. */
  readonly pods: readonly Pod[];
  /** All claims of the cluster. */
  readonly claims: readonly Claim[];
  /** Seconds since 1970. */
  readonly seconds: number;
}

/** Every family of `/metrics`. */
export function kubeletFamilies(input: KubeletInput): readonly Family[] {
  return [...itself(input), ...volumes(input)];
}

function itself({ node, pods, seconds }: KubeletInput): Family[] {
  const start = Date.parse(node.metadata.creationTimestamp) / 1000;
  const running = pods.filter(({ status }) => status.phase === "Running");
  const containers = running.reduce((count, pod) => count + runningContainers(pod).length, 0);
  const one = (name: string, type: Family["type"], help: string, sample: Sample): Family => {
    return { name, type, help, samples: [sample] };
  };
  return [
    one("kubelet_node_name", "gauge", "The node's name. The count is always 1.", {
      labels: { node: node.metadata.name },
      value: 1,
    }),
    one("kubelet_running_pods", "gauge", "Number of pods that have a running pod sandbox.", { value: running.length }),
    one("kubelet_running_containers", "gauge", "Number of containers currently running.", {
      labels: { container_state: "running" },
      value: containers,
    }),
    one("kubelet_evictions", "counter", "Cumulative number of pod evictions by eviction signal.", {
      labels: { eviction_signal: "memory.available" },
      value: 0,
    }),
    ...(["client", "server"] as const).map((side) =>
      one(`kubelet_certificate_manager_${side}_ttl_seconds`, "gauge", `TTL of the Kubelet's ${side} certificate.`, {
        value: CERTIFICATE_SECONDS,
      }),
    ),
    one(
      "kubelet_certificate_manager_client_expiration_renew_errors",
      "counter",
      "Counter of certificate renewal errors.",
      { value: 0 },
    ),
    one("kubelet_server_expiration_renew_errors", "counter", "Counter of certificate renewal errors.", { value: 0 }),
    quick("kubelet_pleg_relist_duration_seconds", "Duration in seconds for relisting pods in PLEG.", seconds - start),
    quick("kubelet_pod_worker_duration_seconds", "Duration in seconds to sync a single pod.", seconds - start),
    one("process_start_time_seconds", "gauge", "Start time of the process since unix epoch in seconds.", {
      value: start,
    }),
  ];
}

/** A histogram of something that happens every second and takes a hundredth of one. */
function quick(name: string, help: string, seconds: number): Family {
  const count = Math.max(Math.floor(seconds), 0);
  return {
    name,
    type: "histogram",
    help,
    samples: [
      ...["0.1", "0.5", "1", "+Inf"].map((le) => ({ suffix: "_bucket", labels: { le }, value: count })),
      { suffix: "_sum", value: count / 100 },
      { suffix: "_count", value: count },
    ],
  };
}

/** Of each claim that a running pod of the node uses, once. */
function volumes({ pods, claims, seconds }: KubeletInput): Family[] {
  const used = new Set(pods.filter(({ status }) => status.phase === "Running").flatMap(claimsOf));
  const measured = claims.flatMap((claim) => {
    const { namespace, name } = claim.metadata;
    const capacity = parseQuantity(claim.status.capacity?.["storage"] ?? "");
    if (!used.has(`${namespace}/${name}`) || claim.status.phase !== "Bound" || !capacity) return [];
    const bytes = Math.round(levelAt(wave(`${namespace}/${name}`, VOLUME_SHARE * capacity), seconds));
    const inodes = Math.floor(capacity / BYTES_AN_INODE);
    const inodesUsed = Math.floor(bytes / BYTES_AN_INODE);
    return [{ labels: { namespace, persistentvolumeclaim: name }, capacity, bytes, inodes, inodesUsed }];
  });
  const family = (name: string, help: string, value: (volume: (typeof measured)[number]) => number): Family => {
    const samples = measured.map((volume) => ({ labels: volume.labels, value: value(volume) }));
    return { name: `kubelet_volume_stats_${name}`, type: "gauge", help, samples };
  };
  return [
    family("capacity_bytes", "Capacity in bytes of the volume", ({ capacity }) => capacity),
    family("used_bytes", "Number of used bytes in the volume", ({ bytes }) => bytes),
    family("available_bytes", "Number of available bytes in the volume", ({ capacity, bytes }) => capacity - bytes),
    family("inodes", "Maximum number of inodes in the volume", ({ inodes }) => inodes),
    family("inodes_used", "Number of used inodes in the volume", ({ inodesUsed }) => inodesUsed),
    family("inodes_free", "Number of free inodes in the volume", ({ inodes, inodesUsed }) => inodes - inodesUsed),
  ];
}

/** `namespace/name` of the claims that a pod uses. */
function claimsOf({ metadata, spec }: Pod): string[] {
  return (spec.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    const claim =
      persistentVolumeClaim?.claimName ?? (ephemeral === undefined ? undefined : `${metadata.name}-${name}`);
    return claim === undefined ? [] : [`${metadata.namespace}/${claim}`];
  });
}
