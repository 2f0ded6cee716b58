/** Alerts on connections that run out. */
import type { AlertSettings } from "../../config/schema/alerts";
import { DISCOVERY } from "../../queries/discovery";
import { connections, databaseLimits, SERVER, setting } from "../../queries/postgres";
import type { AlertDefinition } from "../types";
import { DATABASE } from "./labels";

/** Connections of clients on each server. */
const used = `sum by (${SERVER}) (
  max without (${DISCOVERY}) (${connections()})
)`;

const [maximum, superuserReserve, reserve] = [
  setting("max_connections"),
  setting("superuser_reserved_connections"),
  setting("reserved_connections"),
];

/** Slots that ordinary clients can have: they are refused before `max_connections` is reached. A reserve that the server does not know is none. */
const usable = `max by (${SERVER}) (
    ${maximum} - ${superuserReserve} - ${reserve}
  or
    ${maximum} - ${superuserReserve}
  or
    ${maximum}
)`;

/** AC11, to the letter on its two metrics, and the warning that comes before ordinary clients are refused. */
export function connectionAlerts(settings: AlertSettings): AlertDefinition[] {
  const { connectionsPercent, usableConnectionsPercent } = settings.databases;
  return [
    {
      name: "DatabaseConnectionPoolExhaustion",
      expr: `${used}\n/ on (${SERVER})\nmax by (${SERVER}) (${maximum}) > ${databaseLimits(settings).connections}`,
      for: "2m",
      // A full server may refuse the exporter as well: the alert must not end for want of metrics.
      keepFiringFor: "5m",
      severity: "critical",
      team: "platform",
      summary: "PostgreSQL has fewer connections left than it should.",
      description: `Clients of database ${DATABASE} hold {{ $value | humanizePercentage }} of its max_connections (more than ${connectionsPercent}%) for at least 2 minutes.`,
    },
    {
      // Ordinary clients of a small server are refused before it is 90% full: 17 of 20 are usable.
      name: "PostgresConnectionsNearLimit",
      expr: `${used}\n/ on (${SERVER})\n${usable} > ${usableConnectionsPercent / 100}`,
      for: "5m",
      severity: "warning",
      team: "platform",
      summary: "PostgreSQL has fewer connections left for ordinary clients than it should.",
      description:
        `Clients of database ${DATABASE} hold as many as {{ $value | humanizePercentage }} of the connections that are not reserved ` +
        `(more than ${usableConnectionsPercent}%) for at least 5 minutes.`,
    },
  ];
}
