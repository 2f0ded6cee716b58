/** What an alert has to be shown to do, as data: the tests run it, and the mutants of its rule have to fail it. */
import type { Series } from "../series";

/**
 * The four ways in which every alert is tested.
 *
 * - `fires`: with exactly its labels and its text (at least one case {@link sends}).
 * - `threshold`: quiet just under it and exactly at it, loud just above.
 * - `duration`: quiet for less than `for`, and for how long it keeps firing; without `for`, what its window does.
 * - `series`: what missing, resetting and duplicated series do, in the labels of every exporter version in use.
 */
export const ways = ["fires", "threshold", "duration", "series"] as const;

/** One of {@link ways}. */
export type Way = (typeof ways)[number];

/** Where the production stack's runbooks are published: texts end in the address of theirs. */
export const RUNBOOKS = "https://docs.qualisys.io/monitoring/runbooks";

/** Labels of an alert, without `alertname`. */
export type Labels = Readonly<Record<string, string>>;

/** What has to hold of the alert at, or up to, a time. Seconds after the first sample. */
export type Expectation =
  /** Exactly these are firing; with texts, these exactly. */
  | { readonly kind: "firing"; readonly atSeconds: number; readonly alerts: readonly FiringAlert[] }
  /** It has fired at no time between the two. */
  | { readonly kind: "quiet"; readonly fromSeconds: number; readonly untilSeconds: number }
  /** It was not even pending at any time between the two. */
  | { readonly kind: "idle"; readonly fromSeconds: number; readonly untilSeconds: number };

/** An alert that fires: all of its labels but `alertname`, and its annotations where their text is the point. */
export interface FiringAlert {
  readonly labels: Labels;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Some series, and what the alert does about them. */
export interface UnitTestCase {
  readonly way: Way;
  /** The behaviour as a sentence without its subject: "stays quiet at exactly 90%". */
  readonly name: string;
  readonly series: readonly Series[];
  /** Between two scrapes. Seconds; 15 by default, as deployed. */
  readonly scrapeSeconds?: number;
  /** Between two evaluations. Seconds; the rule group's own by default. Larger for the long windows of SLOs. */
  readonly evaluationSeconds?: number;
  readonly expect: readonly Expectation[];
}

/** The unit test of one alert. */
export interface UnitTest {
  /** Name of the alert. */
  readonly alert: string;
  readonly cases: readonly UnitTestCase[];
}

/** Exactly these alerts are firing at the time. */
export function firing(atSeconds: number, ...alerts: readonly Labels[]): Expectation {
  return { kind: "firing", atSeconds, alerts: alerts.map((labels) => ({ labels })) };
}

/** Exactly this alert is firing at the time, with exactly these annotations. */
export function sends(atSeconds: number, labels: Labels, annotations: Readonly<Record<string, string>>): Expectation {
  return { kind: "firing", atSeconds, alerts: [{ labels, annotations }] };
}

/** It has not fired up to the time. */
export function quietUntil(untilSeconds: number): Expectation {
  return { kind: "quiet", fromSeconds: 0, untilSeconds };
}

/** It has not fired between two times. */
export function quietBetween(fromSeconds: number, untilSeconds: number): Expectation {
  return { kind: "quiet", fromSeconds, untilSeconds };
}

/** It was not even pending between two times: for a condition exactly at its threshold, where `for` would hide that it holds now and then. */
export function idleBetween(fromSeconds: number, untilSeconds: number): Expectation {
  return { kind: "idle", fromSeconds, untilSeconds };
}

/** The last time that an expectation is about. Seconds. */
export function endSeconds(expectation: Expectation): number {
  return expectation.kind === "firing" ? expectation.atSeconds : expectation.untilSeconds;
}

/** The cases, evaluated once a minute: a quarter of the work. Enough where an alert with a long `for` fires or does not; not for the second in which it does. */
export function everyMinute(cases: readonly UnitTestCase[]): readonly UnitTestCase[] {
  return cases.map((one) => ({ evaluationSeconds: 60, ...one }));
}
