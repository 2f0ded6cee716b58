/** What the alerts on the cluster rest on, where its source answers and does not have it: they are blind then, and nothing else says so. */
import { CADVISOR, nodes, OF_CONTAINER, STATE, WINDOWS } from "../../queries/kubernetes";
import { NODE_EXPORTER, NOT_IN_USE } from "../../queries/nodes";
import { up } from "../../queries/prometheus";
import { missingInputs, type Input } from "../inputs";
import type { AlertDefinition } from "../types";

/** What kube-state-metrics has of every cluster: it runs in a pod, and on a node. */
const ofState: readonly Input[] = [
  { metric: "kube_pod_container_status_restarts_total" },
  { metric: "kube_pod_created" },
  { metric: "kube_pod_info" },
  { metric: "kube_node_info" },
];

const ofNodeExporter: readonly Input[] = [
  { metric: "node_cpu_seconds_total", matchers: NOT_IN_USE },
  { metric: "node_memory_MemTotal_bytes" },
  { metric: "node_memory_MemAvailable_bytes" },
];

/** What a kubelet has of every node: some container runs on it. */
const ofKubelet: readonly Input[] = [{ metric: "container_memory_working_set_bytes", matchers: OF_CONTAINER }];

/** What labels the targets are known by. The `namespace` of the kubelets' series is that of what they describe. */
const TARGET = "job, instance";

function answering(targets: string): string {
  return `group by (namespace, ${TARGET}) (${targets})`;
}

/** The kubelet of a node with Windows does not measure containers by way of cAdvisor. */
const measuringKubelets = `${up(CADVISOR)} == 1 unless on (node) ${nodes(WINDOWS)}`;

/** Metrics whose absence an alert tells; {@link OPTIONAL_METRICS} are the others that alerts on the cluster rest on. */
export const WATCHED_METRICS: readonly string[] = [
  ...[...ofState, ...ofNodeExporter, ...ofKubelet].map(({ metric }) => metric),
  // By PrometheusVolumeNotMeasured.
  "kubelet_volume_stats_available_bytes",
  "kubelet_volume_stats_capacity_bytes",
];

/** Metrics that a healthy cluster may lack, so that no alert tells their absence, and why. */
export const OPTIONAL_METRICS: Readonly<Record<string, string>> = {
  kube_pod_init_container_status_restarts_total: "There may be no init container.",
  kube_pod_container_status_last_terminated_reason: "There is none where no container ever ended.",
  kube_pod_init_container_status_last_terminated_reason: "There is none where no init container ever ended.",
  kube_pod_container_resource_limits: "There may be no limit: a LimitRange or the pods set them.",
  kube_pod_spec_volumes_persistentvolumeclaims_info: "Prometheus may have no claim.",
  kube_node_status_condition: "Alerts are held back by it, and fire without it.",
  node_memory_Hugetlb_bytes: "Kernels before 4.19 lack it.",
  node_memory_HugePages_Total: "A kernel may be built without huge pages.",
  node_memory_Hugepagesize_bytes: "A kernel may be built without huge pages.",
  certmanager_certificate_expiration_timestamp_seconds: "There may be no Certificate.",
  certmanager_certificate_renewal_timestamp_seconds: "There may be no Certificate.",
  certmanager_certificate_ready_status: "There may be no Certificate.",
};

/** One alert on the source that is there once, and one on those that each node has. */
export const inputAlerts: readonly AlertDefinition[] = [
  {
    name: "ClusterMetricsMissing",
    // By `job` alone: series of kube-state-metrics have the namespace of what they describe, and one of its shards may have them all.
    expr: missingInputs(`group by (namespace, job) (${up(STATE)} == 1)`, "job", ofState),
    // Longer than it takes to list everything after a start.
    for: "10m",
    // As urgent as what is blind: PodCrashLooping, and the chart's alerts on nodes that are lost.
    severity: "critical",
    team: "platform",
    summary: "Metrics of the cluster's state are missing.",
    description:
      "{{ $labels.job }} in {{ $labels.namespace }} answers Prometheus and has given no {{ $labels.metric }} for at least " +
      "10 minutes: alerts that rest on it can't fire.",
  },
  {
    name: "NodeMetricsMissing",
    expr: [
      missingInputs(answering(`${up(NODE_EXPORTER)} == 1`), TARGET, ofNodeExporter),
      missingInputs(answering(measuringKubelets), TARGET, ofKubelet),
    ].join("\nor\n"),
    for: "15m",
    severity: "warning",
    team: "platform",
    summary: "Metrics of a node are missing.",
    description:
      "{{ $labels.job }} at {{ $labels.instance }} answers Prometheus and has given no {{ $labels.metric }} for at least " +
      "15 minutes: alerts that rest on it can't fire for this node.",
  },
];
