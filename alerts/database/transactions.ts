/** Alerts on transactions that hinder others. */
import type { AlertSettings } from "../../config/schema/alerts";
import { SERVER, transactionAge } from "../../queries/postgres";
import { grownInLives } from "../lives";
import type { AlertDefinition } from "../types";
import { DATABASE } from "./labels";
import { counted, LIVES } from "./lives";

/**
 * Age of the oldest transaction whose client does nothing, for each application.
 *
 * The leader of a parallel `pg_dump` is such a client for as long as the dump takes, and has to be.
 */
const idleTransaction = `max by (${SERVER}, datname, usename, application_name) (
  ${transactionAge('state=~"idle in transaction.*", application_name!="pg_dump"')}
)`;

/** Deadlocks within 15 minutes. */
const deadlocks = grownInLives(counted("deadlocks"), "15m", LIVES, { by: ["datname"] });

/** Transactions left open, and transactions that lock each other out. */
export function transactionAlerts({
  databases: { idleInTransactionSeconds, deadlocksIn15Minutes },
}: AlertSettings): AlertDefinition[] {
  return [
    {
      name: "PostgresLongIdleTransaction",
      expr: `${idleTransaction} > ${idleInTransactionSeconds}`,
      // A batch is idle at some scrapes, between two of its statements; a forgotten transaction is at all of them.
      for: "2m",
      severity: "warning",
      team: "application",
      summary: "A transaction is left open on PostgreSQL.",
      description:
        `A transaction of {{ with $labels.application_name }}{{ . }}{{ else }}an unnamed application{{ end }} ` +
        `(user {{ $labels.usename }}) in {{ $labels.datname }} on database ${DATABASE} has been open for ` +
        `{{ $value | humanizeDuration }} (more than ${idleInTransactionSeconds}s), and its client does nothing.`,
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
