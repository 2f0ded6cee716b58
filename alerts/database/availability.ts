/** Alerts on databases that do not answer, and on those of which nothing is known. */
import { jobs } from "../../naming";
import { EXPORTER, setting, up, visibleSessions } from "../../queries/postgres";
import { exporterDown, type Servers } from "../exporters";
import type { AlertDefinition } from "../types";
import { DATABASE } from "./labels";

/** What alerts on connections and transactions rest on; both are always there where their collectors work. */
const essentials = `${setting("max_connections")}\n  and on (${EXPORTER})\n  ${visibleSessions()}`;

/** Three ways of not knowing, each with another cure: no exporter, no server, no metrics. */
export function availabilityAlerts({ namespace, databases }: Servers): AlertDefinition[] {
  return [
    {
      name: "PostgresExporterDown",
      expr: exporterDown({ job: jobs.postgres, label: "database", namespace, servers: databases }),
      // A pod that moves to another node is back within this time.
      for: "5m",
      severity: "warning",
      team: "platform",
      summary: "PostgreSQL is not measured.",
      description:
        "Prometheus has got no metrics from any postgres-exporter of database {{ $labels.database }} for at least 5 minutes. " +
        "Whether the database itself works is not known, and its other alerts are blind.",
    },
    {
      name: "PostgresDown",
      // The exporter answers Prometheus, and does not get into PostgreSQL.
      expr: `max by (${EXPORTER}) (${up()}) == 0`,
      for: "2m",
      severity: "critical",
      team: "platform",
      summary: "PostgreSQL does not let its exporter in.",
      description:
        `The exporter of database ${DATABASE} has not been let in for at least 2 minutes: ` +
        "the server is down, can't be reached, has no connection left, or refuses the exporter alone. Its other alerts are blind.",
    },
    {
      name: "PostgresMetricsMissing",
      // Exporters from v0.20 on ask over a fresh connection at each scrape, while `pg_up` tells of an old one that is
      // still open: a server that refuses new connections is up and without metrics. Where it refuses the old one as
      // well now and then, `pg_up` changes too often for PostgresDown: a success within its two minutes is enough here.
      expr: `max by (${EXPORTER}) (max_over_time(${up()}[2m])) == 1\nunless on (${EXPORTER}) (\n  ${essentials}\n)`,
      for: "5m",
      severity: "critical",
      team: "platform",
      summary: "PostgreSQL lets its exporter in and gives no metrics.",
      description:
        `The exporter of database ${DATABASE} is let in, and the server's settings or sessions have been missing for at least 5 minutes: ` +
        "it may refuse new connections, or what asks for them fails. The alerts on connections are blind, and perhaps all others.",
    },
  ];
}
