/** What a registry says about requests, whatever its library calls things. */
import type { Registry } from "prom-client";

/** What was counted under one set of labels. */
export interface Counted {
  readonly labels: string;
  readonly count: number;
  readonly observed: number;
  readonly seconds: number;
}

/** All that was counted. */
export interface Snapshot {
  readonly counted: ReadonlyMap<string, Counted>;
  /** Requests that are being answered; undefined where the library has no such gauge. */
  readonly inFlight?: number;
}

/** What a library calls things. */
export interface Naming {
  /** Undefined where it has none: then its histogram's count is what it has counted. */
  readonly counter?: string;
  readonly histogram: string;
  readonly inFlight?: string;
  readonly route: string;
  readonly status: string;
  /** How it calls a route of ours, where that is a matter of taste. */
  rename?(route: string): string;
}

/** The names that the story, the alerts and the dashboards use. */
export const ourNaming: Naming = {
  counter: "http_requests_total",
  histogram: "http_request_duration_seconds",
  inFlight: "http_requests_in_flight",
  route: "route",
  status: "status",
};

interface Sample {
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, string | number | undefined>>;
  readonly value: number;
}

/** Reads a registry. */
export async function snapshot(registry: Registry, naming: Naming): Promise<Snapshot> {
  const metrics = new Map(
    (await registry.getMetricsAsJSON()).map(({ name, values }) => [name, values as readonly Sample[]]),
  );
  const histogram = metrics.get(naming.histogram) ?? [];
  const observed = sums(
    histogram.filter(({ metricName }) => metricName === `${naming.histogram}_count`),
    naming,
  );
  const seconds = sums(
    histogram.filter(({ metricName }) => metricName === `${naming.histogram}_sum`),
    naming,
  );
  const count = naming.counter === undefined ? observed : sums(metrics.get(naming.counter) ?? [], naming);
  const all = [...new Set([...count.keys(), ...observed.keys()])];
  return {
    counted: new Map(
      all.map((labels) => [
        labels,
        {
          labels,
          count: count.get(labels) ?? 0,
          observed: observed.get(labels) ?? 0,
          seconds: seconds.get(labels) ?? 0,
        },
      ]),
    ),
    ...(naming.inFlight !== undefined && {
      inFlight: (metrics.get(naming.inFlight) ?? []).reduce((sum, { value }) => sum + value, 0),
    }),
  };
}

/** Values by method, route and status. */
function sums(samples: readonly Sample[], naming: Naming): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { labels, value } of samples) {
    const key = `${labels.method} ${labels[naming.route]} ${labels[naming.status]}`;
    sums.set(key, (sums.get(key) ?? 0) + value);
  }
  return sums;
}

/** What came between two snapshots. */
export function difference(before: Snapshot, after: Snapshot): Counted[] {
  return [...after.counted.values()].flatMap((now) => {
    const then = before.counted.get(now.labels);
    const [count, observed, seconds] = [
      now.count - (then?.count ?? 0),
      now.observed - (then?.observed ?? 0),
      now.seconds - (then?.seconds ?? 0),
    ];
    return count === 0 && observed === 0 ? [] : [{ labels: now.labels, count, observed, seconds }];
  });
}
