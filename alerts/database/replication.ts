/** Alerts on replication. */
import type { AlertSettings } from "../../config/schema/alerts";
import { databaseLimits, EXPORTER, replicationLag, SERVER, slotLag } from "../../queries/postgres";
import type { AlertDefinition } from "../types";
import { DATABASE } from "./labels";

/** Replicas that are behind, seen from themselves and, where they use a slot, from their primary. */
export function replicationAlerts(settings: AlertSettings): AlertDefinition[] {
  const { replicationLagSeconds, replicationSlotGibibytes } = settings.databases;
  return [
    {
      name: "PostgresReplicationLag",
      expr: `${replicationLag(EXPORTER)} > ${replicationLagSeconds}`,
      // The replica of an idle primary reads as far behind while it replays the first record for hours: for a moment.
      for: "5m",
      severity: "warning",
      team: "platform",
      summary: "A PostgreSQL replica is behind.",
      description:
        `Database ${DATABASE}, a replica, is {{ $value | humanizeDuration }} behind its primary ` +
        `(more than ${replicationLagSeconds}s) for at least 5 minutes.`,
    },
    {
      name: "PostgresReplicationSlotLag",
      expr: `${slotLag(SERVER)} > ${databaseLimits(settings).slotLag}`,
      for: "10m",
      severity: "warning",
      team: "platform",
      summary: "A replication slot keeps PostgreSQL from removing its log.",
      description:
        `Replication slot {{ $labels.slot_name }} of database ${DATABASE} holds back ` +
        `{{ $value | humanize1024 }}B of write-ahead log (more than ${replicationSlotGibibytes} GiB) for at least 10 minutes: ` +
        "its reader is gone or slow, and the disk fills.",
    },
  ];
}
