/** Alerts on the services' HTTP metrics. */
import type { AlertSettings } from "../../config/schema/alerts";
import type { AlertDefinition } from "../types";
import { durationRate, failedRate, requestRate } from "./recordings";

/** Traffic guard: with hardly any requests, one slow or failed request is no trend. A rate of so many in five minutes. */
function enoughTraffic(rate: string, settings: AlertSettings): string {
  return `${rate} * 300 >= ${settings.services.minRequestsIn5Minutes}`;
}

/**
 * 95th percentile per service: buckets are summed first, because one slow route or pod is not the service.
 * Rounded to the millisecond, because the rates of exactly 95% quick requests add up to a hair under 95%.
 * The last bucket has all requests: there is enough traffic where any has.
 */
function latencyP95(settings: AlertSettings): string {
  return `round(histogram_quantile(0.95, ${durationRate}), 0.001) > ${settings.services.latencyP95Seconds}
and ignoring (le)
${enoughTraffic(durationRate, settings)}`;
}

/**
 * Share of 5xx answers per service. Both sides are aggregated, or each series is divided by itself; all requests are
 * the denominator, or a total outage divides by zero. Rounded to a hundredth of a per cent: the rates of exactly 5%
 * add up to a hair more.
 */
function errorRatio(settings: AlertSettings): string {
  return `round(${failedRate} / ${requestRate}, 0.0001) > ${settings.services.errorPercent / 100}
and
${enoughTraffic(requestRate, settings)}`;
}

/** How many requests fail, and how long they take: the alerts of the story. */
export function httpAlerts(settings: AlertSettings): readonly AlertDefinition[] {
  return [
    {
      name: "HighAPILatency",
      expr: latencyP95(settings),
      for: "5m",
      severity: "warning",
      team: "application",
      summary: "Service answers slowly.",
      description:
        "95% of the requests to {{ $labels.job }} in {{ $labels.namespace }} take up to " +
        `{{ $value | humanizeDuration }} (more than ${settings.services.latencyP95Seconds * 1000}ms) ` +
        "for at least 5 minutes.",
    },
    {
      name: "HighErrorRate",
      expr: errorRatio(settings),
      for: "5m",
      severity: "critical",
      team: "application",
      summary: "Service fails requests.",
      description:
        "{{ $value | humanizePercentage }} of the requests to {{ $labels.job }} in {{ $labels.namespace }} are answered " +
        `with a 5xx status (more than ${settings.services.errorPercent}%) for at least 5 minutes.`,
    },
  ];
}
