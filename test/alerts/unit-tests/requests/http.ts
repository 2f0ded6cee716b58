/** The services' HTTP metrics, in the labels of the story's middleware. */
import { PROBE_ROUTES as probes } from "../../../../instrumentation/probe-routes";
import { during, resetAt, rising, speeds, withGap, type Samples, type Series } from "../../series";
import type { Labels } from "../unit-test";

/** The service that may alert. */
export const service = { namespace: "production", job: "qualisys-api" };

/** Labels of a pod that a ClusterIP and a headless Service find, and others that may differ between two targets of it. */
export const foundTwice: readonly Labels[] = [
  { service: "qualisys-api", endpoint: "http", container: "api" },
  { service: "qualisys-api-headless", endpoint: "http", container: "api" },
  { service: "qualisys-api", endpoint: "metrics", container: "api" },
  { service: "qualisys-api", endpoint: "http" },
];

/** One request of it. */
const request = { ...service, instance: "10.0.0.31:9464", pod: "api-1", method: "GET", route: "/orders" };

export { probes };

/** Requests that were answered with a status. */
export function answered(status: string, samples: Samples, labels: Labels = {}): Series {
  return { metric: "http_requests_total", labels: { ...request, ...labels, status }, samples };
}

/** A hundred requests per second, of which some per second fail. */
export function failing(perSecond: number, labels: Labels = {}): Series[] {
  return [answered("500", rising(perSecond), labels), answered("200", rising(100 - perSecond), labels)];
}

/** Ten requests per second, of which a share fails in a time and none before and after. */
export function outage(from: number, until: number, share = 1): Series[] {
  return [
    answered("500", speeds([0, 0], [from, 10 * share], [until, 0])),
    answered("200", speeds([0, 10], [from, 10 * (1 - share)], [until, 10])),
  ];
}

/** How many requests were answered within each bound (in seconds, as the label reads). */
export function histogram(buckets: Readonly<Record<string, Samples>>, labels: Labels = {}): Series[] {
  return Object.entries(buckets).map(([le, samples]) => ({
    metric: "http_request_duration_seconds_bucket",
    labels: { ...request, status: "200", ...labels, le },
    samples,
  }));
}

/** Requests per second, of which a share is answered within 0.25 s and the others take between 0.5 s and 1 s. */
export function timed(perSecond: number, fastShare: number, labels: Labels = {}): Series[] {
  const fast = rising(perSecond * fastShare);
  return histogram({ "0.25": fast, "0.5": fast, "1.0": rising(perSecond), "+Inf": rising(perSecond) }, labels);
}

/** Ten requests per second, of which a share is slow in a time and none before and after. */
export function slow(from: number, until: number, share = 1): Series[] {
  const fast = speeds([0, 10], [from, 10 * (1 - share)], [until, 10]);
  return histogram({ "0.25": fast, "0.5": fast, "1.0": rising(10), "+Inf": rising(10) });
}

/** The same series, scraped only from `from` on and before `until`. */
export function scraped(series: readonly Series[], from: number, until = Infinity): Series[] {
  return series.map((one) => ({ ...one, samples: during(one.samples, from, until) }));
}

/** The same counters, set back to zero at a time. */
export function restarted(series: readonly Series[], time: number): Series[] {
  return series.map((one) => ({ ...one, samples: resetAt(one.samples, time) }));
}

/** The same series without the scrapes from `from` on and before `until`. */
export function missing(series: readonly Series[], from: number, until: number): Series[] {
  return series.map((one) => ({ ...one, samples: withGap(one.samples, from, until) }));
}

/** Two events, one of them a good while after the other. */
export const lonely: Samples = (seconds) => (seconds >= 700 ? 2 : seconds >= 600 ? 1 : 0);
