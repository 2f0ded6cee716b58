/**
 * The collectors of postgres_exporter, and which of them run.
 *
 * A collector that nothing needs is not merely waste. They all answer in one scrape, so each can take the others'
 * metrics with it: two walsenders of one host without slots give `stat_replication` the same series twice, which ends
 * the whole scrape in an error 500, and `stat_user_tables` waits for a locked table until the scrape is too late. So
 * every collector is named here and switched on or off by its flag: whichever the exporter would start by itself.
 * A test holds what is on against the metrics that alerts and dashboards use.
 */

/** Release of prometheus-community/postgres_exporter: its newest. The collectors below are those of this one. */
// renovate: datasource=docker depName=quay.io/prometheuscommunity/postgres-exporter
export const POSTGRES_EXPORTER_VERSION = "v0.20.1";

/** A collector of postgres_exporter, which `--collector.NAME` starts and `--no-collector.NAME` does not. */
export interface PostgresCollector {
  /** Whether it runs here: something in `alerts/` or `dashboards/` uses one of its metrics. */
  readonly on: boolean;
  /** Whether the exporter starts it by default. */
  readonly byDefault: boolean;
  /** Every metric that it may export; a `*` at the end stands for the rest of a name. */
  readonly metrics: readonly string[];
}

/** The collectors by their names, as `collector/*.go` of {@link POSTGRES_EXPORTER_VERSION} registers them. */
export const postgresCollectors: Readonly<Record<string, PostgresCollector>> = {
  buffercache_summary: {
    on: false,
    byDefault: false,
    metrics: named("pg_buffercache_summary", "buffers_used buffers_unused buffers_dirty buffers_pinned usagecount_avg"),
  },
  database: { on: true, byDefault: true, metrics: named("pg_database", "size_bytes connection_limit") },
  database_wraparound: {
    on: false,
    byDefault: false,
    metrics: named("pg_database_wraparound", "age_datfrozenxid_seconds age_datminmxid_seconds"),
  },
  locks: { on: true, byDefault: true, metrics: ["pg_locks_count"] },
  long_running_transactions: {
    on: false,
    byDefault: false,
    metrics: ["pg_long_running_transactions", "pg_long_running_transactions_oldest_timestamp_seconds"],
  },
  // Tells the servers that answer under one name apart.
  postmaster: { on: true, byDefault: false, metrics: ["pg_postmaster_start_time_seconds"] },
  process_idle: {
    on: false,
    byDefault: false,
    metrics: named("pg_process_idle", "seconds seconds_bucket seconds_sum seconds_count"),
  },
  replication: {
    on: true,
    byDefault: true,
    metrics: named("pg_replication", "lag_seconds is_replica last_replay_seconds"),
  },
  replication_slots: {
    on: true,
    byDefault: true,
    // The last one is called so before v0.20, whose alerts stay right.
    metrics: [
      ...named(
        "pg_replication_slots",
        "active pg_wal_lsn_diff pg_xlog_location_diff slot_current_wal_lsn slot_confirmed_flush_lsn slot_is_active safe_wal_size_bytes wal_status",
      ),
      "pg_replication_slot_wal_status",
    ],
  },
  roles: { on: false, byDefault: true, metrics: ["pg_roles_connection_limit"] },
  // One metric for each setting of the server: its extensions have some, too.
  settings: { on: true, byDefault: true, metrics: ["pg_settings_*"] },
  stat_activity: { on: true, byDefault: true, metrics: named("pg_stat_activity", "count max_tx_duration") },
  stat_activity_autovacuum: { on: false, byDefault: false, metrics: ["pg_stat_activity_autovacuum_timestamp_seconds"] },
  stat_archiver: {
    on: false,
    byDefault: true,
    metrics: named("pg_stat_archiver", "archived_count failed_count last_archive_age"),
  },
  stat_bgwriter: {
    on: false,
    byDefault: true,
    metrics: named(
      "pg_stat_bgwriter",
      "checkpoints_timed_total checkpoints_req_total checkpoint_write_time_total checkpoint_sync_time_total buffers_checkpoint_total " +
        "buffers_clean_total maxwritten_clean_total buffers_backend_total buffers_backend_fsync_total buffers_alloc_total stats_reset_total",
    ),
  },
  stat_checkpointer: {
    on: false,
    byDefault: false,
    metrics: named(
      "pg_stat_checkpointer",
      "num_timed_total num_requested_total restartpoints_timed_total restartpoints_req_total restartpoints_done_total write_time_total " +
        "sync_time_total buffers_written_total stats_reset_total",
    ),
  },
  stat_database: {
    on: true,
    byDefault: true,
    metrics: named(
      "pg_stat_database",
      "numbackends xact_commit xact_rollback blks_read blks_hit tup_returned tup_fetched tup_inserted tup_updated tup_deleted conflicts " +
        "temp_files temp_bytes deadlocks blk_read_time blk_write_time stats_reset active_time_seconds_total",
    ),
  },
  stat_progress_vacuum: {
    on: false,
    byDefault: true,
    metrics: named(
      "pg_stat_progress_vacuum",
      "phase heap_blks heap_blks_scanned heap_blks_vacuumed index_vacuums max_dead_tuples num_dead_tuples",
    ),
  },
  stat_replication: {
    on: false,
    byDefault: true,
    metrics: named("pg_stat_replication", "pg_current_wal_lsn_bytes pg_wal_lsn_diff pg_xlog_location_diff"),
  },
  // Besides, `pg_stat_statements_query_id` with the text of statements; only by an argument that is never given.
  stat_statements: {
    on: true,
    byDefault: false,
    metrics: named(
      "pg_stat_statements",
      "calls_total seconds_total rows_total block_read_seconds_total block_write_seconds_total",
    ),
  },
  stat_user_tables: {
    on: false,
    byDefault: true,
    metrics: named(
      "pg_stat_user_tables",
      "seq_scan seq_tup_read idx_scan idx_tup_fetch n_tup_ins n_tup_upd n_tup_del n_tup_hot_upd n_live_tup n_dead_tup n_mod_since_analyze " +
        "last_vacuum last_autovacuum last_analyze last_autoanalyze vacuum_count autovacuum_count analyze_count autoanalyze_count " +
        "index_size_bytes table_size_bytes",
    ),
  },
  // Nothing on a primary; nothing on a replica that uses no slot, either, though it receives.
  stat_wal_receiver: {
    on: true,
    byDefault: false,
    metrics: named(
      "pg_stat_wal_receiver",
      "receive_start_lsn receive_start_tli flushed_lsn received_tli last_msg_send_time last_msg_receipt_time latest_end_lsn latest_end_time upstream_node",
    ),
  },
  statio_user_indexes: {
    on: false,
    byDefault: false,
    metrics: named("pg_statio_user_indexes", "idx_blks_read_total idx_blks_hit_total"),
  },
  statio_user_tables: {
    on: false,
    byDefault: true,
    metrics: named(
      "pg_statio_user_tables",
      "heap_blocks_read heap_blocks_hit idx_blocks_read idx_blocks_hit toast_blocks_read toast_blocks_hit tidx_blocks_read tidx_blocks_hit",
    ),
  },
  wal: { on: false, byDefault: true, metrics: named("pg_wal", "segments size_bytes") },
  xlog_location: { on: false, byDefault: false, metrics: ["pg_xlog_location_bytes"] },
};

