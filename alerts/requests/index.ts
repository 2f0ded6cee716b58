/** Alerts on the requests to services: those of the story, and those on the services' promises, with what all of them build on. */
import type { AlertSettings } from "../../config/schema/alerts";
import { serviceSlos, sloRules, type PromisingService } from "../slo";
import type { RuleGroup } from "../types";
import { httpAlerts } from "./http";
import { requestRecordings } from "./recordings";

/** Alerts on the requests to whatever counts them, and on the promises of the services of the configuration. One group, so that all see the same rates. */
export function requestAlerts(settings: AlertSettings, services: readonly PromisingService[]): RuleGroup {
  const promises = sloRules(serviceSlos(services), settings);
  return {
    name: "qualisys-requests",
    interval: "30s",
    recordings: [...requestRecordings(), ...promises.recordings],
    alerts: [...httpAlerts(settings), ...promises.alerts],
  };
}
