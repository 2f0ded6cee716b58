/** Requests to services, in the metrics of the instrumentation: `http_requests_total` and `http_request_duration_seconds`. */
import type { AlertSettings } from "../config/schema/alerts";
import { jobs } from "../naming";
import { PROBE_ROUTES } from "../instrumentation/probe-routes";
import { aggregate, noneOf, rate, series, type Matchers, type Window } from "./promql";

/** What distinguishes services. */
export const SERVICE = "namespace, job";

/**
 * Matcher of whatever is no exporter. Some exporters have metrics of the same names (kube-state-metrics counts its own
 * scrapes in `http_request_duration_seconds`).
 */
export const SERVICES: Matchers = noneOf("job", Object.values(jobs));

/** Matcher of the requests of users: not what Kubernetes and Prometheus call. */
export const USERS: Matchers = `route!~"/(${PROBE_ROUTES.map((route) => route.slice(1)).join("|")})"`;

/** Matcher of requests that failed. */
export const FAILED: Matchers = 'status=~"5.."';

/** Requests a second. */
export function requestRate(by: string, matchers: Matchers, window: Window): string {
  return aggregate("sum", by, rate(series("http_requests_total", matchers), window));
}

/** Requests a second that were answered within each bound, `le`. */
export function bucketRate(by: string, matchers: Matchers, window: Window): string {
  return aggregate("sum", `${by}, le`, rate(series("http_request_duration_seconds_bucket", matchers), window));
}

/** Seconds that a share (0 to 1) of requests stays within. Buckets are summed first: a quantile of quantiles means nothing. */
export function quantile(share: number, buckets: string): string {
  return `histogram_quantile(${share}, ${buckets})`;
}

/** Share of requests that may fail. 0 to 1. */
export function errorRatioLimit({ services }: AlertSettings): number {
  return services.errorPercent / 100;
}
