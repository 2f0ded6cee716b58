/** `/metrics/probes` of a kubelet: each probe of a running container succeeds, whenever it is due. */
import { runningContainers, startOf, type Pod } from "../cluster/objects";
import type { Family } from "../metrics/text";

/** Kubernetes' default. Seconds. */
const DEFAULT_PERIOD = 10;

/**
 * Every family of `/metrics/probes`.
 *
 * @param pods of the node.
 * @param seconds since 1970.
 */
export function probeFamilies(pods: readonly Pod[], seconds: number): readonly Family[] {
  const samples = pods.flatMap((pod) => {
    const { namespace, name, uid } = pod.metadata;
    return runningContainers(pod).flatMap((container) => {
      const probes = { Liveness: container.livenessProbe, Readiness: container.readinessProbe };
      return Object.entries(probes).flatMap(([probe_type, probe]) => {
        if (probe === undefined) return [];
        const labels = {
          container: container.name,
          namespace,
          pod: name,
          pod_uid: uid,
          probe_type,
          result: "successful",
        };
        return [
          {
            labels,
            value: Math.max(Math.floor((seconds - startOf(pod)) / (probe.periodSeconds ?? DEFAULT_PERIOD)), 0),
          },
        ];
      });
    });
  });
  return [
    {
      name: "prober_probe_total",
      type: "counter",
      help: "Cumulative number of a liveness, readiness or startup probe for a container by result.",
      samples,
    },
  ];
}
