/** Alerts on the monitoring itself; those on its targets, its configuration and its notifications are the chart's. */
import type { AlertSettings } from "../../config/schema/alerts";
import type { RuleGroup } from "../types";
import { prometheusAlerts } from "./prometheus";
import { scrapeAlerts, type LimitedService } from "./scrapes";
import { volumeAlerts } from "./volume";

export type { LimitedService } from "./scrapes";

/** Alerts on Prometheus' budgets, its volume and the size of its scrapes. */
export function monitoringAlerts(settings: AlertSettings, services: readonly LimitedService[]): RuleGroup {
  return {
    name: "qualisys-monitoring",
    alerts: [...prometheusAlerts(settings), ...volumeAlerts(settings), ...scrapeAlerts(settings, services)],
  };
}
