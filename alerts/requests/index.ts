/** Alerts on requests to services that fail: that of the story, and those on the services' objectives. */
import type { AlertSettings } from "../../config/schema/alerts";
import { availabilityRules, serviceSlos, type ServiceWithSlos } from "../slo";
import type { RuleGroup } from "../types";
import { errorAlert } from "./errors";
import { requestRecordings } from "./recordings";

/** Alerts on failed requests to whatever counts its requests, and on the objectives of the services of the configuration. One group, so that all see the same rates. */
export function requestAlerts(settings: AlertSettings, services: readonly ServiceWithSlos[]): RuleGroup {
  const objectives = availabilityRules(serviceSlos(services), settings);
  return {
    name: "qualisys-requests",
    interval: "30s",
    recordings: [...requestRecordings(), ...objectives.recordings],
    alerts: [errorAlert(settings), ...objectives.alerts],
  };
}
