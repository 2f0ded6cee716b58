/** Requests to services, in the metrics of the instrumentation: `http_requests_total` and `http_request_duration_seconds`. */
import type { AlertSettings } from "../config/schema/alerts";
import { jobs } from "../naming";
import { PROBE_ROUTES } from "../instrumentation/probe-routes";
import { once } from "./discovery";
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

/** The counter of requests. */
export const REQUEST_COUNTER = "http_requests_total";

/** The histogram's counters of requests within each bound, `le`. */
export const BUCKETS = "http_request_duration_seconds_bucket";

/** Matcher of one bound. Seconds; whole bounds have a point since Prometheus 3, and none before. */
export function within(seconds: number): Matchers {
  return Number.isInteger(seconds) ? `le=~"${seconds}([.]0)?"` : `le="${seconds}"`;
}

/** Requests a second. A request counts once, however often its pod is found. */
export function requestRate(by: string, matchers: Matchers, window: Window): string {
  return aggregate("sum", by, once(rate(series(REQUEST_COUNTER, matchers), window)));
}

/** Requests a second that were answered within each bound, `le`. */
export function bucketRate(by: string, matchers: Matchers, window: Window): string {
  return aggregate("sum", `${by}, le`, once(rate(series(BUCKETS, matchers), window)));
}

/** Seconds that a share (0 to 1) of requests stays within. Buckets are summed first: a quantile of quantiles means nothing. */
export function quantile(share: number, buckets: string): string {
  return `histogram_quantile(${share}, ${buckets})`;
}

/** Share of requests that may fail. 0 to 1. */
export function errorRatioLimit({ services }: AlertSettings): number {
  return services.errorPercent / 100;
}
