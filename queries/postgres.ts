/** PostgreSQL, in the metrics of postgres_exporter v0.15 to v0.20. */
import type { AlertSettings } from "../config/schema/alerts";
import { DISCOVERY } from "./discovery";
import { aggregate, rate, series, type Matchers, type Window } from "./promql";

/** What every exporter says of where its metrics come from. `instance` is the exporter's. */
export const EXPORTER = "namespace, job, database, instance";

/**
 * What identifies a database server. Each exporter version has other labels besides, and `server`, which tells several
 * servers behind one exporter apart, is gone since v0.20. Until then, settings, sessions and replication slots have it.
 */
export const SERVER = `${EXPORTER}, server`;

/** {@link SERVER} in panels, where namespace and job are chosen at the top. */
export const CHOSEN_SERVER = "database, instance, server";

/** All labels of a target. */
export const TARGET = `${EXPORTER}, ${DISCOVERY}`;

/**
 * Matcher of the sessions of clients: the others take no slot of `max_connections`. The label is missing before v0.17 of
 * the exporter; an optional value matches both.
 */
export const CLIENTS: Matchers = 'backend_type=~"(client backend)?"';

/** Whether the exporter reaches its server: 1 or 0. */
export function up(matchers: Matchers = ""): string {
  return series("pg_up", matchers);
}

/** When the server was started. Unix time in seconds. */
export function startTime(matchers: Matchers = ""): string {
  return series("pg_postmaster_start_time_seconds", matchers);
}

/** Connections of clients in every state, because an idle one holds its slot too. */
export function connections(matchers: Matchers = ""): string {
  return series("pg_stat_activity_count", matchers, CLIENTS);
}

/** A setting of the server. `reserved_connections` exists since PostgreSQL 16. */
export function setting(
  name: "max_connections" | "superuser_reserved_connections" | "reserved_connections",
  matchers: Matchers = "",
): string {
  return series(`pg_settings_${name}`, matchers);
}

/** Sessions of clients and workers that are connected to a database, whether the exporter may see what they do or not. */
export function backends(matchers: Matchers = ""): string {
  return series("pg_stat_database_numbackends", matchers);
}

/** Sessions whose state the exporter sees: those of other roles only with the rights of `pg_read_all_stats`. */
export function visibleSessions(matchers: Matchers = ""): string {
  return series("pg_stat_activity_count", matchers);
}

/** Whether each collector of the exporter, by its name in the label `collector`, succeeded in a scrape: 1 or 0. */
export function collectorSuccess(matchers: Matchers = ""): string {
  return series("pg_scrape_collector_success", matchers);
}

/** Age of the oldest transaction of each kind of session. Seconds. */
export function transactionAge(...matchers: readonly Matchers[]): string {
  return series("pg_stat_activity_max_tx_duration", ...matchers);
}

/** A counter of pg_stat_database; their names lack `_total`. */
export function databaseCounter(name: string, matchers: Matchers = ""): string {
  return series(`pg_stat_database_${name}`, matchers);
}

/** Increase of a counter of pg_stat_database per second. */
export function databaseRate(name: string, matchers: Matchers, window: Window): string {
  return rate(databaseCounter(name, matchers), window);
}

/** How far a replica is behind: 0 on a primary, and on a replica that has replayed all it received. Seconds. */
export function replicationLag(by: string, matchers: Matchers = ""): string {
  return aggregate("max", by, series("pg_replication_lag_seconds", matchers));
}

/** Write-ahead log that each replication slot holds back. Bytes. */
export function slotLag(by: string, matchers: Matchers = ""): string {
  return aggregate("max", `${by}, slot_name`, series("pg_replication_slots_pg_wal_lsn_diff", matchers));
}

/** Whether a server is a replica: 1 or 0. */
export function isReplica(matchers: Matchers = ""): string {
  return series("pg_replication_is_replica", matchers);
}

/** When a replica last heard from the server that it streams from; only with a replication slot. Unix time in seconds. */
export function lastHeard(matchers: Matchers = ""): string {
  return series("pg_stat_wal_receiver_last_msg_receipt_time", matchers);
}

/** Slots whose reader can't go on, as exporters from v0.20 on and before it show them; PostgreSQL 13 and newer. */
export function lostSlots(): readonly string[] {
  return ["pg_replication_slots_wal_status", "pg_replication_slot_wal_status"].map((metric) =>
    series(metric, 'wal_status="lost"'),
  );
}

/** What counts as too much or too little, in the units of the queries. */
export function databaseLimits({
  databases: { connectionsPercent, replicationSlotGibibytes, cacheHitPercent },
}: AlertSettings) {
  return {
    /** Most connections, of `max_connections`. 0 to 1. */
    connections: connectionsPercent / 100,
    /** Most that a slot may hold back ({@link slotLag}). Bytes. */
    slotLag: replicationSlotGibibytes * 2 ** 30,
    /** Fewest blocks found in shared buffers, of those that are read. 0 to 1. */
    cacheHits: cacheHitPercent / 100,
  };
}
