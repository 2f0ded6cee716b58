/** What measures the cluster itself. Where it is gone, the alerts on pods, nodes and volumes are silent, whatever happens. */
import { jobs } from "../../identity";
import type { AlertDefinition } from "../types";

/** The kubelets' targets are found through a Service of the operator's here. */
const KUBELET_NAMESPACE = "kube-system";

/** Sources of which no target answers, or none is found; both halves have the same labels, so that a target that fails and then disappears is one alert. */
function silentSources(namespace: string): string {
  const sources = [
    { job: jobs.kubeStateMetrics, namespace },
    { job: jobs.node, namespace },
    { job: jobs.kubelet, namespace: KUBELET_NAMESPACE },
  ];
  const silent = `max by (namespace, job) (up{job=~"${sources.map(({ job }) => job).join("|")}"}) == 0`;
  return [silent, ...sources.map((source) => `absent(up{namespace="${source.namespace}", job="${source.job}"})`)].join("\nor\n");
}

/**
 * Apart from the chart's TargetDown, a warning about some targets that are found and do not answer.
 *
 * @param namespace that of the monitoring, in which kube-state-metrics and node-exporter run.
 */
export function sourceAlerts(namespace: string): readonly AlertDefinition[] {
  return [
    {
      name: "ClusterMetricsAbsent",
      expr: silentSources(namespace),
      // Longer than the only pod of kube-state-metrics takes to be replaced.
      for: "5m",
      severity: "critical",
      team: "platform",
      summary: "The cluster is not measured.",
      description:
        "No {{ $labels.job }} in {{ $labels.namespace }} has answered Prometheus for at least 5 minutes: " +
        "alerts on what it measures, such as pods that crash and nodes that are full, can't fire.",
    },
  ];
}
