/** Alerts on PostgreSQL, from postgres_exporter v0.15 to v0.20. */
import type { AlertSettings } from "../config/schema/alerts";
import type { RuleGroup } from "./types";

/**
 * What one PostgreSQL server is known by. Both sides of the division are aggregated to exactly this list: the
 * exporter's versions differ in the other labels, and `server`, which tells several servers behind one exporter
 * apart, is gone since v0.20.
 */
const SERVER = "namespace, job, database, instance, server";

/**
 * Connections in use as a share of `max_connections`, per server.
 *
 * Sessions in every state count, because an idle one holds its connection too. Only client backends do: the others
 * take no slot of `max_connections`. The label is missing before v0.17 of the exporter; an optional value matches both.
 * The labels that only say how a target was found are dropped first, so that finding it twice doubles nothing.
 */
const connectionsRatio = `sum by (${SERVER}) (
  max without (pod, container, service, endpoint) (pg_stat_activity_count{backend_type=~"(client backend)?"})
)
/ on (${SERVER})
max by (${SERVER}) (pg_settings_max_connections)`;

/** Alerts on databases. */
export function databaseAlerts(settings: AlertSettings): RuleGroup {
  return {
    name: "qualisys-database",
    alerts: [
      {
        name: "DatabaseConnectionPoolExhaustion",
        expr: `${connectionsRatio} > ${settings.databases.connectionsPercent / 100}`,
        for: "2m",
        // A full server may refuse the exporter as well: the alert must not end for want of metrics.
        keepFiringFor: "5m",
        severity: "critical",
        team: "platform",
        summary: "PostgreSQL is running out of connections.",
        description:
          "Database {{ $labels.database }} ({{ with $labels.server }}{{ . }} behind {{ end }}{{ $labels.instance }}) uses " +
          "{{ $value | humanizePercentage }} of its max_connections " +
          `(more than ${settings.databases.connectionsPercent}%) for at least 2 minutes.`,
      },
    ],
  };
}
