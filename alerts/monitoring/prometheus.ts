/** What Prometheus holds in memory and keeps on disk, from its own metrics. */
import type { AlertSettings } from "../../config/schema/alerts";
import { OURS, SERVER } from "../../queries/prometheus";
import { series } from "../../queries/promql";
import type { AlertDefinition } from "../types";

/** A metric of each Prometheus, once however many times it is scraped. */
function perServer(selector: string): string {
  return `max by (${SERVER}) (${selector})`;
}

/**
 * What Prometheus measures against `retentionSize`: blocks, write-ahead log and the head's chunks. Beyond the limit
 * the oldest block goes. A limit of 0 is none. The sizes join the limit by their labels, so that it alone says whose they are.
 */
const storedShare = `(
    ${perServer("prometheus_tsdb_storage_blocks_bytes")}
  +
    ${perServer("prometheus_tsdb_wal_storage_size_bytes")}
  +
    ${perServer("prometheus_tsdb_head_chunks_storage_size_bytes")}
)
/
(${perServer(series("prometheus_tsdb_retention_limit_bytes", OURS))} > 0)`;

/** Alerts on the budgets of Prometheus. */
export function prometheusAlerts({
  monitoring: { headSeries, storagePercent },
}: AlertSettings): readonly AlertDefinition[] {
  return [
    {
      name: "PrometheusTooManySeries",
      expr: `${perServer(series("prometheus_tsdb_head_series", OURS))} > ${headSeries}`,
      // A rollout brings new series beside the old ones, which stay in memory for up to three hours: that is not the
      // steady state, but it has to fit as well.
      for: "15m",
      severity: "warning",
      team: "platform",
      summary: "Prometheus holds more series than it is sized for.",
      description:
        "{{ $labels.namespace }}/{{ $labels.pod }} holds {{ $value | humanize }} series " +
        `(more than ${headSeries}) for at least 15 minutes.`,
    },
    {
      name: "PrometheusStorageNearLimit",
      expr: `${storedShare} > ${storagePercent / 100}`,
      for: "1h",
      // The write-ahead log shrinks every two hours: the alert must not end with it, and begin again.
      keepFiringFor: "3h",
      severity: "warning",
      team: "platform",
      summary: "Prometheus will soon drop samples before their time.",
      description:
        "{{ $labels.namespace }}/{{ $labels.pod }} stores {{ $value | humanizePercentage }} of its retentionSize " +
        `(more than ${storagePercent}%) for at least 1 hour; at 100% it drops the oldest samples, whatever their age.`,
    },
  ];
}
