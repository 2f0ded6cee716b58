/** Alerts on connections that run out. */
import type { AlertSettings } from "../../config/schema/alerts";
import type { AlertDefinition } from "../types";
import { DATABASE, DISCOVERY, SERVER } from "./labels";

/**
 * Connections of clients on each server.
 *
 * Sessions in every state count, because an idle one holds its connection too. Only client backends do: the others
 * take no slot of `max_connections`. The label is missing before v0.17 of the exporter; an optional value matches both.
 */
const used = `sum by (${SERVER}) (
  max without (${DISCOVERY}) (pg_stat_activity_count{backend_type=~"(client backend)?"})
)`;

/**
 * Slots that ordinary clients can have: they are refused before `max_connections` is reached. A reserve that the server
 * does not know is none; `reserved_connections` exists since PostgreSQL 16.
 */
const usable = `max by (${SERVER}) (
    pg_settings_max_connections - pg_settings_superuser_reserved_connections - pg_settings_reserved_connections
  or
    pg_settings_max_connections - pg_settings_superuser_reserved_connections
  or
    pg_settings_max_connections
)`;

/** AC11, to the letter on its two metrics, and the warning that comes before ordinary clients are refused. */
export function connectionAlerts({ databases: { connectionsPercent, usableConnectionsPercent } }: AlertSettings): AlertDefinition[] {
  return [
    {
      name: "DatabaseConnectionPoolExhaustion",
      expr: `${used}\n/ on (${SERVER})\nmax by (${SERVER}) (pg_settings_max_connections) > ${connectionsPercent / 100}`,
      for: "2m",
      // A full server may refuse the exporter as well: the alert must not end for want of metrics.
      keepFiringFor: "5m",
      severity: "critical",
      team: "platform",
      summary: "PostgreSQL is running out of connections.",
      description: `Database ${DATABASE} uses {{ $value | humanizePercentage }} of its max_connections (more than ${connectionsPercent}%) for at least 2 minutes.`,
    },
    {
      // Ordinary clients of a small server are refused before it is 90% full: 17 of 20 are usable.
      name: "PostgresConnectionsNearLimit",
      expr: `${used}\n/ on (${SERVER})\n${usable} > ${usableConnectionsPercent / 100}`,
      for: "5m",
      severity: "warning",
      team: "platform",
      summary: "PostgreSQL has few connections left for ordinary clients.",
      description:
        `Database ${DATABASE} uses {{ $value | humanizePercentage }} of the connections that are not reserved ` +
        `(more than ${usableConnectionsPercent}%) for at least 5 minutes.`,
    },
  ];
}
