/** A PostgreSQL server of the production stack, as its exporter shows it. */
import type { Samples, Series } from "../../series";
import type { ExporterFixture } from "../exporters";
import type { Answers } from "../lives";
import type { Labels } from "../unit-test";

/** Labels of its target. */
export const target = {
  namespace: "monitoring",
  job: "postgres-exporter",
  database: "qualisys",
  instance: "10.0.0.21:9187",
} as const;

/** A metric of the server; other labels come on top, or replace the target's. */
export function metric(name: string, samples: Samples, labels: Labels = {}): Series {
  return { metric: name, labels: { ...target, ...labels }, samples };
}

const sinceSeventeen = { backend_type: "client backend", wait_event: "ClientRead", wait_event_type: "Client" };

/**
 * What the exporter's versions tell apart: `server` on settings, sessions and replication slots, and more labels on
 * sessions. All other metrics here have the same labels in all of them.
 */
export const exporters: Readonly<Record<string, { readonly server: Labels; readonly session: Labels }>> = {
  "v0.15": { server: { server: "db-1:5432" }, session: {} },
  "v0.17": { server: { server: "db-1:5432" }, session: sinceSeventeen },
  "v0.20": { server: {}, session: sinceSeventeen },
};

/** Sessions of one application in one state, from the newest exporter. */
export function sessions(samples: Samples, labels: Labels = {}): Series {
  const defaults = { datname: "shop", state: "active", usename: "app", application_name: "api", ...sinceSeventeen };
  return metric("pg_stat_activity_count", samples, { ...defaults, ...labels });
}

/** What tells the server that answers. */
export function tells(answers: Answers, labels: Labels = {}): readonly Series[] {
  return [metric("pg_postmaster_start_time_seconds", (seconds) => 1.76e9 + 0.25 + answers(seconds), labels)];
}

/** Another value for each label that distinguishes sessions of one server. */
export const otherSessions: readonly Labels[] = [
  { application_name: "worker" },
  { usename: "report" },
  { wait_event: "DataFileRead" },
  { datname: "auth" },
];

/** Another value for each label that distinguishes exporters: neighbours that nothing must be added to or taken from. */
export const neighbours: readonly Labels[] = [
  { namespace: "other" },
  { job: "other" },
  { database: "other" },
  { instance: "10.0.0.22:9187" },
];

/** The same, and another server behind the exporter, for the metrics that have `server`. */
export const serverNeighbours: readonly Labels[] = [...neighbours, { server: "db-2:5432" }];

/** The labels of one target when it is found twice. */
export const foundTwice: readonly Labels[] = ["a", "b"].map((way) => ({
  pod: way,
  container: way,
  service: way,
  endpoint: way,
}));

/** Address of a panel, for this server. */
export function panelUrl(panel: number): string {
  return `https://grafana.qualisys.io/d/qualisys-database?viewPanel=${panel}&var-namespace=monitoring&var-job=postgres-exporter&var-database=qualisys&var-instance=10.0.0.21%3A9187`;
}

/** Its exporter and the one beside it. */
export const fixture: ExporterFixture = {
  metric,
  target,
  label: "database",
  other: "reporting",
  reaches: "pg_up",
  neighbours,
  foundTwice,
};
