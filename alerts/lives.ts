/**
 * Counters of servers that change under the same labels.
 *
 * A server counts from its start, and its exporter's target has the same labels whichever server answers: after a
 * fail-over another one, and behind the endpoint of a cluster or of its readers another one at each scrape. Read as one
 * counter, 0 of one and 37 of the other are 37 new ones. So each counter is recorded with a label that has another value
 * in each life of a server, from its start to its end, and growth counts within one life only.
 */
import { grown, rate, type Duration } from "../queries/promql";
import type { RecordingDefinition } from "./types";

/** How the lives of one kind of server are told apart. */
export interface Lives {
  /** Labels that tell the servers of the configuration apart, whatever lives they have. */
  readonly server: string;
  /** All labels that discovery gives a target, which has one life at a time. */
  readonly target: string;
  /** The label that the recordings get. */
  readonly label: string;
  /** Recording of the life that each target has now: {@link label}, with the value 0. */
  readonly current: string;
}

/** Records what a counter has counted, in the life in which it did; without the label where the life is not known. */
export function countedInLives(
  record: string,
  counter: string,
  { target, label, current }: Lives,
): RecordingDefinition {
  return {
    record,
    expr: `  ${counter}
+ on (${target}) group_left (${label})
  ${current}
or
  ${counter}
unless on (${target})
  ${current}`,
  };
}

/** Which further labels such recordings have: the result is told apart `by` some, and is a sum `over` others. */
interface Parts {
  readonly by?: readonly string[];
  readonly over?: readonly string[];
}

/** How much such a recording grew within a window, for each server, in all lives that the window has. */
export function grownInLives(recorded: string, window: Duration, lives: Lives, parts?: Parts): string {
  return inAllLives(grown(recorded, window), lives, parts);
}

/** How much such a recording grew a second, on average over a window, like {@link grownInLives}. */
export function rateInLives(recorded: string, window: Duration, lives: Lives, parts?: Parts): string {
  return inAllLives(rate(recorded, window), lives, parts);
}

/** A sum over lives and parts, each once however many times its target is found. */
function inAllLives(expr: string, { server, label }: Lives, { by = [], over = [] }: Parts = {}): string {
  return `sum by (${[server, ...by].join(", ")}) (
  max by (${[server, ...by, ...over, label].join(", ")}) (
    ${expr}
  )
)`;
}
