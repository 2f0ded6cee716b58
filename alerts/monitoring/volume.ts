/** The volume of Prometheus, from the kubelets, and whether they measure it. */
import type { AlertSettings } from "../../config/schema/alerts";
import { CLAIM } from "../../queries/kubernetes";
import { OUR_CLAIMS } from "../../queries/prometheus";
import { series, type Matchers } from "../../queries/promql";
import type { AlertDefinition } from "../types";

/** Space left whatever the trend says: a compaction needs as much as the block that it writes. Per cent. */
const LEAST_FREE_PERCENT = 3;

const AVAILABLE = "kubelet_volume_stats_available_bytes";
const CAPACITY = "kubelet_volume_stats_capacity_bytes";

/** Free space of the selected claims, or of all where something else selects. 0 to 1. */
function freeShare(claims: Matchers): string {
  return `max by (${CLAIM}) (${series(AVAILABLE, claims)})
  /
    max by (${CLAIM}) (${CAPACITY})`;
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
        "for at least 15 minutes. Retention does not stop it; once the volume is full, Prometheus stores nothing more, and alerts have nothing to go by.",
    },
    {
      name: "PrometheusVolumeNotMeasured",
      expr: `group by (${CLAIM}) (${series("kube_pod_spec_volumes_persistentvolumeclaims_info", OUR_CLAIMS)})
unless on (${CLAIM})
  (${AVAILABLE} and on (${CLAIM}) ${CAPACITY})`,
      // A kubelet measures the volumes of its pods once a minute, after they have started.
      for: "15m",
      // Less urgent than what is blind: the volume need not be full, and a driver that never measures would page for ever.
      severity: "warning",
      team: "platform",
      summary: "The volume of Prometheus is not measured.",
      description:
        "No kubelet has told for at least 15 minutes how much is free of the volume of claim " +
        "{{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }}, though there is a pod that uses it: PrometheusVolumeFillingUp can't fire.",
    },
  ];
}
