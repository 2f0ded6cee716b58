/** The measurements that all panels of the application dashboard share: rate, errors, duration. */
import { aggregate } from "../promql";

/** Targets chosen at the top. */
export const TARGETS = 'namespace=~"$namespace",job=~"$job",instance=~"$instance"';

/** Routes that Kubernetes and Prometheus call; the alerts leave them out as well, because they would dilute what users see. */
export const PROBE_ROUTES = "/(metrics|health|healthz|ready|readyz|livez)";

/** Requests of users, on the chosen targets and routes. */
const REQUESTS = `${TARGETS},route=~"$route",route!~"${PROBE_ROUTES}"`;

export const BY_SERVICE = "namespace, job";
export const BY_ROUTE = `${BY_SERVICE}, route`;

/** Requests a second; `matchers` select among them. */
export const requestRate = (by: string, matchers = ""): string =>
  aggregate("sum", by, `rate(http_requests_total{${REQUESTS}${matchers === "" ? "" : `,${matchers}`}}[$__rate_interval])`);

/**
 * Share (0 to 1) of requests answered with a 5xx status. It is 0, not nothing, where there were requests and no
 * errors, and nothing, not 0, where there were no requests.
 */
export function errorRatio(by: string): string {
  const all = requestRate(by);
  return `(${requestRate(by, 'status=~"5.."')} or 0 * ${all}) / (${all} > 0)`;
}

/** Duration in seconds that the given share of requests stays within. Buckets are summed first: a quantile of quantiles means nothing. */
export const latency = (quantile: number, by: string): string =>
  `histogram_quantile(${quantile}, sum by (${by}, le) (rate(http_request_duration_seconds_bucket{${REQUESTS}}[$__rate_interval])))`;

/**
 * Requests in progress, on average: seconds spent in requests per second of time (Little's law). Needs no gauge of its
 * own, and does not miss what begins and ends between two scrapes.
 */
export const inProgress = (by: string): string =>
  aggregate("sum", by, `rate(http_request_duration_seconds_sum{${REQUESTS}}[$__rate_interval])`);

/** Targets that count requests. */
export const INSTANCES = `count(sum by (namespace, job, instance) (rate(http_requests_total{${TARGETS}}[$__rate_interval])))`;

/** A metric of the process, of Node.js processes only: all programs in the cluster have metrics of these names. */
export const nodejsProcess = (expr: string): string => `${expr} and on (namespace, job, instance) nodejs_version_info{${TARGETS}}`;
