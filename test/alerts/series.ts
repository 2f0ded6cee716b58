/** Small builders of the sample series that the alert scenarios consist of. */

/** Value of a series at a time, in seconds after the start; undefined where no sample was scraped. */
export type Samples = (seconds: number) => number | undefined;

/** One series as a target exposes it. */
export interface Series {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: Samples;
}

/** A gauge that never changes. */
export function constant(value: number): Samples {
  return () => value;
}

/** A counter that rises by `perSecond`, from `start`. */
export function rising(perSecond: number, start = 0): Samples {
  return (seconds) => start + perSecond * seconds;
}

/** A value that changes at the given times: `steps([0, 5], [60, 7])` is 5, and 7 from second 60 on. */
export function steps(...changes: readonly (readonly [fromSecond: number, value: number])[]): Samples {
  return (seconds) => changes.findLast(([from]) => from <= seconds)?.[1];
}

/** A counter that is raised by one at each of the given times, from `start`. */
export function counting(times: readonly number[], start = 0): Samples {
  return (seconds) => start + times.filter((time) => time <= seconds).length;
}

/** A counter whose speed changes: `speeds([0, 10], [60, 2])` rises by 10 a second, and by 2 from second 60 on. */
export function speeds(...changes: readonly (readonly [fromSecond: number, perSecond: number])[]): Samples {
  return (seconds) =>
    changes.reduce((total, [from, perSecond], index) => {
      const until = Math.min(seconds, changes[index + 1]?.[0] ?? seconds);
      return total + perSecond * Math.max(0, until - from);
    }, 0);
}

/** The same series, scraped only from `from` on and before `until`. */
export function during(samples: Samples, from: number, until = Infinity): Samples {
  return (seconds) => (seconds >= from && seconds < until ? samples(seconds) : undefined);
}

/** The same series without the scrapes from `from` on and before `until`. */
export function withGap(samples: Samples, from: number, until: number): Samples {
  return (seconds) => (seconds >= from && seconds < until ? undefined : samples(seconds));
}

/** The same counter, set back to zero at the given time. */
export function resetAt(samples: Samples, time: number): Samples {
  return (seconds) => {
    const value = samples(seconds);
    return value === undefined || seconds < time ? value : value - (samples(time) ?? 0);
  };
}

/** A value that takes one after the other of the given ones, each for some seconds, and starts again. */
export function alternating(values: readonly number[], eachSeconds: number): Samples {
  return (seconds) => values[Math.floor(seconds / eachSeconds) % values.length];
}

/**
 * The series as promtool reads them.
 *
 * @param endSeconds time of the last sample that is needed.
 */
export function promtoolSeries(series: readonly Series[], scrapeSeconds: number, endSeconds: number) {
  const times = Array.from({ length: Math.floor(endSeconds / scrapeSeconds) + 1 }, (_, n) => n * scrapeSeconds);
  return {
    interval: `${scrapeSeconds}s`,
    input_series: series.map(({ metric, labels, samples }) => ({
      series: selector(metric, labels),
      values: times.map((time) => samples(time) ?? "_").join(" "),
    })),
  };
}

/** A selector of exactly these labels: `up{job="postgres"}`. */
export function selector(metric: string, labels: Readonly<Record<string, string>>): string {
  const matchers = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `${metric}{${matchers.join(",")}}`;
}
