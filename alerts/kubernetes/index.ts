/** Alerts on what runs in the cluster, from kube-state-metrics. */
import type { AlertSettings } from "../../config/schema/alerts";
import { CONTAINER, CONTAINER_OF_POD, endedForMemory } from "../../queries/kubernetes";
import type { RuleGroup } from "../types";
import { RECENT_RESTARTS, restartRecordings } from "./restarts";

/**
 * Pods whose containers restarted too often, all of them together, and one of them more than once.
 *
 * Containers of one pod that restart once each have one cause and do not loop: sidecars lose their leases when the API
 * server is away, and all containers start anew when their node reboots.
 */
function loopingPods(tolerated: number): string {
  return `sum by (namespace, pod) (${RECENT_RESTARTS}) > ${tolerated}
and
  max by (namespace, pod) (${RECENT_RESTARTS}) > 1`;
}

/**
 * Containers that restarted within five minutes and were last ended for want of memory. That reason stays until another
 * end, for the rest of the pod's life: it says nothing without the restart.
 */
const outOfMemory = `group by (${CONTAINER}) (
    ${RECENT_RESTARTS} > 0
  and on (${CONTAINER_OF_POD})
    (
        ${endedForMemory("container")} == 1
      or
        ${endedForMemory("init_container")} == 1
    )
)`;

/** Alerts on pods. */
export function kubernetesAlerts(settings: AlertSettings): RuleGroup {
  const { restartsIn5Minutes } = settings.pods;
  return {
    name: "qualisys-kubernetes",
    // The recorded counter has to be as fine as the scrapes it is made of.
    interval: "15s",
    recordings: restartRecordings,
    alerts: [
      {
        name: "PodCrashLooping",
        expr: loopingPods(restartsIn5Minutes),
        // No `for`: restarts come 10, 20, 40, 80, 160, 300 seconds apart, so that more than three in five minutes is
        // true for less than five minutes. It keeps firing for the ten minutes after which the kubelet, too, takes
        // the container for healthy and forgets its back-off.
        keepFiringFor: "10m",
        severity: "critical",
        team: "platform",
        summary: "Containers of a pod restart again and again.",
        description:
          "Containers of pod {{ $labels.namespace }}/{{ $labels.pod }} restarted {{ $value }} times within 5 minutes " +
          `(more than ${restartsIn5Minutes}), at least one of them more than once.`,
      },
      {
        name: "ContainerOutOfMemory",
        expr: outOfMemory,
        // No `for`: one end is enough. A container that is ended once an hour is one alert and not one an hour.
        keepFiringFor: "1h",
        severity: "warning",
        team: "platform",
        summary: "The kernel ends a container for want of memory.",
        description:
          "Memory ran out for container {{ $labels.container }} of pod {{ $labels.namespace }}/{{ $labels.pod }}, that of its " +
          "limit or that of its node: the kernel ended it or a process in it (OOMKilled), and the kubelet starts it again.",
      },
    ],
  };
}
