/** What measures the cluster itself. Where it is gone, the alerts on pods, nodes and volumes cannot fire, whatever happens. */
import { jobs } from "../../naming";
import { oneOf } from "../../queries/promql";
import { unanswered } from "../targets";
import type { AlertDefinition } from "../types";

/** The kubelets' targets are found through a Service of the operator's here. */
const KUBELET_NAMESPACE = "kube-system";

/** Sources of which no target answers, or none is found. */
function unansweringSources(namespace: string): string {
  const sources = [
    { namespace, job: jobs.kubeStateMetrics },
    { namespace, job: jobs.node },
    { namespace: KUBELET_NAMESPACE, job: jobs.kubelet },
  ];
  return unanswered(
    oneOf(
      "job",
      sources.map(({ job }) => job),
    ),
    ["namespace", "job"],
    sources,
  );
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
      expr: unansweringSources(namespace),
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
