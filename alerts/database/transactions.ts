/** Alerts on transactions that hinder others. */
import type { AlertSettings } from "../../config/schema/alerts";
import { CLIENTS, transactionAge } from "../../queries/postgres";
import { grownInLives } from "../lives";
import type { AlertDefinition, RecordingDefinition } from "../types";
import { DATABASE } from "./labels";
import { counted, LIVES } from "./lives";

/** What tells the sessions of one application from others, whichever pod of the exporter sees them. */
const APPLICATION = "namespace, job, database, server, datname, usename, application_name";

/** The same as one exporter sees them. */
const SEEN = `${APPLICATION}, instance`;

/** Ages of clients' oldest transactions in a state. The leader of a parallel `pg_dump` is idle in one for as long as the dump takes, and has to be. */
const ages = (state: string): string => transactionAge(`state="${state}", application_name!="pg_dump"`, CLIENTS);

/** Transactions of clients that do nothing, and can go on. */
const IDLE = ages("idle in transaction");

/** Transactions that failed: their clients can only roll them back. */
const FAILED = ages("idle in transaction (aborted)");

/** Transactions at work. */
const WORKING = ages("active");

/** Steps to which moments are rounded to be the same: a scrape may reach the statement that reads the ages later than another did. Seconds. */
const STEP = 10;

/** The beginning of a query that turns moments into the label `start`, by which those of two times can be compared. */
const START = 'count_values without () ("start",';

/** When transactions at work began, but for the short ones that a busy application always has. */
const working: RecordingDefinition = {
  record: "application_start:pg_stat_activity_max_tx_duration:working",
  expr: `count_values by (${APPLICATION}) ("start", round(timestamp(${WORKING}) - (${WORKING} > 30), ${STEP}))`,
};

/** When the oldest idle transaction of each application began. */
const idle: RecordingDefinition = {
  record: "application:pg_stat_activity_idle_transaction:start_seconds",
  expr: `min by (${SEEN}) (timestamp(${IDLE}) - ${IDLE})`,
};

/**
 * Applications whose oldest idle transaction was at work at some moment of an hour: it is between two statements, and not forgotten.
 *
 * The steps on both sides of its beginning: one of them is that of each moment within five seconds of it. The exporter's pod may
 * have been another one then.
 */
const resumed = `(
    ${START} floor(${idle.record} / ${STEP}) * ${STEP})
  or
    ${START} ceil(${idle.record} / ${STEP}) * ${STEP})
) and on (${APPLICATION}, start)
  last_over_time(${working.record}[1h])`;

/** Age of the oldest of each application's transactions that nobody goes on with. */
const forgotten = (seconds: number): string => `max by (${SEEN}) (${FAILED}) > ${seconds}
or
max by (${SEEN}) (${IDLE}) > ${seconds}
unless on (${SEEN}) (
${resumed}
)`;

/** Deadlocks within 15 minutes. */
const deadlocks = grownInLives(counted("deadlocks"), "15m", LIVES, { by: ["datname"] });

/** What the alerts build on. */
export const transactionRecordings: readonly RecordingDefinition[] = [working, idle];

/** Transactions left open, and transactions that lock each other out. */
export function transactionAlerts({
  databases: { idleInTransactionSeconds, deadlocksIn15Minutes },
}: AlertSettings): AlertDefinition[] {
  return [
    {
      name: "PostgresLongIdleTransaction",
      expr: forgotten(idleInTransactionSeconds),
      // A client that is slow between two statements goes on.
      for: "2m",
      severity: "warning",
      team: "application",
      summary:
        "A transaction on PostgreSQL is left open: it failed, or was not seen at work within the last hour, its first 30 seconds apart.",
      description:
        `A transaction of {{ with $labels.application_name }}{{ . }}{{ else }}an unnamed application{{ end }} ` +
        `(user {{ $labels.usename }}) in {{ $labels.datname }} on database ${DATABASE} has been open for ` +
        `{{ $value | humanizeDuration }} (more than ${idleInTransactionSeconds}s) and is idle.`,
    },
    {
      name: "PostgresDeadlocks",
      expr: `${deadlocks} > ${deadlocksIn15Minutes}`,
      severity: "warning",
      team: "application",
      summary: "Transactions on PostgreSQL deadlock.",
      description:
        `{{ $value }} transactions in {{ $labels.datname }} on database ${DATABASE} ` +
        `were aborted by a deadlock within 15 minutes (more than ${deadlocksIn15Minutes}).`,
    },
  ];
}
