/** Alerts on the monitoring itself; those on its configuration, its notifications and most of its targets are the chart's. */
import type { AlertSettings } from "../../config/schema/alerts";
import type { RuleGroup } from "../types";
import { inputAlerts } from "./inputs";
import { nodeNotMeasured } from "./nodes";
import { prometheusAlerts } from "./prometheus";
import { scrapeAlerts, type LimitedService } from "./scrapes";
import { sourceAlerts } from "./sources";
import { volumeAlerts } from "./volume";

export type { LimitedService } from "./scrapes";

/**
 * Alerts on Prometheus' budgets, its volume, the size of its scrapes, and on what measures the cluster.
 *
 * @param namespace that of the monitoring.
 */
export function monitoringAlerts(
  settings: AlertSettings,
  services: readonly LimitedService[],
  namespace: string,
): RuleGroup {
  return {
    name: "qualisys-monitoring",
    alerts: [
      ...prometheusAlerts(settings),
      ...volumeAlerts(settings),
      ...scrapeAlerts(settings, services),
      ...sourceAlerts(namespace),
      nodeNotMeasured,
      ...inputAlerts,
    ],
  };
}
