/** The measurements that all panels of the application dashboard share: rate, errors, duration. */
import { once } from "../../queries/discovery";
import * as http from "../../queries/http";
import { aggregate, rate, RATE_INTERVAL, series } from "../../queries/promql";

/** Targets chosen at the top. */
export const TARGETS = 'namespace=~"$namespace",job=~"$job",instance=~"$instance"';

/** Requests of users, on the chosen targets and routes. */
const REQUESTS = `${TARGETS},route=~"$route",${http.USERS}`;

export const BY_SERVICE = http.SERVICE;
export const BY_ROUTE = `${BY_SERVICE}, route`;

/** Requests a second. */
export const requestRate = (by: string): string => http.requestRate(by, REQUESTS, RATE_INTERVAL);

/**
 * Share (0 to 1) of requests answered with a 5xx status. It is 0, not nothing, where there were requests and no
 * errors, and nothing, not 0, where there were no requests.
 */
export function errorRatio(by: string): string {
  const all = requestRate(by);
  return `(${http.requestRate(by, `${REQUESTS},${http.FAILED}`, RATE_INTERVAL)} or 0 * ${all}) / (${all} > 0)`;
}

/** Duration in seconds that the given share of requests stays within. */
export const latency = (quantile: number, by: string): string =>
  http.quantile(quantile, http.bucketRate(by, REQUESTS, RATE_INTERVAL));

/**
 * Requests in progress, on average: seconds spent in requests per second of time (Little's law). Needs no gauge of its
 * own, and does not miss what begins and ends between two scrapes.
 */
export const inProgress = (by: string): string =>
  aggregate("sum", by, once(rate(series("http_request_duration_seconds_sum", REQUESTS), RATE_INTERVAL)));

/** Targets that count requests. */
export const INSTANCES = `count(${http.requestRate(`${BY_SERVICE}, instance`, TARGETS, RATE_INTERVAL)})`;

/** A value of each process, once however often its target is found. */
export const ofProcess = (expr: string): string => aggregate("max", `${BY_SERVICE}, instance`, expr);

/** A metric of the process, of Node.js processes only: all programs in the cluster have metrics of these names. */
export const nodejsProcess = (expr: string): string =>
  `${ofProcess(expr)} and on (${BY_SERVICE}, instance) nodejs_version_info{${TARGETS}}`;
