/** What the page shows: the answer of `GET /api/state`. Times are as ISO 8601 has them. */

/** A process that was asked. */
export interface Replica {
  /** The pod that it stands for. */
  readonly pod: string;
  readonly url: string;
  /** Why it can't be asked; absent: it answers. */
  readonly problem?: string;
}

/** A target of Prometheus. */
export interface Target {
  readonly job: string;
  readonly namespace: string;
  readonly instance: string;
  /** Path that is scraped, where a job has several. */
  readonly metricsPath: string;
  /** `unknown` before the first scrape. */
  readonly health: "up" | "down" | "unknown";
  /** Why the last scrape failed; empty: it did not. */
  readonly error: string;
  readonly lastScrape: string;
}

/** An alert that is pending or firing. */
export interface Alert {
  readonly name: string;
  readonly state: "pending" | "firing";
  readonly severity: string;
  /** When its expression became true. */
  readonly since: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly description: string;
}

/** The rules that Prometheus has loaded. */
export interface Rules {
  readonly groups: number;
  readonly rules: number;
  /** Groups that were never evaluated. */
  readonly unevaluated: number;
  /** Rules whose last evaluation failed, a sentence each. */
  readonly failing: readonly string[];
}

/** A group of Alertmanager, which becomes one message. */
export interface AlertGroup {
  readonly receiver: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly alerts: number;
}

/** A message, as the receiver keeps it. */
export interface Message {
  readonly id: number;
  readonly at: string;
  readonly channel: string | null;
  readonly payload: unknown;
  readonly status: number | null;
  readonly answer: string;
  readonly remarks: readonly string[];
}

/** A fault that can be made at the press of a button. */
export interface FaultState {
  readonly name: string;
  readonly title: string;
  readonly active: boolean;
}

/** A row of the acceptance table. */
export interface AcceptanceRow {
  readonly criterion: string;
  readonly title: string;
  readonly result: "pass" | "fail" | "indirect" | "unknown";
  readonly sentence: string;
  readonly at: string;
}

/** Everything. */
export interface ConsoleState {
  readonly at: string;
  readonly prometheus: readonly Replica[];
  readonly targets: readonly Target[];
  /** Absent: no Prometheus has answered. */
  readonly rules?: Rules;
  readonly alerts: readonly Alert[];
  readonly alertmanagers: readonly Replica[];
  readonly groups: readonly AlertGroup[];
  /** Channels of the webhooks. */
  readonly channels: readonly string[];
  /** The last ones, the newest first. */
  readonly messages: readonly Message[];
  readonly slackMode: { readonly answer: string; readonly until?: string };
  readonly heartbeat: { readonly expected: boolean; readonly count: number; readonly lastAt?: string };
  readonly faults: readonly FaultState[];
  readonly acceptance: readonly AcceptanceRow[];
  readonly standIns: readonly { readonly name: string; readonly standsFor: string }[];
  readonly leftOut: readonly { readonly target: string; readonly reason: string }[];
  readonly versions: readonly { readonly name: string; readonly runs: string; readonly deployed: string }[];
  /** Why the cluster's objects can't be read; absent: they can, or nobody has asked for them yet. */
  readonly clusterProblem?: string;
}
