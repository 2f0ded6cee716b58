/** Faults of nodes and pods. */
import { constant, counting } from "../../series";
import { jobs } from "../../../../naming";
import { all, exposing, faster, set } from "../../../synthetic-cluster/simulation";
import { production } from "../../../synthetic-cluster/targets";
import { uidOf } from "../../../synthetic-cluster/targets/inventory";
import { ONSET, SINCE_ONSET, type Faults } from "./fault";

/** A crash loop's restarts, with the kubelet's growing pauses. Seconds after its first crash. */
const BACK_OFF = [0, 10, 30, 70, 150, 310];

/** Faults by alert. */
export function clusterFaults(): Faults {
  const { nodes, pods, config } = production();
  const node = nodes[0];
  const pod = pods.find(({ workload }) => workload.name === config.services[0]?.name);
  const instance = `${node?.address}:9100`;
  return {
    PodCrashLooping: [
      {
        name: "a container crashes whenever it is started",
        where: { namespace: pod?.workload.namespace ?? "", pod: pod?.name ?? "" },
        change: set(
          "kube_pod_container_status_restarts_total",
          { pod: pod?.name ?? "" },
          counting(BACK_OFF.map((pause) => ONSET + pause)),
        ),
      },
    ],
    ContainerOutOfMemory: [
      {
        name: "a container is ended for want of memory every eight minutes",
        where: { namespace: pod?.workload.namespace ?? "", pod: pod?.name ?? "" },
        change: all(
          set(
            "kube_pod_container_status_restarts_total",
            { pod: pod?.name ?? "" },
            counting(Array.from({ length: 20 }, (_, index) => ONSET + index * 480)),
          ),
          exposing(
            { job: jobs.kubeStateMetrics },
            "kube_pod_container_status_last_terminated_reason",
            {
              namespace: pod?.workload.namespace ?? "",
              pod: pod?.name ?? "",
              uid: pod === undefined ? "" : uidOf(pod),
              container: pod?.workload.container ?? "",
              reason: "OOMKilled",
            },
            constant(1),
            SINCE_ONSET,
          ),
        ),
      },
    ],
    HighCPUUsage: [
      {
        name: "a program on a node runs wild",
        where: { instance },
        change: all(
          faster("node_cpu_seconds_total", { instance, mode: "user" }, 0.39, SINCE_ONSET),
          faster("node_cpu_seconds_total", { instance, mode: "idle" }, -0.39, SINCE_ONSET),
        ),
      },
    ],
    HighMemoryUsage: [
      {
        name: "a node's memory is used up",
        where: { instance },
        change: set("node_memory_MemAvailable_bytes", { instance }, 0.15 * (node?.memoryBytes ?? 0), SINCE_ONSET),
      },
    ],
  };
}
