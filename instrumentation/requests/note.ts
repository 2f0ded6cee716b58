/** What is known of a request besides itself, kept on its response. */
import type { Correlation } from "../correlation";
import type { RawResponse } from "./raw";

export interface Note {
  /** The metrics that observe the request: another registry counts for itself. */
  readonly observers: object[];
  /** Whether somebody said that the response lasts. */
  isStream: boolean;
  correlation: Correlation | undefined;
}

/** The same for all copies of this package in a process: a library may bring one of its own. */
const NOTE = Symbol.for("qualisys.instrumentation.note");

/** The note on a response; a new one where there is none yet. */
export function noteOn(response: RawResponse): Note {
  return ((response as { [NOTE]?: Note })[NOTE] ??= { observers: [], isStream: false, correlation: undefined });
}
