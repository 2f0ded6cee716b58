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
