/** A server that is awkward in one way, and the alerts that fire about it. */
import type { Lab } from "./lab";
import type { Phase } from "./held";

export interface Situation {
  /** Name of the server in the labels: the `database` or the `cache`. */
  readonly name: string;
  /** What the server is like, as the end of "a server ...". */
  readonly about: string;
  readonly kind: "database" | "cache";
  /** What the stack file says of it besides, where the alerts depend on it. */
  readonly item?: Readonly<Record<string, unknown>>;
  /** Every alert that fires about it; `Name of what` where an alert names the part that it is about. */
  readonly fires: readonly string[];
  /** The same with postgres_exporter 0.19.1, as it is, where that says something else than the deployed one. */
  readonly firesBefore020?: readonly string[];
  /** Starts it and scrapes its exporter. */
  readonly run: (lab: Lab) => Promise<readonly Phase[]>;
}
