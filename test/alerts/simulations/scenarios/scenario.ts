/** A day without a fault. */
import type { RawConfig } from "../../../../config/raw";
import type { Simulation } from "../../../synthetic-cluster/simulation";
import { HOUR, type Span } from "../../../synthetic-cluster/time";

/** Eight hours of work, for what goes on all the time. */
export const WORKING_HOURS: Span = [8 * HOUR, 16 * HOUR];

/** One day. */
export interface Scenario {
  /** What happens in it, as a sentence without its subject. */
  readonly name: string;
  readonly simulation: () => Simulation;
  /** Alerts that say what happens in it, where somebody may not have meant it; none of them is critical. */
  readonly fires?: readonly string[];
  /** The stack file whose rules run; that of production by default. */
  readonly stackFile?: () => RawConfig;
  /** The part of the day that is looked at, where what happens is over sooner; the whole day by default. */
  readonly span?: Span;
}
