/** The measurements that the panels of the database dashboard share, from postgres_exporter. */
import { aggregate } from "../promql";

/** Targets chosen at the top. */
export const TARGETS = 'namespace=~"$namespace",job=~"$job",instance=~"$instance",database=~"$database"';

/** Databases of the server that are nobody's: templates. */
const OWN = `${TARGETS},datname!~"template.*"`;

/** One PostgreSQL server. Exporters up to v0.19 tell several servers apart by `server`; the label is empty since. */
export const SERVER = "database, instance, server";

/** Connections of clients, in any state: an idle one holds its slot too. Exporters before v0.17 have no `backend_type`. */
export const CONNECTIONS = `pg_stat_activity_count{${TARGETS},backend_type=~"(client backend)?"}`;

const setting = (name: string): string => `max by (${SERVER}) (pg_settings_${name}{${TARGETS}})`;

export const USED = `sum by (${SERVER}) (${CONNECTIONS})`;
export const MAX = setting("max_connections");

/** Slots that ordinary clients get: the rest is reserved. `reserved_connections` exists since PostgreSQL 16. */
export const USABLE = `${MAX} - ${setting("superuser_reserved_connections")} - (${setting("reserved_connections")} or 0 * ${MAX})`;

/** Connections in use as a share (0 to 1) of `max_connections`, as the alert has it. */
export const USED_RATIO = `${USED} / on (${SERVER}) ${MAX}`;

/** Increase of a counter of pg_stat_database per second; their names lack `_total`. */
export const perSecond = (counter: string, by: string): string =>
  aggregate("sum", by, `rate(pg_stat_database_${counter}{${OWN}}[$__rate_interval])`);

/** Transactions a second, committed and rolled back. */
export const transactions = (by: string): string => `(${perSecond("xact_commit", by)} + ${perSecond("xact_rollback", by)})`;

/** Mean time in seconds that a transaction spends executing statements; known by default since PostgreSQL 14. */
export const transactionTime = (by: string): string => `${perSecond("active_time_seconds_total", by)} / (${transactions(by)} > 0)`;

/** Increase per second of a counter of pg_stat_statements, whose collector and extension are optional. */
export const statements = (counter: string, by: string): string =>
  aggregate("sum", by, `rate(pg_stat_statements_${counter}_total{${OWN}}[$__rate_interval])`);

/** Mean time in seconds of a statement. */
export const statementTime = (by: string): string => `${statements("seconds", by)} / (${statements("calls", by)} > 0)`;

/** Share (0 to 1) of blocks found in shared buffers instead of being read from disk or the system's cache. */
export const hitRatio = (by: string): string =>
  `${perSecond("blks_hit", by)} / (${perSecond("blks_hit", by)} + ${perSecond("blks_read", by)} > 0)`;

/** Seconds since the start of the transaction that has been open longest. */
export const longestTransaction = (by: string): string =>
  aggregate("max", by, `pg_stat_activity_max_tx_duration{${OWN},backend_type=~"(client backend)?"}`);

/** Age in seconds of the last transaction that a replica has replayed. */
export const REPLICATION_LAG = `max by (${SERVER}) (pg_replication_lag_seconds{${TARGETS}})`;

/** Write-ahead log in bytes that each replication slot holds back. */
export const SLOT_LAG = `max by (${SERVER}, slot_name) (pg_replication_slots_pg_wal_lsn_diff{${TARGETS}})`;

/** A metric as it is, summed. */
export const sum = (metric: string, by: string): string => aggregate("sum", by, `${metric}{${OWN}}`);
