/** Alerts on the services: their processes, and whether they and their metrics are there. */
import type { AlertSettings } from "../../config/schema/alerts";
import type { RuleGroup } from "../types";
import type { ServiceWithSlos } from "../slo";
import { absenceAlerts, absenceRecordings, type ExpectedService } from "./absence";
import { metricsAlerts, metricsRecordings } from "./metrics";
import { processAlerts } from "./processes";

export type { ExpectedService } from "./absence";

/** Alerts on the services of the configuration. */
export function applicationAlerts(
  settings: AlertSettings,
  services: readonly (ExpectedService & ServiceWithSlos)[],
): RuleGroup {
  return {
    name: "qualisys-application",
    // They wait for minutes: looked at twice as rarely, they cost half (`npm run bench:rules`) and are 15 seconds later at most.
    interval: "30s",
    recordings: [...absenceRecordings(services), ...metricsRecordings(services)],
    alerts: [...absenceAlerts(services), ...metricsAlerts(services), ...processAlerts(settings, services)],
  };
}
