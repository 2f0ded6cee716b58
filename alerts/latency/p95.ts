/** The story's alert on how long requests take. */
import type { AlertSettings } from "../../config/schema/alerts";
import { quantile } from "../../queries/http";
import { enoughTraffic } from "../requests/traffic";
import type { AlertDefinition } from "../types";
import { durationRate } from "./recordings";

/**
 * 95th percentile per service: buckets are summed first, because one slow route or pod is not the service.
 * Rounded to the millisecond, because the rates of exactly 95% fast requests add up to a hair under 95%.
 * The last bucket has all requests: there is enough traffic where any has.
 */
function latencyP95(settings: AlertSettings): string {
  return `round(${quantile(0.95, durationRate)}, 0.001) > ${settings.services.latencyP95Seconds}
and ignoring (le)
${enoughTraffic(durationRate, settings)}`;
}

/** How long requests take. */
export function p95Alert(settings: AlertSettings): AlertDefinition {
  return {
    name: "HighAPILatency",
    expr: latencyP95(settings),
    for: "5m",
    severity: "warning",
    team: "application",
    summary: "Service answers slowly.",
    description:
      "5% of the requests to {{ $labels.job }} in {{ $labels.namespace }} take longer than " +
      `{{ $value | humanizeDuration }}, by the bounds of its histogram (more than ${settings.services.latencyP95Seconds * 1000}ms), ` +
      "for at least 5 minutes.",
  };
}
