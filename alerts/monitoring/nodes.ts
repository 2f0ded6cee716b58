/** Nodes that nothing measures: the alerts on a node cannot fire for one that has no target, however many others have one. */
import { jobs } from "../../naming";
import { CADVISOR, nodes, NOT_WINDOWS } from "../../queries/kubernetes";
import { NODE_EXPORTER } from "../../queries/nodes";
import { up } from "../../queries/prometheus";
import { series, type Matchers } from "../../queries/promql";
import type { AlertDefinition } from "../types";

/** Nodes of EKS Fargate run one pod each, none of a DaemonSet, and their kubelet answers whom that pod's security groups let in. */
const NOT_FARGATE: Matchers = 'node!~"fargate-.+"';

/**
 * The host in the `instance` of a target: `10.0.1.10:9100`, `[2001:db8::1]:9100`, or without a port. One of the groups is
 * filled. Brackets are classes, because a backslash would need another one in a string of PromQL.
 */
const HOST = "[[](.+)[]](?::[0-9]+)?|([^:]+)(?::[0-9]+)?|(.+)";

/** Targets with the host of their address in another label as well. */
function withHost(targets: string, label: string): string {
  return `label_replace(${targets}, "${label}", "$1$2$3", "instance", "${HOST}")`;
}

/** Nodes that have a target which answers, known by the target's own label `node` or by the node's address in `instance`. */
function byNodeOrAddress(targets: Matchers): readonly string[] {
  const answering = `${up(targets)} == 1`;
  return [answering, `${nodes()} and on (internal_ip) ${withHost(answering, "internal_ip")}`];
}

/** The same of node-exporter, whose targets also have a pod, and are often relabelled so that `instance` is the node's name. */
const BY_POD_OR_NAME: readonly string[] = [
  `kube_pod_info and on (namespace, pod) (${up(NODE_EXPORTER)} == 1)`,
  // Two that differ in nothing but that label would be one, which is an error.
  withHost(`group by (instance) (${up(NODE_EXPORTER)} == 1)`, "node"),
];

/**
 * Nodes on which no target of a job answers. What ties the two depends on what discovery finds and on relabelling: one way
 * of several is enough. A node that is not ready has an alert of the chart's that says so.
 */
function unmeasured(job: string, expected: string, measured: readonly string[]): string {
  return `label_replace(
  group by (node) (${expected})
  unless on (node)
    ${series("kube_node_status_condition", 'condition="Ready",status!="true"')} == 1
  unless on (node)
    (
        ${measured.join("\n      or\n        ")}
    ),
  "job", "${job}", "", ""
)`;
}

/** The alert on single nodes; ClusterMetricsAbsent is about all of them. */
export const nodeNotMeasured: AlertDefinition = {
  name: "NodeNotMeasured",
  expr: [
    unmeasured(jobs.node, nodes(NOT_FARGATE, NOT_WINDOWS), [...byNodeOrAddress(NODE_EXPORTER), ...BY_POD_OR_NAME]),
    unmeasured(jobs.kubelet, nodes(NOT_FARGATE), byNodeOrAddress(CADVISOR)),
  ].join("\nor\n"),
  // Longer than a new node takes until its pods run and are found.
  for: "15m",
  severity: "warning",
  team: "platform",
  summary: "A node is not measured.",
  description:
    "Prometheus has found no {{ $labels.job }} that answers for node {{ $labels.node }} for at least 15 minutes: " +
    "alerts on what it measures can't fire for this node.",
};
