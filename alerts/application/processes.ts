/** Alerts on the services' processes: what slows or kills them before their users notice. */
import type { AlertSettings } from "../../config/schema/alerts";
import { SERVICE } from "../../queries/http";
import { CONTAINER, OF_CONTAINER, POD, workingSet } from "../../queries/kubernetes";
import { eventLoopLagP99 } from "../../queries/nodejs";
import { up } from "../../queries/prometheus";
import type { AlertDefinition } from "../types";
import type { ExpectedService } from "./absence";

/**
 * 99th percentile of how late the event loop is, per pod. Each scrape has that of the time since the scrape before: the
 * average over five minutes tells a busy loop from one long collection of garbage, or from the start of a process.
 */
const eventLoopLag = `max by (${SERVICE}, instance, pod) (avg_over_time(${eventLoopLagP99()}[5m]))`;

/**
 * Memory in use as a share of the container's limit, for every container of a service's pods: a sidecar that is killed
 * takes requests with it as well.
 *
 * The limit of Node.js' heap is in no metric of prom-client: `nodejs_heap_size_total_bytes` is what is reserved so far,
 * and the spaces' available bytes are what is free of that. What does kill a process, whatever fills its memory, is the
 * limit of its container: the working set is what the kernel holds against it. The maximum over scrapes of the same
 * container, so that a kubelet or kube-state-metrics found twice does not break the match. No limit, no alert.
 */
function memoryOfLimit(services: readonly ExpectedService[]): string {
  return `(
    max by (${CONTAINER}) (${workingSet(OF_CONTAINER)})
  / on (${CONTAINER})
    max by (${CONTAINER}) (kube_pod_container_resource_limits{resource="memory"})
)
* on (${POD}) group_left (job)
(
    ${services.map(podsOf).join(`\n  or on (${POD})\n    `)}
)`;
}

/**
 * Pods of a service, as Prometheus finds them: whether the target's labels name its container depends on the pod's own
 * manifest. A pod that two services share is the first one's, since a container can be matched with one service only.
 */
function podsOf({ name }: ExpectedService): string {
  return `group by (${POD}, job) (${up(`job="${name}"`)})`;
}

/** Event loop and memory of the services' pods; no alert on memory where no service is configured. */
export function processAlerts(
  settings: AlertSettings,
  services: readonly ExpectedService[],
): readonly AlertDefinition[] {
  const { eventLoopLagP99Seconds, memoryPercent } = settings.services;
  const lag: AlertDefinition = {
    name: "ServiceEventLoopLag",
    expr: `${eventLoopLag} > ${eventLoopLagP99Seconds}`,
    for: "10m",
    severity: "warning",
    team: "application",
    summary: "Event loop of a service runs late.",
    description:
      "The event loop of {{ $labels.job }} in {{ $labels.namespace }} ({{ with $labels.pod }}pod {{ . }}, {{ end }}{{ $labels.instance }}) is " +
      `{{ $value | humanizeDuration }} late at the 99th percentile, on average over 5 minutes (more than ${eventLoopLagP99Seconds * 1000}ms), ` +
      "for at least 10 minutes.",
  };
  const memory: AlertDefinition = {
    name: "ServiceMemoryNearLimit",
    expr: `${memoryOfLimit(services)} > ${memoryPercent / 100}`,
    for: "10m",
    severity: "warning",
    team: "application",
    summary: "Container of a service is near its memory limit.",
    description:
      "Container {{ $labels.container }} in pod {{ $labels.pod }} of {{ $labels.job }} in {{ $labels.namespace }} uses " +
      `{{ $value | humanizePercentage }} of its memory limit (more than ${memoryPercent}%) for at least 10 minutes.`,
  };
  return [lag, ...(services.length === 0 ? [] : [memory])];
}
