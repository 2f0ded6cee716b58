/** The parts of PromQL that the queries of every source are made of. */

/** A duration as Prometheus writes it: `15s`, `5m`, `1h`. */
export type Duration = `${number}${"s" | "m" | "h" | "d"}`;

/** Grafana's window for rates: at least four scrapes, and no shorter than the step of the graph. */
export const RATE_INTERVAL = "$__rate_interval";

/** How far a range looks back: a duration in rules, Grafana's own window in panels. */
export type Window = Duration | typeof RATE_INTERVAL;

/** Matchers without their braces, `job="api",status="200"`; the empty text selects every series. */
export type Matchers = string;

/** Series of a metric: `series("up", 'job="api"')` is `up{job="api"}`, `series("up")` is `up`. */
export function series(metric: string, ...matchers: readonly Matchers[]): string {
  const some = matchers.filter((text) => text !== "");
  return some.length === 0 ? metric : `${metric}{${some.join(",")}}`;
}

/** How much counters grow a second, on average over a window. */
export function rate(counters: string, window: Window): string {
  return `rate(${counters}[${window}])`;
}

/**
 * How much a counter grew within a window, exactly: as a difference, because `increase` extrapolates. The least value of
 * the window is the one after a reset, if there was one. A counter that has ended counts as long as the window has it.
 */
export function grown(counter: string, window: Duration): string {
  return `last_over_time(${counter}[${window}]) - min_over_time(${counter}[${window}])`;
}

/** An aggregation, by labels or (`by` empty) over everything: `aggregate("sum", "job", "up")` is `sum by (job) (up)`. */
export function aggregate(operator: "sum" | "avg" | "max", by: string, expr: string): string {
  return by === "" ? `${operator}(${expr})` : `${operator} by (${by}) (${expr})`;
}

/** Matcher of any of some values: `job=~"api|web"`, `job="api"` of one. The values hold nothing that a regular expression gives a meaning. */
export function oneOf(label: string, values: readonly string[]): Matchers {
  return `${label}${values.length === 1 ? "=" : "=~"}"${values.join("|")}"`;
}

/** Matcher of every other value: `job!~"api|web"`. */
export function noneOf(label: string, values: readonly string[]): Matchers {
  return `${label}!~"${values.join("|")}"`;
}
