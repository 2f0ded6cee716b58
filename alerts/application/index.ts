/** Alerts on the services: their processes, and whether they are there. */
import type { AlertSettings } from "../../config/schema/alerts";
import type { RuleGroup } from "../types";
import { absenceAlerts, type ExpectedService } from "./absence";
import { processAlerts } from "./processes";

export type { ExpectedService } from "./absence";

/** Alerts on the services of the configuration. */
export function applicationAlerts(settings: AlertSettings, services: readonly ExpectedService[]): RuleGroup {
  return {
    name: "qualisys-application",
    alerts: [...absenceAlerts(services), ...processAlerts(settings, services)],
  };
}
