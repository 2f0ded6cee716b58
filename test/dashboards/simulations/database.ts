/** A PostgreSQL server, as its exporter shows it. */
import { counter, gauge, type Series } from "./series";

export const postgres = {
  job: "postgres-exporter",
  namespace: "monitoring",
  instance: "10.0.4.1:9187",
  database: "main",
};
const qualisys = { ...postgres, datid: "16384", datname: "qualisys" };
const template = { ...postgres, datid: "1", datname: "template1" };

function session(state: string, backend_type: string, count: number, transactionSeconds: number): Series[] {
  const labels = {
    ...postgres,
    datname: "qualisys",
    state,
    backend_type,
    wait_event_type: "",
    wait_event: "",
    usename: backend_type === "" ? "" : "app",
    application_name: backend_type === "" ? "" : "qualisys-api",
  };
  return [
    gauge("pg_stat_activity_count", labels, count),
    gauge("pg_stat_activity_max_tx_duration", labels, transactionSeconds),
  ];
}

/** A server with 50 of 100 connections in use and 100 transactions a second of 20 ms, as the exporter shows it by default. */
export const database: readonly Series[] = [
  gauge("pg_up", postgres, 1),
  gauge("pg_replication_lag_seconds", postgres, 0),
  gauge("pg_settings_max_connections", postgres, 100),
  gauge("pg_settings_superuser_reserved_connections", postgres, 3),
  ...session("active", "client backend", 30, 1),
  ...session("idle", "client backend", 18, 0),
  ...session("idle in transaction", "client backend", 2, 12),
  ...session("disabled", "", 0, 0),
  // Takes no slot of max_connections.
  ...session("active", "walsender", 5, 0),
  ...[qualisys, template].flatMap((labels) => [
    counter("pg_stat_database_xact_commit", labels, 90),
    counter("pg_stat_database_xact_rollback", labels, 10),
    counter("pg_stat_database_active_time_seconds_total", labels, 2),
    counter("pg_stat_database_blks_hit", labels, 99),
    counter("pg_stat_database_blks_read", labels, 1),
    counter("pg_stat_database_deadlocks", labels, 0),
    counter("pg_stat_database_conflicts", labels, 0),
    counter("pg_stat_database_temp_bytes", labels, 4096),
  ]),
  gauge("pg_database_size_bytes", { ...postgres, datname: "qualisys" }, 5e9),
  gauge("pg_locks_count", { ...postgres, datname: "qualisys", mode: "accesssharelock" }, 3),
];

/** What `pg_stat_statements`, PostgreSQL 16 and a replica add: 200 statements a second of 5 ms, two reserved slots, 3 GB of log for the replica. */
export const databaseExtras: readonly Series[] = [
  gauge("pg_settings_reserved_connections", postgres, 2),
  gauge("pg_replication_slots_pg_wal_lsn_diff", { ...postgres, slot_name: "replica" }, 3e9),
  ...(["seconds", "calls", "rows"] as const).map((what) =>
    counter(
      `pg_stat_statements_${what}_total`,
      { ...postgres, datname: "qualisys", user: "app", queryid: "42" },
      { seconds: 1, calls: 200, rows: 600 }[what],
    ),
  ),
];
