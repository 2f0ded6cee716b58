/** The measurements that the panels of the database dashboard share: each once, however often an exporter is found. */
import { once } from "../../queries/discovery";
import * as postgres from "../../queries/postgres";
import { aggregate, rate, RATE_INTERVAL, series } from "../../queries/promql";

/** Targets chosen at the top. */
export const TARGETS = 'namespace=~"$namespace",job=~"$job",instance=~"$instance",database=~"$database"';

/** Databases of the server that are nobody's: templates. */
const OWN = `${TARGETS},datname!~"template.*"`;

/** One PostgreSQL server. */
const SERVER = postgres.CHOSEN_SERVER;

/** Connections of clients. */
export const CONNECTIONS = once(postgres.connections(TARGETS));

const setting = (name: Parameters<typeof postgres.setting>[0]): string =>
  aggregate("max", SERVER, postgres.setting(name, TARGETS));

export const USED = aggregate("sum", SERVER, CONNECTIONS);
export const MAX = setting("max_connections");

/** Slots that ordinary clients get: the rest is reserved. */
export const USABLE = `${MAX} - ${setting("superuser_reserved_connections")} - (${setting("reserved_connections")} or 0 * ${MAX})`;

/** Connections in use as a share (0 to 1) of `max_connections`, as the alert has it. */
export const USED_RATIO = `${USED} / on (${SERVER}) ${MAX}`;

/** Increase of a counter of pg_stat_database per second. */
export const perSecond = (counter: string, by: string): string =>
  aggregate("sum", by, once(postgres.databaseRate(counter, OWN, RATE_INTERVAL)));

/** Transactions a second, committed and rolled back. */
export const transactions = (by: string): string =>
  `(${perSecond("xact_commit", by)} + ${perSecond("xact_rollback", by)})`;

/** Mean time in seconds that a transaction spends executing statements; known by default since PostgreSQL 14. */
export const transactionTime = (by: string): string =>
  `${perSecond("active_time_seconds_total", by)} / (${transactions(by)} > 0)`;

/** Increase per second of a counter of pg_stat_statements, whose collector and extension are optional. */
export const statements = (counter: string, by: string): string =>
  aggregate("sum", by, once(rate(series(`pg_stat_statements_${counter}_total`, OWN), RATE_INTERVAL)));

/** Mean time in seconds of a statement. */
export const statementTime = (by: string): string => `${statements("seconds", by)} / (${statements("calls", by)} > 0)`;

/** Share (0 to 1) of blocks found in shared buffers instead of being read from disk or the system's cache. */
export const hitRatio = (by: string): string =>
  `${perSecond("blks_hit", by)} / (${perSecond("blks_hit", by)} + ${perSecond("blks_read", by)} > 0)`;

/** Seconds since the start of the transaction that has been open longest. */
export const longestTransaction = (by: string): string =>
  aggregate("max", by, postgres.transactionAge(OWN, postgres.CLIENTS));

/** Age in seconds of the last transaction that a replica has replayed. */
export const REPLICATION_LAG = postgres.replicationLag(SERVER, TARGETS);

/** Write-ahead log in bytes that each replication slot holds back. */
export const SLOT_LAG = postgres.slotLag(SERVER, TARGETS);

/** A metric as it is, summed. */
export const sum = (metric: string, by: string): string => aggregate("sum", by, once(series(metric, OWN)));
