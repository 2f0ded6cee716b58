/** What a simulated day is. */
import type { Simulation } from "../../../synthetic-cluster/simulation";

/** A day without a fault. */
export interface Scenario {
  /** What happens in it, as a sentence without its subject. */
  readonly name: string;
  readonly simulation: () => Simulation;
}
