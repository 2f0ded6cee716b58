/** The rows of the database dashboard. */
import type { AlertSettings } from "../../config/schema/alerts";
import { databaseLimits, up } from "../../queries/postgres";
import { above, atLeast, type Row } from "../spec";
import {
  CONNECTIONS,
  hitRatio,
  longestTransaction,
  MAX,
  perSecond,
  REPLICATION_LAG,
  SLOT_LAG,
  statements,
  statementTime,
  sum,
  TARGETS,
  transactions,
  transactionTime,
  USABLE,
  USED,
  USED_RATIO,
} from "./queries";

const DATNAME = "{{database}} {{datname}}";
const BY_DATNAME = "database, datname";

/** The numbers to look at first. */
export function overviewRow(settings: AlertSettings): Row {
  return {
    id: 200,
    title: "Overview",
    panels: [
      {
        kind: "stat",
        id: 1,
        title: "Up",
        unit: "short",
        width: 4,
        steps: atLeast(1),
        words: { 0: "down", 1: "up" },
        alert: "PostgresDown",
        description:
          "Whether the exporter reaches its server; with several chosen, whether all do. N/A: no exporter answers.",
        expr: `min(${up(TARGETS)})`,
      },
      {
        kind: "stat",
        id: 2,
        title: "Connections used",
        unit: "percentunit",
        width: 4,
        decimals: 1,
        steps: above(databaseLimits(settings).connections),
        description: "Connections in use as a share of max_connections, at the server where it is highest.",
        expr: `max(${USED_RATIO})`,
      },
      {
        kind: "stat",
        id: 3,
        title: "Mean query latency",
        unit: "s",
        width: 4,
        description:
          "Mean time of a statement where pg_stat_statements is on; otherwise mean time that a transaction spends executing.",
        expr: `${statementTime("")} or ${transactionTime("")}`,
      },
      {
        kind: "stat",
        id: 4,
        title: "Transactions",
        unit: "ops",
        width: 4,
        description: "Transactions a second, committed and rolled back.",
        expr: transactions(""),
      },
      {
        kind: "stat",
        id: 5,
        title: "Cache hit ratio",
        unit: "percentunit",
        width: 4,
        decimals: 1,
        description: "Share of blocks found in PostgreSQL's shared buffers.",
        expr: hitRatio(""),
      },
      {
        kind: "stat",
        id: 6,
        title: "Longest transaction",
        unit: "s",
        width: 4,
        description: "Age of the transaction that has been open longest.",
        expr: longestTransaction(""),
      },
    ],
  };
}

/** AC8: the connection pool. */
export function connectionsRow(settings: AlertSettings): Row {
  return {
    id: 201,
    title: "Connection pool",
    panels: [
      {
        kind: "timeseries",
        id: 10,
        title: "Connections used of max_connections",
        unit: "percentunit",
        width: 12,
        min: 0,
        max: 1,
        steps: above(databaseLimits(settings).connections),
        alert: "DatabaseConnectionPoolExhaustion",
        description:
          "Connections in use as a share of max_connections; idle ones count, they hold their slot. " +
          `DatabaseConnectionPoolExhaustion fires above ${settings.databases.connectionsPercent}%.`,
        queries: [{ expr: USED_RATIO, legend: "{{database}}" }],
      },
      {
        kind: "timeseries",
        id: 11,
        title: "Connections, usable and maximum",
        unit: "short",
        width: 12,
        min: 0,
        manySeries: true,
        description:
          "Connections in use; what ordinary clients can have (max_connections less the reserved slots); max_connections. " +
          "Behind a pooler the clients queue there, unseen from here.",
        queries: [
          { expr: USED, legend: "{{database}} used" },
          { expr: USABLE, legend: "{{database}} usable" },
          { expr: MAX, legend: "{{database}} maximum" },
        ],
      },
      {
        kind: "timeseries",
        id: 12,
        title: "Connections by state",
        unit: "short",
        width: 12,
        min: 0,
        stacked: true,
        manySeries: true,
        description: "Connections by what they do. Many idle in transaction: an application holds transactions open.",
        queries: [{ expr: `sum by (database, state) (${CONNECTIONS})`, legend: "{{database}} {{state}}" }],
      },
      {
        kind: "timeseries",
        id: 13,
        title: "Connections by user and application",
        unit: "short",
        width: 12,
        min: 0,
        manySeries: true,
        description: "Who holds connections: the ten largest groups by database, user and application_name.",
        queries: [
          {
            expr: `topk(10, sum by (database, datname, usename, application_name) (${CONNECTIONS}) > 0)`,
            legend: `${DATNAME} {{usename}} {{application_name}}`,
          },
        ],
      },
    ],
  };
}