/** Metrics that the exporter has whichever collectors run: on itself, the server's version, and the one query that has no flag. */
export const postgresExporterMetrics: readonly string[] = [
  "pg_up",
  "pg_static",
  "pg_exporter_*",
  "pg_scrape_collector_*",
  "pg_stat_database_conflicts_confl_*",
];

/** The collectors that run unless a server of the configuration turns them off. */
export const runningCollectors: readonly string[] = Object.entries(postgresCollectors)
  .filter(([, { on }]) => on)
  .map(([name]) => name);

/** What a server is, as far as its collectors differ: `rds` is PostgreSQL as Amazon RDS runs it, `aurora` is Amazon Aurora PostgreSQL. */
export const postgresEngines = ["postgres", "rds", "aurora"] as const;

/** One of {@link postgresEngines}. */
export type PostgresEngine = (typeof postgresEngines)[number];

/**
 * Collectors that fail at every scrape of an engine, whatever its settings.
 *
 * Aurora shares its storage instead of sending its log: `pg_last_xact_replay_timestamp()`, which `replication` asks for on
 * the writer too, and `pg_stat_get_wal_receiver()` raise "currently not supported for Aurora". Slots exist for logical
 * replication, without which `replication_slots` has no rows and raises nothing.
 */
const unsupported: Readonly<Record<PostgresEngine, readonly string[]>> = {
  postgres: [],
  rds: [],
  aurora: ["replication", "stat_wal_receiver"],
};

/** What the stack file says of a server's collectors. */
export interface CollectorChoice {
  readonly engine: PostgresEngine;
  /** Collectors that are left off, besides those that the engine does not support. */
  readonly collectorsOff: readonly string[];
}

/** Whether a collector runs beside a server. */
export function runsCollector({ engine, collectorsOff }: CollectorChoice, name: string): boolean {
  return runningCollectors.includes(name) && !unsupported[engine].includes(name) && !collectorsOff.includes(name);
}

/** The argument for each collector, on or off. */
export function collectorArguments(server: CollectorChoice): string[] {
  return Object.keys(postgresCollectors).map(
    (name) => `--${runsCollector(server, name) ? "" : "no-"}collector.${name}`,
  );
}

/** The names of metrics that begin alike, from the rest of each. */
function named(prefix: string, rest: string): readonly string[] {
  return rest.split(" ").map((each) => `${prefix}_${each}`);
}
