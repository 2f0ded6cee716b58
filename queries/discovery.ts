/** How Prometheus finds targets: what of their labels says nothing of what is measured. */

/**
 * Labels in which two targets of one pod and port differ: a ClusterIP and a headless Service with the same labels have
 * every pod found twice. `container` is there only where the pod declares the port. `instance` is always there; `pod`
 * is not, for a target need not be a pod.
 */
const COPY = "container, service, endpoint";

/** Labels that only say how a target was found: dropped first, so that finding it twice doubles nothing. */
export const DISCOVERY = `pod, ${COPY}`;

/** {@link COPY} of targets that describe other containers than their own: the kubelets. */
const COPY_OF_OTHERS = "service, endpoint";

/**
 * Each series once, however often its target is found: of counters their rates, since a rate of what two scrapes
 * report means nothing. By pod, so that two pods that have one address after the other stay two.
 */
export function once(expr: string): string {
  return `max without (${COPY}) (${expr})`;
}

/** {@link once} for series whose `container` is the one that they describe. */
export function onceOfOthers(expr: string): string {
  return `max without (${COPY_OF_OTHERS}) (${expr})`;
}
