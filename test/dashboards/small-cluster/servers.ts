/** A PostgreSQL server and two Redis servers. */
import type { Change } from "../../synthetic-cluster/simulation";
import { counters, gauges } from "./values";

/** Sessions of clients in a state, and the age of their oldest transaction. */
function sessions(state: string, count: number, transactionSeconds: number): Change {
  return gauges(
    { state, backend_type: "client backend" },
    { pg_stat_activity_count: count, pg_stat_activity_max_tx_duration: transactionSeconds },
  );
}

/** What one database of the server is asked: 100 transactions a second, of 20 ms each. */
const USED = {
  pg_stat_database_xact_commit: 90,
  pg_stat_database_xact_rollback: 10,
  pg_stat_database_active_time_seconds_total: 2,
  pg_stat_database_blks_hit: 99,
  pg_stat_database_blks_read: 1,
};

/** 50 of 100 connections in use, 5 slots reserved, 200 statements a second of 5 ms each, 3 GB of log held back. */
export const databaseValues: readonly Change[] = [
  gauges(
    {},
    {
      pg_settings_max_connections: 100,
      pg_settings_superuser_reserved_connections: 3,
      pg_settings_reserved_connections: 2,
      pg_replication_lag_seconds: 0,
      pg_replication_slots_pg_wal_lsn_diff: 3e9,
    },
  ),
  sessions("active", 30, 1),
  // No report runs.
  gauges({ application_name: "report" }, { pg_stat_activity_count: 0, pg_stat_activity_max_tx_duration: 0 }),
  sessions("idle", 18, 0),
  sessions("idle in transaction", 2, 12),
  // Takes no slot of max_connections.
  gauges({ backend_type: "walsender" }, { pg_stat_activity_count: 5 }),
  counters(
    { datname: "qualisys" },
    { ...USED, pg_stat_statements_calls_total: 200, pg_stat_statements_seconds_total: 1 },
  ),
  // Not asked anything.
  ...[...Object.keys(USED), "pg_stat_statements_calls_total", "pg_stat_statements_seconds_total"].map((metric) =>
    counters({ datname: "postgres" }, { [metric]: 0 }),
  ),
  // Nobody's database, however much it is asked.
  counters(
    { datname: "template1" },
    { ...USED, pg_stat_statements_calls_total: 100, pg_stat_statements_seconds_total: 100 },
  ),
];

/** Both alike: 4 of 5 look-ups hit, 100 MB in use. Only one has a limit, of twice as much. */
export const cacheValues: readonly Change[] = [
  gauges({}, { redis_memory_used_bytes: 100e6 }),
  gauges({ cache: "limited" }, { redis_memory_max_bytes: 200e6 }),
  counters(
    {},
    {
      redis_keyspace_hits_total: 80,
      redis_keyspace_misses_total: 20,
      redis_commands_total: 100,
      redis_commands_duration_seconds_total: 0.01,
    },
  ),
];
