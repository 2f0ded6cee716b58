/** A fault: one thing that goes wrong on an otherwise healthy day, and the alert that has to say so. */
import { HOUR, MINUTE, type Span } from "../../../synthetic-cluster/time";
import type { Change, Labels } from "../../../synthetic-cluster/simulation";

/** One fault. */
export interface Fault {
  /** What goes wrong, as a sentence. */
  readonly name: string;
  /** Labels that tell the alert about this fault from one about something else. */
  readonly where: Labels;
  /** Puts the fault into the healthy day. */
  readonly change: Change;
  /** The part of the day that is looked at; {@link MORNING} by default. */
  readonly span?: Span;
}

/** The faults that every alert is shown to fire at, by the alert's name. */
export type Faults = Readonly<Record<string, readonly [Fault, ...Fault[]]>>;

/** When faults begin: the first minutes of {@link MORNING} are healthy. */
export const ONSET = 10 * HOUR + 15 * MINUTE;

/** From a fault's beginning on. */
export const SINCE_ONSET: Span = [ONSET, Infinity];

/** Three hours, which is enough for everything but the slowest alerts. */
export const MORNING: Span = [10 * HOUR, 13 * HOUR];
