/** Database performance (AC8): connection pool, query latency and throughput of PostgreSQL. */
import type { AlertSettings } from "../../config/schema/alerts";
import { firingAlerts } from "../annotations";
import type { DashboardSpec } from "../spec";
import { connectionsRow, latencyRow, overviewRow, replicationRow, statementsRow, throughputRow } from "./rows";

export function databaseDashboard(settings: AlertSettings): DashboardSpec {
  return {
    uid: "qualisys-database",
    title: "Database performance",
    description:
      "Connections, query latency and throughput of the PostgreSQL servers. Namespace and instance are the exporter's.",
    tags: ["database", "postgresql"],
    variables: [
      { name: "namespace", label: "Namespace", query: "label_values(pg_up{}, namespace)" },
      { name: "job", label: "Job", query: 'label_values(pg_up{namespace=~"$namespace"}, job)' },
      {
        name: "database",
        label: "Database",
        query: 'label_values(pg_up{namespace=~"$namespace",job=~"$job"}, database)',
      },
      {
        name: "instance",
        label: "Instance",
        query: 'label_values(pg_up{namespace=~"$namespace",job=~"$job",database=~"$database"}, instance)',
      },
    ],
    annotations: [firingAlerts('job=~"$job",database=~"$database"')],
    rows: [
      overviewRow(settings),
      connectionsRow(settings),
      latencyRow(settings),
      throughputRow(settings),
      replicationRow(settings),
      statementsRow,
    ],
  };
}
