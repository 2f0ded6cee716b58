/** The chart's values for node-exporter. */
import type { ChartValues } from "../../../chart-values/generated/values";

/**
 * Every node is measured, whatever taints it has: the chart tolerates those with the effect NoSchedule only, and a node
 * with another one has no node-exporter, which no DaemonSet counts as missing.
 */
export function nodeExporterValues() {
  return {
    "prometheus-node-exporter": { tolerations: [{ operator: "Exists" }] },
  } satisfies ChartValues;
}
