/**
 * Kubernetes cluster overview (AC6): the nodes' CPU, memory and filesystems, and what pods use of them.
 *
 * It holds the 21 panels of Grafana's public dashboard 315 under their own ids and titles. That dashboard's queries
 * find nothing in a cluster of today, so each asks for the same from node-exporter, the kubelet's cAdvisor and
 * kube-state-metrics as the chart scrapes them.
 */
import type { AlertSettings } from "../../config/schema/alerts";
import { STATE } from "../../queries/kubernetes";
import { NODE_EXPORTER } from "../../queries/nodes";
import { firingAlerts } from "../annotations";
import type { DashboardSpec } from "../spec";
import { healthRow, totalsRow, utilisationRow } from "./nodes";
import { cpuRow, memoryRow, networkRow } from "./workloads";

export function clusterDashboard(settings: AlertSettings): DashboardSpec {
  return {
    uid: "qualisys-cluster",
    title: "Kubernetes cluster overview",
    description:
      "Nodes and what runs on them: CPU, memory, filesystems, network, restarts. " +
      "Rates are averages over a minute, and over longer steps where the time range is long.",
    tags: ["kubernetes"],
    variables: [
      { name: "node", label: "Node", query: `label_values(kube_node_info{${STATE}}, node)` },
      {
        name: "instance",
        label: "Instance",
        // By the node-exporter pod's place, because the node's name is in none of its target labels.
        query: `query_result(node_uname_info{${NODE_EXPORTER}} and on (namespace, pod) kube_pod_info{${STATE},node=~"$node"})`,
        regex: '/\\binstance="([^"]+)"/',
      },
      {
        name: "namespace",
        label: "Namespace",
        query: `label_values(kube_pod_info{${STATE},node=~"$node"}, namespace)`,
      },
    ],
    annotations: [firingAlerts()],
    rows: [healthRow(settings), utilisationRow(settings), totalsRow, cpuRow, memoryRow, networkRow],
  };
}
