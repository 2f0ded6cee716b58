/** The chart's values for its own alert rules. */
import { disabledChartAlerts } from "../../../alerts/overlaps";
import type { ChartValues } from "../../../chart-values/generated/values";

/** The label of a claim that the chart's alerts on volumes leave out. Its name and value are the chart's. */
export const UNWATCHED_CLAIM = { excluded_from_alerts: "true" } as const;

/** Switches off what our alerts say better, and makes {@link UNWATCHED_CLAIM} known to the rules. */
export function ruleValues() {
  return {
    defaultRules: { disabled: disabledChartAlerts() },
    "kube-state-metrics": {
      metricLabelsAllowlist: [`persistentvolumeclaims=[${Object.keys(UNWATCHED_CLAIM).join(",")}]`],
    },
  } satisfies ChartValues;
}
