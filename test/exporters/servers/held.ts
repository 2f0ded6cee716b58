/**
 * Real scrapes held for hours: what Prometheus would have stored had the server stayed as it was.
 *
 * The scrapes of a phase are repeated in turn, so that an endpoint that answers from two servers does so for hours. What
 * grew while the server was watched goes on growing: counters by what they grew from scrape to scrape, ages by one second
 * a second.
 */
import { selector } from "../../alerts/series";
import { STEP_SECONDS } from "../../alerts/simulations/evaluate";
import type { Series } from "../../alerts/series";
import type { Labels, Target } from "../../synthetic-cluster/simulation";
import { MIDNIGHT, type Span } from "../../synthetic-cluster/time";
import type { Scrape } from "./scrape";

/** A server in one state. */
export interface Phase {
  readonly minutes: number;
  readonly scrapes: readonly Scrape[];
}

/** Gauges that tell how long ago something was: they grow with the time. */
const AGES: ReadonlySet<string> = new Set([
  "pg_stat_activity_max_tx_duration",
  "pg_replication_lag_seconds",
  "pg_replication_last_replay_seconds",
  "redis_uptime_in_seconds",
  "redis_master_last_io_seconds_ago",
  "redis_master_link_down_since_seconds",
]);

/** Gauges and counters that tell a moment: they stay as far behind the clock as they were. Unix time in seconds. */
const MOMENTS: ReadonlySet<string> = new Set([
  "pg_stat_wal_receiver_last_msg_send_time",
  "pg_stat_wal_receiver_last_msg_receipt_time",
  "pg_stat_wal_receiver_latest_end_time",
]);

/** A target whose exporter was scraped in some states, one after the other from a time on. */
export function held(labels: Labels, from: number, phases: readonly Phase[]): Target {
  const parts = placed(from, phases);
  const names = new Map(
    parts.flatMap(({ scrapes }) =>
      scrapes.flatMap(({ samples }) =>
        samples.map((sample) => [selector(sample.metric, sample.labels), sample] as const),
      ),
    ),
  );
  const series = [...names].map(([key, { metric, labels: own }]): Series => {
    const values = MOMENTS.has(metric) ? momentsOf(key, metric, parts) : valuesOf(key, metric, parts);
    return {
      metric,
      labels: { ...own, ...labels },
      samples: (seconds) => {
        const index = parts.findIndex(({ span }) => seconds >= span[0] && seconds < span[1]);
        return values[index]?.(Math.round((seconds - (parts[index]?.span[0] ?? 0)) / STEP_SECONDS));
      },
    };
  });
  return {
    labels,
    life: [from, parts.at(-1)?.span[1] ?? from],
    outages: parts.flatMap(outages),
    series,
    samples: () => names.size,
  };
}

interface Part extends Phase {
  readonly span: Span;
}

function placed(from: number, phases: readonly Phase[]): Part[] {
  let at = from;
  return phases.map((phase) => ({ ...phase, span: [at, (at += 60 * phase.minutes)] }));
}

/** Every step at which the exporter did not answer. */
function outages({ span: [from, until], scrapes }: Part): Span[] {
  const steps = Array.from({ length: (until - from) / STEP_SECONDS }, (_, step) => step);
  return steps
    .filter((step) => scrapes[step % scrapes.length]?.up === false)
    .map((step) => [from + step * STEP_SECONDS, from + (step + 1) * STEP_SECONDS]);
}

type ByStep = (step: number) => number | undefined;

/** The value of a series at each scrape. */
function seenBy(scrapes: readonly Scrape[], key: string, metric: string): readonly (number | undefined)[] {
  return scrapes.map(
    ({ samples }) =>
      samples.find((sample) => sample.metric === metric && selector(metric, sample.labels) === key)?.value,
  );
}

/** The same moments before the clock of the simulation. */
function momentsOf(key: string, metric: string, parts: readonly Part[]): ByStep[] {
  return parts.map(({ scrapes, span }) => {
    const seen = seenBy(scrapes, key, metric);
    return (step) => {
      const index = step % scrapes.length;
      const [value, at] = [seen[index], scrapes[index]?.at ?? 0];
      return value === undefined ? undefined : MIDNIGHT + span[0] + step * STEP_SECONDS + value - at;
    };
  });
}

/** The values of one series in each part, by the step in it. */
function valuesOf(key: string, metric: string, parts: readonly Part[]): ByStep[] {
  let surplus = 0;
  let last: number | undefined;
  return parts.map(({ scrapes, span }) => {
    const seen = seenBy(scrapes, key, metric);
    const steps = (span[1] - span[0]) / STEP_SECONDS;
    const growth = growthOf(metric, seen, scrapes);
    // A counter that goes on in the next state goes on from where it was left, unless the server has started it anew.
    const first = seen.find((value) => value !== undefined);
    if (first !== undefined && last !== undefined && first < last) surplus = 0;
    const before = surplus;
    last = seen.findLast((value) => value !== undefined) ?? last;
    surplus += growth * Math.max(steps - scrapes.length, 0);
    return (step) => {
      const value = seen[step % scrapes.length];
      if (value === undefined) return undefined;
      const grown = growth === 0 ? 0 : growth * (step - (step % scrapes.length));
      return value + before + grown;
    };
  });
}

/** How much a series grows from one step to the next: nothing where it does not grow from scrape to scrape. */
function growthOf(metric: string, seen: readonly (number | undefined)[], scrapes: readonly Scrape[]): number {
  const values = seen.filter((value) => value !== undefined);
  const [first = 0, last = 0] = [values[0], values.at(-1)];
  const rises = values.length > 1 && values.length === seen.length && values.every((v, i) => v >= (values[i - 1] ?? v));
  if (!rises || first === last) return 0;
  if (AGES.has(metric)) return STEP_SECONDS;
  const isCounter = scrapes.some(({ counters }) => counters.has(metric));
  return isCounter ? (last - first) / (values.length - 1) : 0;
}
