/** Restarts of containers, recorded once for the alerts that build on them. */
import { CONTAINER_OF_POD, restarts } from "../../queries/kubernetes";
import type { RecordingDefinition } from "../types";

/**
 * Restart counter of each container and init container, one series however many times it is scraped.
 *
 * Replicas and overlapping shards of kube-state-metrics report the same container several times, and a restarted
 * kube-state-metrics goes on under another `instance`: the maximum over them is one unbroken counter.
 */
const RESTARTS = "namespace_pod_container:kube_pod_restarts:max";

const allRestarts = `max by (${CONTAINER_OF_POD}) (
    ${restarts()}
  or
    kube_pod_init_container_status_restarts_total
)`;

/**
 * Restarts of each container and init container within five minutes.
 *
 * - Counted exactly, as a difference: `increase` extrapolates three restarts to more than three.
 * - From zero for a pod younger than the window, whose first restarts may precede its first sample. An old pod whose
 *   series merely begins (kube-state-metrics was away) counts from its first sample.
 * - A counter that fell was either reset, and `increase` knows how to count on, or it alternates between the values of
 *   two pods of one name (https://github.com/kubernetes/kube-state-metrics/issues/1258), where nothing restarts and
 *   `increase` is wrong. Alternating, it rises at most once more than it falls; a loop rises at least three times that
 *   no fall explains. The falls of 15 minutes distinguish the two even if they alternate slowly.
 */
export const RECENT_RESTARTS = "namespace_pod_container:kube_pod_restarts:grown5m";

const recentRestarts = `(
    ${RESTARTS}
  -
    (
        0 * (${RESTARTS} and on (uid) kube_pod_created >= time() - 300)
      or
        min_over_time(${RESTARTS}[5m])
    )
  unless
    resets(${RESTARTS}[15m]) > 0
)
or
(
    floor(increase(${RESTARTS}[5m]))
  and
    changes(${RESTARTS}[5m]) - 2 * resets(${RESTARTS}[5m]) >= 3
)`;

/** The counters, then what they grew by. */
export const restartRecordings: readonly RecordingDefinition[] = [
  { record: RESTARTS, expr: allRestarts },
  { record: RECENT_RESTARTS, expr: recentRestarts },
];
