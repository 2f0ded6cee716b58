/** A day without a fault. */
import type { RawConfig } from "../../../../config/raw";
import type { Simulation } from "../../../synthetic-cluster/simulation";

/** One day. */
export interface Scenario {
  /** What happens in it, as a sentence without its subject. */
  readonly name: string;
  readonly simulation: () => Simulation;
  /** The stack file whose rules run; that of production by default. */
  readonly stackFile?: () => RawConfig;
}
