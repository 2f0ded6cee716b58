/** The series of a cluster of any size: the healthy day of `test/synthetic-cluster/`, many times over, and a rest that no rule reads. */
import { constant, type Series } from "../../test/alerts/series";
import { HOUR, MIDNIGHT } from "../../test/synthetic-cluster/time";
import { scraped } from "../../test/synthetic-cluster/simulation";
import { healthyDay } from "../../test/synthetic-cluster/targets";

/**
 * One cell: what runs on four nodes of EKS under kube-prometheus-stack, with a part of the services, databases and
 * caches. Its series are those that rules and dashboards ask for, as the targets expose them.
 *
 * Routes for each that the day has (3 with users, 3 of probes): services have some 20 that people call. A histogram of
 * 12 series for each is what makes services the largest part of a cluster's series.
 */
const ROUTES_PER_ROUTE = 7;

/**
 * Share of series that no rule asks for, over all targets. Of what node-exporter, cAdvisor, kube-state-metrics and the
 * API server expose, rules ask for less than a half, of services' HTTP metrics for all. Estimated; a smaller share makes
 * rules dearer.
 */
const REST_SHARE = 0.4;

/** Seconds after midnight that the present is taken for: services are busiest then. */
const NOON = 14 * HOUR;

/** Labels that distinguish one thing from another of its kind. Every series has an `instance`. */
const IDENTITIES = new Set([
  "instance",
  "pod",
  "node",
  "nodename",
  "uid",
  "database",
  "cache",
  "persistentvolumeclaim",
  "persistentvolume",
  "volumename",
  "deployment",
  "statefulset",
  "daemonset",
  "replicaset",
  "job_name",
  "horizontalpodautoscaler",
  "poddisruptionbudget",
  "resourcequota",
  "owner_name",
  "created_by_name",
  "host_ip",
  "pod_ip",
  "internal_ip",
  "provider_id",
  "id",
  "revision",
]);

/** A metric of which no rule knows. */
const REST_METRIC = "bench_rest";

/** The series of a cluster. */
export interface Population {
  /**
   * All of them, made again at each call. Times of their samples are seconds after the present; negative before it. The same
   * series of all cells have the same samples: what Prometheus does with them does not depend on it, and they are made once.
   */
  readonly series: () => Iterable<Series>;
  readonly cells: number;
}

/** About as many series as asked for: whole cells, at least one, and the rest. */
export function population(size: number): Population {
  const cell = moreRoutes(scraped(healthyDay()))
    .filter(({ samples }) => samples(NOON) !== undefined)
    .map(atPresent);
  const cells = Math.max(1, Math.round((size * (1 - REST_SHARE)) / cell.length));
  return { series: () => all(cell, cells, Math.max(0, size - cells * cell.length)), cells };
}

/** Whether a series is of the rest. */
export function isRest({ metric }: Series): boolean {
  return metric.startsWith(REST_METRIC);
}

function* all(cell: readonly Series[], cells: number, rest: number): Generator<Series> {
  for (let number = 0; number < cells; number += 1) {
    for (const one of cell) yield { ...one, labels: renamed(one.labels, number) };
  }
  const samples = constant(1);
  // Some hundreds of names, each on many targets.
  for (let number = 0; number < rest; number += 1) {
    const labels = {
      namespace: "production",
      job: "rest",
      instance: `10.9.0.${number % 250}:9100`,
      part: `${Math.floor(number / 250)}`,
    };
    yield { metric: `${REST_METRIC}_${number % 307}`, labels, samples };
  }
}

/** Users ask for more than the day's three routes. */
function moreRoutes(series: readonly Series[]): Series[] {
  return series.flatMap((one) => {
    const { route } = one.labels;
    if (route === undefined || !one.metric.startsWith("http_") || /^\/(metrics|\w+z)$/.test(route)) return [one];
    return Array.from({ length: ROUTES_PER_ROUTE }, (_, number) => ({
      ...one,
      labels: { ...one.labels, route: number === 0 ? route : `${route}/${number}` },
    }));
  });
}

/** The first cell keeps its names, which the rules may ask for. */
function renamed(labels: Series["labels"], number: number): Series["labels"] {
  if (number === 0) return labels;
  return Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [name, IDENTITIES.has(name) ? `${value}-${number}` : value]),
  );
}

/** The series as of now: moments of that day, in seconds, become moments of today. */
function atPresent({ metric, labels, samples }: Series): Series {
  const isMoment = /_(time|time_seconds|timestamp_seconds|created)$/.test(metric);
  const shift = isMoment ? Math.floor(Date.now() / 1000) - (MIDNIGHT + NOON) : 0;
  return {
    metric,
    labels,
    samples: (seconds) => {
      const value = samples(NOON + seconds);
      return value === undefined ? undefined : value + shift;
    },
  };
}
