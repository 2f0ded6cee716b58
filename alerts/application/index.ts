/** Alerts on the services: their requests, their processes, and whether they are there. */
import type { AlertSettings } from "../../config/schema/alerts";
import type { RuleGroup } from "../types";
import { absenceAlerts, type ExpectedService } from "./absence";
import { httpAlerts } from "./http";
import { processAlerts } from "./processes";

export type { ExpectedService } from "./absence";

/** Alerts on the services of the configuration, and on the requests of whatever else counts them. */
export function applicationAlerts(settings: AlertSettings, services: readonly ExpectedService[]): RuleGroup {
  return {
    name: "qualisys-application",
    alerts: [...httpAlerts(settings), ...absenceAlerts(services), ...processAlerts(settings, services)],
  };
}
