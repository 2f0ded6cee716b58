/** Faults of PostgreSQL servers and their exporters. */
import { jobs } from "../../../../naming";
import { all, faster, gone, set, unreachable, without } from "../../../synthetic-cluster/simulation";
import { production } from "../../../synthetic-cluster/targets";
import { ONSET, SINCE_ONSET, type Faults } from "./fault";

/** Faults by alert, all of the first database of the configuration. */
export function databaseFaults(): Faults {
  const [first] = production().config.databases;
  const where = { database: first?.name ?? "" };
  const target = { job: jobs.postgres, ...where };
  return {
    PostgresExporterDown: [
      { name: "an exporter hangs", where, change: unreachable(target, SINCE_ONSET) },
      { name: "an exporter's pod is gone", where, change: gone(target, ONSET) },
    ],
    PostgresDown: [
      {
        name: "a server does not let its exporter in",
        where,
        change: all(
          set("pg_up", where, 0, SINCE_ONSET),
          without("pg_stat_activity_count", where, SINCE_ONSET),
          without("pg_settings_max_connections", where, SINCE_ONSET),
        ),
      },
    ],
    PostgresMetricsMissing: [
      {
        name: "a server refuses new connections while an old one stays open",
        where,
        change: all(
          without("pg_stat_activity_count", where, SINCE_ONSET),
          without("pg_settings_max_connections", where, SINCE_ONSET),
        ),
      },
    ],
    DatabaseConnectionPoolExhaustion: [
      {
        name: "clients leave their sessions open",
        where,
        change: set("pg_stat_activity_count", { ...where, state: "idle" }, 330, SINCE_ONSET),
      },
    ],
    PostgresConnectionsNearLimit: [
      {
        name: "more clients come than before",
        where,
        change: set("pg_stat_activity_count", { ...where, state: "idle" }, 290, SINCE_ONSET),
      },
    ],
    PostgresLongIdleTransaction: [
      {
        name: "a client forgets its transaction",
        where,
        change: set(
          "pg_stat_activity_max_tx_duration",
          { ...where, state: "idle in transaction" },
          (seconds) => seconds - ONSET,
          SINCE_ONSET,
        ),
      },
    ],
    PostgresDeadlocks: [
      {
        name: "two requests take the same locks the other way round",
        where: { ...where, datname: first?.database ?? "" },
        change: faster("pg_stat_database_deadlocks", { ...where, datname: first?.database ?? "" }, 1 / 60, SINCE_ONSET),
      },
    ],
    PostgresReplicationLag: [
      {
        name: "a replica stops replaying",
        where,
        change: set("pg_replication_lag_seconds", where, (seconds) => seconds - ONSET, SINCE_ONSET),
      },
    ],
    PostgresReplicationSlotLag: [
      {
        name: "nobody reads a replication slot",
        where,
        change: set("pg_replication_slots_pg_wal_lsn_diff", where, 20 * 2 ** 30, SINCE_ONSET),
      },
    ],
    PostgresLowCacheHitRatio: [
      {
        name: "a query reads tables that do not fit into memory",
        where,
        change: faster("pg_stat_database_blks_read", { ...where, datname: first?.database ?? "" }, 2e4, SINCE_ONSET),
      },
    ],
  };
}
