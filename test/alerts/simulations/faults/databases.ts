/** Faults of PostgreSQL servers and their exporters. */
import { jobs } from "../../../../naming";
import { all, exposing, faster, gone, set, unreachable, without } from "../../../synthetic-cluster/simulation";
import { MIDNIGHT } from "../../../synthetic-cluster/time";
import { production } from "../../../synthetic-cluster/targets";
import { ONSET, SINCE_ONSET, type Faults } from "./fault";

/** Faults by alert, all of the first database of the configuration but for those of replicas. */
export function databaseFaults(): Faults {
  const [first, second] = production().config.databases;
  const where = { database: first?.name ?? "" };
  const replica = { database: second?.name ?? "" };
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
    PostgresCollectorFailing: [
      {
        name: "an extension is in a schema that the exporter does not look into",
        where: { ...where, collector: "stat_statements" },
        change: set("pg_scrape_collector_success", { ...where, collector: "stat_statements" }, 0, SINCE_ONSET),
      },
      {
        name: "the server is Aurora, and the stack file does not say so",
        where: { ...where, collector: "replication" },
        change: all(
          set("pg_scrape_collector_success", { ...where, collector: "replication" }, 0, SINCE_ONSET),
          without("pg_replication_is_replica", where, SINCE_ONSET),
          without("pg_replication_lag_seconds", where, SINCE_ONSET),
        ),
      },
      {
        name: "the exporter is started without a collector",
        where: { ...where, collector: "stat_database" },
        change: all(
          without("pg_scrape_collector_success", { ...where, collector: "stat_database" }, SINCE_ONSET),
          without("pg_stat_database_numbackends", where, SINCE_ONSET),
        ),
      },
    ],
    PostgresSessionsHidden: [
      {
        name: "the exporter's role loses pg_read_all_stats",
        where,
        change: set("pg_stat_activity_count", where, 0, SINCE_ONSET),
      },
    ],
    PostgresMetricsMissing: [
      {
        name: "sessions alone are not measured",
        where,
        change: without("pg_stat_activity_count", where, SINCE_ONSET),
      },
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
    PostgresReplicaDisconnected: [
      {
        name: "a replica loses its primary, and its lag reads 0",
        where: replica,
        change: all(
          without("pg_stat_wal_receiver_last_msg_receipt_time", replica, SINCE_ONSET),
          set("pg_replication_lag_seconds", replica, 0, SINCE_ONSET),
        ),
      },
      {
        name: "a replica hears nothing from its primary",
        where: replica,
        change: set("pg_stat_wal_receiver_last_msg_receipt_time", replica, MIDNIGHT + ONSET, SINCE_ONSET),
      },
    ],
    PostgresReplicationSlotLost: [
      {
        name: "a slot held back more log than it may",
        where: { ...where, slot_name: "replica_1" },
        change: all(
          without("pg_replication_slots_pg_wal_lsn_diff", where, SINCE_ONSET),
          without("pg_replication_slots_wal_status", where, SINCE_ONSET),
          exposing(
            target,
            "pg_replication_slots_wal_status",
            { slot_name: "replica_1", slot_type: "physical", wal_status: "lost" },
            () => 1,
            SINCE_ONSET,
          ),
        ),
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
