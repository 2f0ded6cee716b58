/** Days on which databases do what looks like a fault and is none. */
import type { RawConfig } from "../../../../config/raw";
import { rawConfig, readStackFile } from "../../../../config/stack-file";
import { PROJECT_FOLDER } from "../../../../render/program";
import type { Simulation } from "../../../synthetic-cluster/simulation";
import { all, changed, exposing, set, without, type Change } from "../../../synthetic-cluster/simulation";
import { measured, production } from "../../../synthetic-cluster/targets";
import { HOUR, MIDNIGHT, MINUTE, type Span } from "../../../synthetic-cluster/time";
import { WORKING_HOURS, type Scenario } from "./scenario";

/** The first database of the configuration. */
function first(): { readonly database: string } {
  return { database: production().config.databases[0]?.name ?? "" };
}

export const databaseScenarios: readonly Scenario[] = [
  {
    name: "a batch is between two statements in four of five scrapes",
    simulation: chattyBatch,
    span: [8 * HOUR, 18 * HOUR],
  },
  { name: "a database fails over to its standby", simulation: failover, span: [12 * HOUR, 18 * HOUR] },
  {
    name: "a database is Aurora, and its engine says so",
    simulation: aurora,
    stackFile: auroraStack,
    span: WORKING_HOURS,
  },
];

/** A number from 0 to 1 for each minute, which looks random and is the same every day. */
function noise(seconds: number): number {
  const value = Math.sin(12.9898 * (Math.floor(seconds / MINUTE) + 1)) * 43758.5453;
  return value - Math.floor(value);
}

/** One transaction of eight hours, whose client thinks longer than it asks. */
function chattyBatch(): Simulation {
  const day: Span = [9 * HOUR, 17 * HOUR];
  const session = {
    datname: production().config.databases[0]?.database ?? "",
    usename: "batch",
    application_name: "batch",
    backend_type: "client backend",
  };
  const seen = (
    state: string,
    wait: { wait_event: string; wait_event_type: string },
    when: (seconds: number) => boolean,
  ) =>
    exposing(
      first(),
      "pg_stat_activity_max_tx_duration",
      { ...session, ...wait, state },
      (seconds) => (when(seconds) ? seconds - day[0] : undefined),
      day,
    );
  return all(
    seen(
      "idle in transaction",
      { wait_event: "ClientRead", wait_event_type: "Client" },
      (seconds) => noise(seconds) < 0.8,
    ),
    seen("active", { wait_event: "", wait_event_type: "" }, (seconds) => noise(seconds) >= 0.8),
  )(measured(production()));
}

/** For a minute and a half nobody is let in; then another server answers, whose counters began when it did. */
function failover(): Simulation {
  const where = first();
  const away: Span = [14 * HOUR, 14 * HOUR + 90];
  const simulation = measured(production());
  const metrics = metricsOf(simulation, where.database);
  const since = (metric: string): Change =>
    changed(metric, where, (samples) => (seconds) => {
      const [value, before] = [samples(seconds), samples(away[1])];
      return seconds < away[1] || value === undefined || before === undefined ? value : value - before;
    });
  return all(
    ...metrics.filter((metric) => metric !== "pg_up").map((metric) => without(metric, where, away)),
    set("pg_up", where, 0, away),
    set("pg_postmaster_start_time_seconds", where, MIDNIGHT + away[0] + 30, [away[1], Infinity]),
    ...metrics
      .filter((metric) => /^pg_stat_database_(xact|blks|tup|temp|active)|^pg_stat_statements_.*_total$/.test(metric))
      .map(since),
  )(simulation);
}

/** What does not work on Aurora is not asked for. */
function aurora(): Simulation {
  const where = first();
  const simulation = measured(production());
  const metrics = metricsOf(simulation, where.database).filter((metric) => metric.startsWith("pg_replication_"));
  return all(
    ...metrics.map((metric) => without(metric, where)),
    ...["replication", "stat_wal_receiver"].map((collector) =>
      without("pg_scrape_collector_success", { ...where, collector }),
    ),
  )(simulation);
}

/** Production with that engine. */
function auroraStack(): RawConfig {
  const file = readStackFile(PROJECT_FOLDER, "production");
  const [one, ...others] = JSON.parse(file["monitoring:databases"] ?? "[]") as readonly object[];
  return { ...file, ...rawConfig({ "monitoring:databases": [{ ...one, engine: "aurora" }, ...others] }) };
}

/** Names of the metrics of a database's exporter. */
function metricsOf({ targets }: Simulation, database: string): string[] {
  const found = targets.filter(({ labels }) => labels["database"] === database);
  return [...new Set(found.flatMap(({ series }) => series.map(({ metric }) => metric)))].filter((metric) =>
    metric.startsWith("pg_"),
  );
}
