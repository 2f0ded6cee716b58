/** Changes that give series round values. */
import { rising } from "../../alerts/series";
import { all, set, type Change, type Labels } from "../../synthetic-cluster/simulation";

/** Gauges of these labels that hold a value, by metric. */
export function gauges(labels: Labels, values: Readonly<Record<string, number>>): Change {
  return all(...Object.entries(values).map(([metric, value]) => set(metric, labels, value)));
}

/** Counters of these labels that rise by so much a second, by metric. */
export function counters(labels: Labels, perSecond: Readonly<Record<string, number>>): Change {
  return all(...Object.entries(perSecond).map(([metric, value]) => set(metric, labels, rising(value))));
}
