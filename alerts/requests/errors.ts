/** The story's alert on failed requests. */
import type { AlertSettings } from "../../config/schema/alerts";
import { errorRatioLimit } from "../../queries/http";
import type { AlertDefinition } from "../types";
import { failedRate, requestRate } from "./recordings";
import { enoughTraffic } from "./traffic";

/**
 * Share of 5xx answers per service. Both sides are aggregated, or each series is divided by itself; all requests are
 * the denominator, or a total outage divides by zero. Rounded to a hundredth of a per cent: the rates of exactly 5%
 * add up to a hair more.
 */
function errorRatio(settings: AlertSettings): string {
  return `round(${failedRate} / ${requestRate}, 0.0001) > ${errorRatioLimit(settings)}
and
${enoughTraffic(requestRate, settings)}`;
}

/** How many requests fail. */
export function errorAlert(settings: AlertSettings): AlertDefinition {
  return {
    name: "HighErrorRate",
    expr: errorRatio(settings),
    for: "5m",
    severity: "critical",
    team: "application",
    summary: "Service fails requests.",
    description:
      "{{ $value | humanizePercentage }} of the requests to {{ $labels.job }} in {{ $labels.namespace }} are answered " +
      `with a 5xx status (more than ${settings.services.errorPercent}%) for at least 5 minutes.`,
  };
}
