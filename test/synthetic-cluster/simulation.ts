/** A simulation: what Prometheus scrapes on one day, target by target, and how to change it. */
import { constant, type Samples, type Series } from "../alerts/series";
import { within, type Span } from "./time";

/** Labels by name. */
export type Labels = Readonly<Record<string, string>>;

/** Something that Prometheus scrapes. */
export interface Target {
  /** Labels as service discovery and the operator's relabelling leave them. */
  readonly labels: Labels;
  /** When it is discovered. */
  readonly life: Span;
  /** When it is discovered but does not answer. */
  readonly outages: readonly Span[];
  /** What it exposes while it answers. Their labels are complete: a target whose labels are honoured describes others. */
  readonly series: readonly Series[];
  /** How many samples one scrape has; more than {@link series}, of which only those are written down that rules ask for. */
  readonly samples: Samples;
}

/** All that is measured in a day. */
export interface Simulation {
  readonly targets: readonly Target[];
  /** When Prometheus itself is away: nothing is scraped, and no series is marked as ended. */
  readonly away?: Span;
}

/** Makes another simulation of one. */
export type Change = (simulation: Simulation) => Simulation;

/** All day and the days around it. */
export const ALWAYS: Span = [-Infinity, Infinity];

/** A target that answers all day. */
export function target(labels: Labels, series: readonly Series[], life: Span = ALWAYS): Target {
  return { labels, life, outages: [], series, samples: constant(1000) };
}

/** Series of the same labels by metric; a number is a gauge that stays the same. */
export function exposed(labels: Labels, metrics: Readonly<Record<string, number | Samples>>): Series[] {
  return Object.entries(metrics).map(([metric, value]) => ({
    metric,
    labels,
    samples: typeof value === "number" ? constant(value) : value,
  }));
}

/** What Prometheus stores of a simulation: the targets' series and its own about each scrape. */
export function scraped(simulation: Simulation): Series[] {
  return simulation.targets.flatMap(({ labels, life, outages, series, samples: size }) => {
    const alive = (seconds: number): boolean =>
      within(seconds, life) && !(simulation.away && within(seconds, simulation.away));
    const answers = (seconds: number): boolean => !outages.some((outage) => within(seconds, outage));
    const orNothing =
      (value: Samples): Samples =>
      (seconds) =>
        answers(seconds) ? value(seconds) : 0;
    const own = exposed(labels, {
      up: orNothing(constant(1)),
      scrape_duration_seconds: 0.05,
      scrape_samples_scraped: orNothing(size),
      scrape_samples_post_metric_relabeling: orNothing(size),
      scrape_series_added: 0,
    });
    const only =
      (present: (seconds: number) => boolean) =>
      ({ samples, ...rest }: Series): Series => ({
        ...rest,
        samples: (seconds) => (present(seconds) ? samples(seconds) : undefined),
      });
    return [...own.map(only(alive)), ...series.map(only((seconds) => alive(seconds) && answers(seconds)))];
  });
}

/** One change after the other. */
export function all(...changes: readonly Change[]): Change {
  return (simulation) => changes.reduce((changed, change) => change(changed), simulation);
}

/**
 * The series of a metric that have the labels get other samples.
 *
 * @throws Error where no series matches: such a change shows nothing.
 */
export function changed(metric: string, labels: Labels, change: (samples: Samples) => Samples): Change {
  return (simulation) =>
    eachSeries(simulation, metric, labels, (series) => [{ ...series, samples: change(series.samples) }]);
}

/** In a span, all the time by default, the series become this value or follow these samples. See {@link changed}. */
export function set(metric: string, labels: Labels, value: number | Samples, span: Span = ALWAYS): Change {
  const other = typeof value === "number" ? constant(value) : value;
  return changed(metric, labels, (samples) => (seconds) => (within(seconds, span) ? other(seconds) : samples(seconds)));
}

/** In a span the series are not exposed; never by default. See {@link changed}. */
export function without(metric: string, labels: Labels = {}, span: Span = ALWAYS): Change {
  return set(metric, labels, () => undefined, span);
}

/** In a span, counters rise by so much more a second. See {@link changed}. */
export function faster(metric: string, labels: Labels, perSecond: number, [from, until]: Span): Change {
  return changed(metric, labels, (samples) => (seconds) => {
    const value = samples(seconds);
    return value === undefined ? undefined : value + perSecond * Math.min(Math.max(seconds - from, 0), until - from);
  });
}

/** In a span, counters rise at another pace: a half of theirs, or twice theirs. See {@link changed}. */
export function paced(metric: string, labels: Labels, factor: number, [from, until]: Span): Change {
  return changed(metric, labels, (samples) => (seconds) => {
    const value = samples(seconds);
    const gained = (samples(Math.min(seconds, until)) ?? 0) - (samples(from) ?? 0);
    return value === undefined || seconds < from ? value : value + (factor - 1) * gained;
  });
}

/** In a span, each scrape of the targets with these labels has so many samples. */
export function sized(labels: Labels, count: number, span: Span = ALWAYS): Change {
  return (simulation) =>
    eachTarget(simulation, labels, (one) => ({
      ...one,
      samples: (seconds) => (within(seconds, span) ? count : one.samples(seconds)),
    }));
}

/** In a span, the targets with these labels expose one series more. */
export function exposing(labels: Labels, metric: string, more: Labels, samples: Samples, span: Span = ALWAYS): Change {
  return (simulation) =>
    eachTarget(simulation, labels, (one) => ({
      ...one,
      series: [
        ...one.series,
        {
          metric,
          labels: { ...one.labels, ...more },
          samples: (seconds) => (within(seconds, span) ? samples(seconds) : undefined),
        },
      ],
    }));
}

/** The targets with these labels do not answer in a span. */
export function unreachable(labels: Labels, span: Span): Change {
  return (simulation) => eachTarget(simulation, labels, (one) => ({ ...one, outages: [...one.outages, span] }));
}

/** The targets with these labels are not discovered any more from a time on. */
export function gone(labels: Labels, from: number): Change {
  return (simulation) =>
    eachTarget(simulation, labels, (one) => ({ ...one, life: [one.life[0], Math.min(one.life[1], from)] }));
}

function eachTarget(simulation: Simulation, labels: Labels, change: (one: Target) => Target): Simulation {
  const found = matching(simulation, labels);
  return { ...simulation, targets: simulation.targets.map((one) => (found.includes(one) ? change(one) : one)) };
}

function eachSeries(
  simulation: Simulation,
  metric: string,
  labels: Labels,
  change: (series: Series) => Series[],
): Simulation {
  let count = 0;
  const targets = simulation.targets.map((one) => ({
    ...one,
    series: one.series.flatMap((series) => {
      if (series.metric !== metric || !has(series.labels, labels)) return [series];
      count += 1;
      return change(series);
    }),
  }));
  if (count === 0)
    throw new Error(
      `The simulation has no series ${metric} with ${JSON.stringify(labels)} to change; look into test/synthetic-cluster/targets/.`,
    );
  return { ...simulation, targets };
}

function matching(simulation: Simulation, labels: Labels): Target[] {
  const found = simulation.targets.filter((one) => has(one.labels, labels));
  if (found.length === 0)
    throw new Error(
      `The simulation has no target with ${JSON.stringify(labels)} to change; look into test/synthetic-cluster/targets/.`,
    );
  return found;
}

function has(all: Labels, some: Labels): boolean {
  return Object.entries(some).every(([name, value]) => all[name] === value);
}