/** AC8: query latency. */
export function latencyRow({ databases: { idleInTransactionSeconds } }: AlertSettings): Row {
  return {
    id: 202,
    title: "Query latency",
    panels: [
      {
        kind: "timeseries",
        id: 20,
        title: "Mean query latency",
        unit: "s",
        width: 12,
        min: 0,
        manySeries: true,
        description:
          "Mean time of a statement (only where pg_stat_statements is on) and mean time that a transaction spends executing " +
          "(PostgreSQL 14 and later). PostgreSQL keeps no percentiles.",
        queries: [
          { expr: statementTime(BY_DATNAME), legend: `${DATNAME} per statement` },
          { expr: transactionTime(BY_DATNAME), legend: `${DATNAME} per transaction` },
        ],
      },
      {
        kind: "timeseries",
        id: 21,
        title: "Longest transaction by state",
        unit: "s",
        width: 12,
        min: 0,
        manySeries: true,
        steps: above(idleInTransactionSeconds),
        alert: "PostgresLongIdleTransaction",
        description:
          "Age of the longest open transaction by what its connection does. Idle in transaction: it holds locks and keeps vacuum " +
          `from cleaning up; PostgresLongIdleTransaction fires above ${idleInTransactionSeconds} seconds of that state.`,
        queries: [{ expr: longestTransaction("database, state"), legend: "{{database}} {{state}}" }],
      },
    ],
  };
}

/** How much work the server does, and what hinders it. */
export function throughputRow(settings: AlertSettings): Row {
  return {
    id: 203,
    title: "Throughput",
    panels: [
      {
        kind: "timeseries",
        id: 30,
        title: "Transactions",
        unit: "ops",
        width: 12,
        min: 0,
        manySeries: true,
        description: "Transactions a second, committed and rolled back.",
        queries: [
          { expr: perSecond("xact_commit", BY_DATNAME), legend: `${DATNAME} committed` },
          { expr: perSecond("xact_rollback", BY_DATNAME), legend: `${DATNAME} rolled back` },
        ],
      },
      {
        kind: "timeseries",
        id: 31,
        title: "Cache hit ratio",
        unit: "percentunit",
        width: 12,
        max: 1,
        steps: atLeast(databaseLimits(settings).cacheHits),
        alert: "PostgresLowCacheHitRatio",
        description:
          "Share of blocks found in PostgreSQL's shared buffers, by database. Falling: the data in use no longer fits. " +
          `PostgresLowCacheHitRatio looks at whole servers that read much, and fires below ${settings.databases.cacheHitPercent}%.`,
        queries: [{ expr: hitRatio(BY_DATNAME), legend: DATNAME }],
      },
      {
        kind: "timeseries",
        id: 32,
        title: "Deadlocks and conflicts",
        unit: "ops",
        width: 12,
        min: 0,
        manySeries: true,
        description: "Deadlocks a second, and queries a second cancelled because of recovery on a replica.",
        queries: [
          { expr: perSecond("deadlocks", BY_DATNAME), legend: `${DATNAME} deadlocks` },
          { expr: perSecond("conflicts", BY_DATNAME), legend: `${DATNAME} conflicts` },
        ],
      },
      {
        kind: "timeseries",
        id: 33,
        title: "Locks by mode",
        unit: "short",
        width: 12,
        min: 0,
        manySeries: true,
        description: "Locks held or awaited, by mode.",
        queries: [{ expr: sum("pg_locks_count", "database, mode"), legend: "{{database}} {{mode}}" }],
      },
      {
        kind: "timeseries",
        id: 34,
        title: "Temporary files",
        unit: "Bps",
        width: 12,
        min: 0,
        manySeries: true,
        description: "Bytes a second written to temporary files, by queries whose sorts and hashes exceed work_mem.",
        queries: [{ expr: perSecond("temp_bytes", BY_DATNAME), legend: DATNAME }],
      },
      {
        kind: "timeseries",
        id: 35,
        title: "Database size",
        unit: "bytes",
        width: 12,
        min: 0,
        manySeries: true,
        description: "Size of each database on disk.",
        queries: [{ expr: sum("pg_database_size_bytes", BY_DATNAME), legend: DATNAME }],
      },
    ],
  };
}

