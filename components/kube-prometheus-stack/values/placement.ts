/** The chart's values for where its pods run. */
import type { ChartValues } from "../../../chart-values/generated/values";
import type { PlacementConfig } from "../../../config/schema";
import { podPlacement } from "../../placement";

/** Places everything but node-exporter, which measures every node and so has to run on every one. */
export function placementValues(placement: PlacementConfig) {
  const place = podPlacement(placement);
  if (Object.keys(place).length === 0) return {};
  return {
    prometheus: { prometheusSpec: place },
    alertmanager: { alertmanagerSpec: place },
    grafana: place,
    "kube-state-metrics": place,
    prometheusOperator: { ...place, admissionWebhooks: { patch: place } },
  } satisfies ChartValues;
}
