/** The volume of Prometheus, from the kubelets. */
import type { AlertSettings } from "../../config/schema/alerts";
import { CLAIM } from "../../queries/kubernetes";
import { OUR_CLAIMS } from "../../queries/prometheus";
import { series, type Matchers } from "../../queries/promql";
import type { AlertDefinition } from "../types";

/** Space left whatever the trend says: a compaction needs as much as the block that it writes. Per cent. */
const LEAST_FREE_PERCENT = 3;

const AVAILABLE = "kubelet_volume_stats_available_bytes";

/** Free space of the selected claims, or of all where something else selects. 0 to 1. */
function freeShare(claims: Matchers): string {
  return `max by (${CLAIM}) (${series(AVAILABLE, claims)})
  /
    max by (${CLAIM}) (kubelet_volume_stats_capacity_bytes)`;
}

/**
 * Full within a day, by the trend of six hours: long enough to even out the write-ahead log, which grows for two hours
 * and is cut then. The lowest of several trends: one that ended with a node must not hide the present one.
 */
const fullTomorrow = `min by (${CLAIM}) (predict_linear(${series(AVAILABLE, OUR_CLAIMS)}[6h], 24 * 3600)) < 0`;

/**
 * Alerts on the volume of Prometheus. The chart's KubePersistentVolumeFillingUp watches every other one: this volume is
 * meant to fill up to `retentionSize`, which the chart's rule takes for a fault.
 */
export function volumeAlerts({ monitoring: { volumeFreePercent } }: AlertSettings): readonly AlertDefinition[] {
  return [
    {
      name: "PrometheusVolumeFillingUp",
      expr: `(
    ${freeShare("")}
  < ${volumeFreePercent / 100}
  and
    ${fullTomorrow}
)
or
    ${freeShare(OUR_CLAIMS)}
  < ${LEAST_FREE_PERCENT / 100}`,
      // A compaction writes a block before it deletes those that it is made of; that takes minutes.
      for: "15m",
      severity: "critical",
      team: "platform",
      summary: "The volume of Prometheus is filling up.",
      description:
        "{{ $value | humanizePercentage }} of the volume of claim {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} is free: " +
        `less than ${volumeFreePercent}%, and none within a day at the present rate, or less than ${LEAST_FREE_PERCENT}%, ` +
        "for at least 15 minutes. Retention does not stop it; when the volume is full, so is Prometheus, and every alert is dead.",
    },
  ];
}
