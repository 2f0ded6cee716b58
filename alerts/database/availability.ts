/** Alerts on databases that do not answer, and on those of which nothing is known. */
import { jobs } from "../../naming";
import { EXPORTER, setting, up } from "../../queries/postgres";
import { exporterDown, type Servers } from "../exporters";
import type { AlertDefinition } from "../types";
import { DATABASE } from "./labels";

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
        "No postgres-exporter of database {{ $labels.database }} has answered Prometheus for at least 5 minutes. " +
        "Whether the database itself works is not known, and its other alerts are blind.",
    },
    {
      name: "PostgresDown",
      // The exporter answers Prometheus, and PostgreSQL does not answer the exporter.
      expr: `max by (${EXPORTER}) (${up()}) == 0`,
      for: "2m",
      severity: "critical",
      team: "platform",
      summary: "PostgreSQL does not answer.",
      description: `Database ${DATABASE} has not let its exporter in for at least 2 minutes.`,
    },
    {
      name: "PostgresMetricsMissing",
      // Exporters from v0.20 on ask over a fresh connection at each scrape, while `pg_up` tells of an old one that is
      // still open: a server that refuses new connections is up and without metrics.
      expr: `max by (${EXPORTER}) (${up()}) == 1\nunless on (${EXPORTER})\n${setting("max_connections")}`,
      for: "5m",
      severity: "critical",
      team: "platform",
      summary: "PostgreSQL is up and gives no metrics.",
      description:
        `Database ${DATABASE} has kept its old connection to the exporter and given no metrics for at least 5 minutes: ` +
        "it may have no connection left. Its other alerts are blind.",
    },
  ];
}
