/** Series in the notation of `promtool test rules`. */
import { selector, type Samples, type Series } from "../alerts/series";
import { within, type Span } from "./time";

/** One series of a unit test of promtool. */
export interface InputSeries {
  readonly series: string;
  readonly values: string;
}

/**
 * The series as promtool reads them, with a sample at each of the times; those that have none are left out.
 *
 * @param away when Prometheus itself was away.
 */
export function inputSeries(series: readonly Series[], times: readonly number[], away?: Span): InputSeries[] {
  return series.flatMap(({ metric, labels, samples }) => {
    const values = notation(samples, times, away);
    return values === undefined ? [] : [{ series: selector(metric, labels), values }];
  });
}

/**
 * Samples as promtool reads them; equal steps of whole numbers as one. Undefined where there is none.
 *
 * Where a series ends, Prometheus marks it as stale, unless it was away itself.
 */
export function notation(samples: Samples, times: readonly number[], away?: Span): string | undefined {
  const values = times.map((time, index) => {
    const value = samples(time);
    if (value !== undefined) return value;
    const before = index === 0 ? undefined : samples(times[index - 1] ?? 0);
    return before !== undefined && !(away && within(time, away)) ? "stale" : "_";
  });
  if (values.every((value) => typeof value === "string")) return undefined;
  const parts: string[] = [];
  for (let at = 0; at < values.length; ) {
    const value = values[at] ?? "_";
    const length = runLength(values, at);
    if (typeof value === "string") parts.push(length > 1 ? `${value}x${length}` : value);
    else parts.push(length > 1 ? `${value}+${stepAt(values, at)}x${length - 1}`.replace("+-", "-") : `${value}`);
    at += length;
  }
  return parts.join(" ");
}

/** How many values from here on are the same, or whole numbers of equal steps. */
function runLength(values: readonly (number | string)[], at: number): number {
  const step = stepAt(values, at);
  const continues = (next: number): boolean =>
    step === undefined ? values[at] === "_" && values[next] === "_" : stepAt(values, next - 1) === step;
  let length = 1;
  while (at + length < values.length && continues(at + length)) length += 1;
  return length;
}

/** The difference to the next value, where both are equal or whole numbers. */
function stepAt(values: readonly (number | string)[], at: number): number | undefined {
  const value = values[at];
  const next = values[at + 1];
  if (typeof value !== "number" || typeof next !== "number") return undefined;
  return value === next || (Number.isSafeInteger(value) && Number.isSafeInteger(next)) ? next - value : undefined;
}
