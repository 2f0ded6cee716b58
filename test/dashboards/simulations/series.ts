import type { Metric } from "../catalogue";

/** One series from the start on: a gauge holds `value`, a counter grows by `perSecond`. */
export interface Series {
  readonly metric: Metric;
  readonly labels: Readonly<Record<string, string>>;
  readonly value?: number;
  readonly perSecond?: number;
}

/** Labels of one series. */
export type Labels = Readonly<Record<string, string>>;

/** A series that holds its value. */
export const gauge = (metric: Metric, labels: Labels, value: number): Series => ({ metric, labels, value });
/** A series that grows evenly. */
export const counter = (metric: Metric, labels: Labels, perSecond: number): Series => ({ metric, labels, perSecond });
