/** Alerts on how long requests to services take: that of the story, and those on the services' objectives. */
import type { AlertSettings } from "../../config/schema/alerts";
import { latencyRules, serviceSlos, type ServiceWithSlos } from "../slo";
import type { RuleGroup } from "../types";
import { p95Alert } from "./p95";
import { durationRecordings } from "./recordings";

/**
 * Alerts on the durations of whatever measures its requests, and on the objectives of the services of the configuration.
 *
 * Once a minute: of how long its requests take a service has a dozen times as many series as of how many there are, and these
 * rules would cost more than all others together (`npm run bench:rules`).
 */
export function latencyAlerts(settings: AlertSettings, services: readonly ServiceWithSlos[]): RuleGroup {
  const objectives = latencyRules(serviceSlos(services), settings);
  return {
    name: "qualisys-latency",
    interval: "1m",
    recordings: [...durationRecordings(), ...objectives.recordings],
    alerts: [p95Alert(settings), ...objectives.alerts],
  };
}
