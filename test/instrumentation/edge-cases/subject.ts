/** What the table is run against: a library in the fixture's application on one of the frameworks. */
import type { Servers } from "./client";
import type { Framework } from "./edge-case";
import type { Snapshot } from "./series";

/** A library on a framework. */
export interface Subject {
  /** The library, with its version where it has one. */
  readonly name: string;
  readonly framework: Framework;
  start(): Promise<Running>;
}

/** A subject that serves. */
export interface Running extends Servers {
  snapshot(): Promise<Snapshot>;
  /** How the library calls a route of ours, where that is a matter of taste. */
  rename?(route: string): string;
  close(): Promise<void>;
}
