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
    // They wait for minutes: looked at twice as rarely, they cost half (`npm run bench:rules`) and are 15 seconds later at most.
    interval: "30s",
    alerts: [...absenceAlerts(services), ...processAlerts(settings, services)],
  };
}
