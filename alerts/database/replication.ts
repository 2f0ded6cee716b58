/** Alerts on replication. */
import type { AlertSettings } from "../../config/schema/alerts";
import {
  databaseLimits,
  EXPORTER,
  isReplica,
  lastHeard,
  lostSlots,
  replicationLag,
  SERVER,
  slotLag,
} from "../../queries/postgres";
import type { AlertDefinition } from "../types";
import { DATABASE } from "./labels";

/** How long a replica may hear nothing: half a minute is usual, since it asks for an answer then. Seconds. */
const SILENCE = 300;

/**
 * Replicas that streamed within a week, through whichever pod of their exporter, and do not any more.
 *
 * The lag of such a replica reads 0, because it has replayed all that it received. One that uses no slot has no metrics of a receiver
 * even while it streams, and one that restores from an archive has no receiver: neither may be taken for one that lost its primary.
 */
const disconnected = `max by (${EXPORTER}) (${isReplica()}) == 1
unless on (${EXPORTER})
  time() - ${lastHeard('status="streaming"')} < ${SILENCE}
and on (namespace, job, database)
  present_over_time(${lastHeard()}[7d])`;

/** Slots that are lost, of either generation of exporters. */
const lost = lostSlots()
  .map((slots) => `group by (${SERVER}, slot_name) (${slots}) == 1`)
  .join("\nor\n");

/** Replicas that are behind or cut off, seen from themselves and, where they use a slot, from their primary. */
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
      summary: "A PostgreSQL replica has replayed nothing recent.",
      description:
        `The newest transaction that database ${DATABASE}, a replica, has replayed is {{ $value | humanizeDuration }} old ` +
        `(more than ${replicationLagSeconds}s), for at least 5 minutes, and it is not known to have replayed all that it received.`,
    },
    {
      name: "PostgresReplicaDisconnected",
      expr: disconnected,
      for: "5m",
      severity: "warning",
      team: "platform",
      summary: "A PostgreSQL replica does not stream any more.",
      description:
        `Database ${DATABASE}, a replica that streamed through a replication slot within the last 7 days, has shown no receiver that hears ` +
        "from its primary for at least 5 minutes. What it answers may be old, and its replication lag does not say so.",
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
        "its reader is gone or behind, or a long transaction holds it up. The log takes up disk until then.",
    },
    {
      name: "PostgresReplicationSlotLost",
      // A lost slot has no lag any more: where it was the lag that lost it, PostgresReplicationSlotLag ends.
      expr: lost,
      for: "5m",
      severity: "warning",
      team: "platform",
      summary: "A replication slot of PostgreSQL is lost.",
      description:
        `Replication slot {{ $labels.slot_name }} of database ${DATABASE} has been lost for at least 5 minutes: ` +
        "PostgreSQL no longer keeps what its reader needs. The reader can't go on from it and has to start over.",
    },
  ];
}