/** How far replicas are behind, and what their slots hold back on the primary. */
export function replicationRow(settings: AlertSettings): Row {
  const { replicationLagSeconds, replicationSlotGibibytes } = settings.databases;
  return {
    id: 205,
    title: "Replication",
    panels: [
      {
        kind: "timeseries",
        id: 50,
        title: "Replication lag",
        unit: "s",
        width: 12,
        min: 0,
        steps: above(replicationLagSeconds),
        alert: "PostgresReplicationLag",
        description:
          "Age of the last transaction that a replica has replayed; 0 on a primary, and on a replica that has replayed all it received. " +
          `PostgresReplicationLag fires above ${replicationLagSeconds} seconds.`,
        queries: [{ expr: REPLICATION_LAG, legend: "{{database}}" }],
      },
      {
        kind: "timeseries",
        id: 51,
        title: "Log held back by replication slots",
        unit: "bytes",
        width: 12,
        min: 0,
        manySeries: true,
        steps: above(databaseLimits(settings).slotLag),
        alert: "PostgresReplicationSlotLag",
        noValue: "no replication slots",
        description:
          "Write-ahead log that the server keeps until the reader of a slot has it. " +
          `PostgresReplicationSlotLag fires above ${replicationSlotGibibytes} GiB.`,
        queries: [{ expr: SLOT_LAG, legend: "{{database}} {{slot_name}}" }],
      },
    ],
  };
}

const STATEMENT = "database, datname, user, queryid";

/** Folded, since it needs the collector `stat_statements` and the extension behind it. */
export const statementsRow: Row = {
  id: 204,
  title: "Statements (with pg_stat_statements)",
  collapsed: true,
  panels: [
    {
      kind: "table",
      id: 40,
      title: "Statements that take most time",
      unit: "short",
      width: 24,
      height: 10,
      noValue: "pg_stat_statements is off",
      description:
        "The 20 statements that the server spends most time in, as they are now. Their text stays in PostgreSQL, since it may hold " +
        "secrets; who may read it there (pg_read_all_stats) finds it by the id: SELECT query FROM pg_stat_statements WHERE queryid = ...",
      labels: { database: "Server", datname: "Database", user: "User", queryid: "Query id" },
      columns: [
        { heading: "Time per second", unit: "s", expr: `topk(20, ${statements("seconds", STATEMENT)} > 0)` },
        {
          heading: "Calls",
          unit: "ops",
          expr: `${statements("calls", STATEMENT)} and topk(20, ${statements("seconds", STATEMENT)} > 0)`,
        },
        {
          heading: "Mean time",
          unit: "s",
          expr: `${statementTime(STATEMENT)} and topk(20, ${statements("seconds", STATEMENT)} > 0)`,
        },
        {
          heading: "Rows",
          unit: "ops",
          expr: `${statements("rows", STATEMENT)} and topk(20, ${statements("seconds", STATEMENT)} > 0)`,
        },
      ],
    },
  ],
};
