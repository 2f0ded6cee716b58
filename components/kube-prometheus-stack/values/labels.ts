/** The chart's values for the stack's own labels. */
import type { ChartValues } from "../../../chart-values/generated/values";
import type { Labels } from "../../labels";

/** The chart's `commonLabels` reach neither its three subcharts nor the pods that the operator makes: these have keys of their own. */
export function labelValues(labels: Labels) {
  if (Object.keys(labels).length === 0) return {};
  const podMetadata = { labels };
  return {
    commonLabels: labels,
    prometheus: { prometheusSpec: { podMetadata } },
    alertmanager: { alertmanagerSpec: { podMetadata } },
    grafana: { extraLabels: labels },
    "kube-state-metrics": { customLabels: labels },
    "prometheus-node-exporter": { commonLabels: labels },
  } satisfies ChartValues;
}
