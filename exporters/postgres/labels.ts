/** How PostgreSQL servers are known in Prometheus and Alertmanager. */
import type { LabelsSide } from "../kind";

export const labels = {
  job: "postgres-exporter",
  server: "database",
  down: "PostgresDown",
  inhibitions: [
    // More than 90% of the connections includes more than 80% of them.
    {
      cause: "DatabaseConnectionPoolExhaustion",
      target: ['alertname = "PostgresConnectionsNearLimit"', 'database != ""'],
      equal: ["namespace", "job", "database", "instance", "server"],
    },
  ],
} as const satisfies LabelsSide;
