/** Alerts on the services' HTTP metrics. */
import type { AlertSettings } from "../../config/schema/alerts";
import type { AlertDefinition } from "../types";
import { REQUESTS, USER_ROUTES } from "./requests";

/**
 * Window of the rates. Shorter than `for`, so that one short blip, which stays in the window for as long as the window
 * lasts, can't hold the alert; long enough to have two samples at 60-second scrapes where one was missed.
 */
const WINDOW = "3m";

/** Traffic guard: with hardly any requests, one slow or failed request is no trend. */
function enoughTraffic(metric: string, matchers: string, settings: AlertSettings): string {
  return `sum by (namespace, job) (increase(${metric}{${matchers}}[5m])) >= ${settings.services.minRequestsIn5Minutes}`;
}

/**
 * 95th percentile per service: buckets are summed first, because one slow route or pod is not the service.
 * Rounded to the millisecond, because the rates of exactly 95% quick requests add up to a hair under 95%.
 */
function latencyP95(settings: AlertSettings): string {
  const bucket = "http_request_duration_seconds_bucket";
  return `round(
  histogram_quantile(0.95,
    sum by (namespace, job, le) (rate(${bucket}{${REQUESTS}}[${WINDOW}]))
  ), 0.001
) > ${settings.services.latencyP95Seconds}
and
${enoughTraffic(bucket, `le="+Inf", ${USER_ROUTES}`, settings)}`;
}

/**
 * Share of 5xx answers per service. Both sides are aggregated, or each series is divided by itself; all requests are
 * the denominator, or a total outage divides by zero. Rounded to a hundredth of a per cent: the rates of exactly 5%
 * add up to a hair more.
 */
function errorRatio(settings: AlertSettings): string {
  const requests = "http_requests_total";
  return `round(
    sum by (namespace, job) (rate(${requests}{status=~"5..", ${REQUESTS}}[${WINDOW}]))
  /
    sum by (namespace, job) (rate(${requests}{${USER_ROUTES}}[${WINDOW}])),
  0.0001
) > ${settings.services.errorPercent / 100}
and
${enoughTraffic(requests, USER_ROUTES, settings)}`;
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
