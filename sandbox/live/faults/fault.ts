/** What a fault of a drill is. */
import type { Cluster } from "../../cluster";
import type { LiveRecord } from "../record";

/** What faults are made in. */
export interface FaultPlace {
  readonly cluster: Cluster;
  readonly live: LiveRecord;
  /** Has everything running again that has ended: see startLive. */
  readonly restore: () => Promise<void>;
}

/** A fault: made for real, or as near to it as a sandbox can. */
export interface LiveFault {
  /** `crash-loop`. */
  readonly name: string;
  /** What is done, in words: `Stop PostgreSQL`. */
  readonly title: string;
  /** How near to a real one it is. */
  readonly how: string;
  /** The alert that has to fire, and some of its labels. */
  readonly alert: (place: FaultPlace) => { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly start: (place: FaultPlace) => Promise<void>;
  readonly end: (place: FaultPlace) => Promise<void>;
}
