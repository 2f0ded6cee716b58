/**
 * The requests of users to services, as recordings that alerts and SLOs build on.
 *
 * Services have thousands of series, a dozen for each route, status and pod. Only these recordings and that of how long
 * requests take (`../latency`) read them; everything else reads theirs, which are a few per service. (With every alert
 * reading for itself, alerts and SLOs took as long at 100,000 series as they do at 300,000 now: `npm run bench:rules`.)
 */
import * as http from "../../queries/http";
import { aggregate, series } from "../../queries/promql";
import type { RecordingDefinition } from "../types";

/** Matchers of users' requests to services. */
export const REQUESTS = `${http.SERVICES}, ${http.USERS}`;

/**
 * Window of the rates. Shorter than the `for` of the alerts, so that one short blip, which stays in the window for as long
 * as the window lasts, can't hold an alert; long enough to have two samples at 60-second scrapes where one was missed.
 */
export const RATE_WINDOW = "3m";

/** Requests a second by status, per service. */
const statusRate = `job_status:http_requests:rate${RATE_WINDOW}`;

/** All requests a second, per service. */
export const requestRate = `job:http_requests:rate${RATE_WINDOW}`;

/** Requests a second that were answered with a 5xx status, per service. Without any it is 0 and not a gap. */
export const failedRate = `job:http_requests_5xx:rate${RATE_WINDOW}`;

/** The recordings. */
export function requestRecordings(): readonly RecordingDefinition[] {
  return [
    { record: statusRate, expr: http.requestRate(`${http.SERVICE}, status`, REQUESTS, RATE_WINDOW) },
    { record: requestRate, expr: aggregate("sum", http.SERVICE, statusRate) },
    {
      record: failedRate,
      expr: `${aggregate("sum", http.SERVICE, series(statusRate, http.FAILED))}\nor\n0 * ${requestRate}`,
    },
  ];
}
