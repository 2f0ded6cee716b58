/** Days on which something happens to nodes and pods that is nobody's fault. */
import { jobs } from "../../../../naming";
import { counting, resetAt } from "../../series";
import {
  all,
  changed,
  exposing,
  set,
  unreachable,
  without,
  type Change,
  type Simulation,
} from "../../../synthetic-cluster/simulation";
import { measured, production } from "../../../synthetic-cluster/targets";
import { uidOf, type Pod } from "../../../synthetic-cluster/targets/inventory";
import { HOUR, MINUTE, type Span } from "../../../synthetic-cluster/time";
import { WORKING_HOURS, type Scenario } from "./scenario";

/** The days. */
export const clusterScenarios: readonly Scenario[] = [
  {
    name: "the API server blinks, and the sidecars of some pods lose their leases",
    simulation: leasesLost,
    span: WORKING_HOURS,
  },
  { name: "a node has most of its memory in huge pages", simulation: hugePages, span: WORKING_HOURS },
  { name: "a node reboots, and all containers on it start anew", simulation: nodeReboots, span: WORKING_HOURS },
];

/** Containers beside a pod's own, which kube-state-metrics counts restarts of. */
function sidecarRestarts(pod: Pod, containers: readonly string[], times: (index: number) => readonly number[]): Change {
  return all(
    ...containers.map((container, index) =>
      exposing(
        { job: jobs.kubeStateMetrics },
        "kube_pod_container_status_restarts_total",
        { namespace: pod.workload.namespace, pod: pod.name, uid: uidOf(pod), container },
        counting(times(index), index),
      ),
    ),
  );
}

/** Four sidecars of each of several pods restart once within half a minute. */
function leasesLost(): Simulation {
  const ordinary = production();
  const controllers = ordinary.pods.filter(({ workload }) => workload.name === "ebs-csi-node");
  const at = 13 * HOUR + 2 * MINUTE;
  return all(
    ...controllers.map((pod) =>
      sidecarRestarts(pod, ["provisioner", "attacher", "resizer", "snapshotter"], (index) => [at + 7 * index]),
    ),
  )(measured(ordinary));
}

/** Three quarters of a node's memory are reserved; the rest is used as ever. */
function hugePages(): Simulation {
  const ordinary = production();
  const [node] = ordinary.nodes;
  if (node === undefined) throw new Error("The simulated cluster has no node; huge pages need one.");
  const instance = `${node.address}:9100`;
  const reserved = 0.75 * node.memoryBytes;
  return all(
    set("node_memory_HugePages_Total", { instance }, reserved / (2 * 2 ** 20)),
    set("node_memory_Hugetlb_bytes", { instance }, reserved),
    set("node_memory_MemAvailable_bytes", { instance }, 0.5 * (node.memoryBytes - reserved)),
    set("node_memory_MemFree_bytes", { instance }, 0.2 * (node.memoryBytes - reserved)),
  )(measured(ordinary));
}

/** Nothing on the node answers for three minutes; what it counts begins anew, and so do five containers of each pod, init containers among them. */
function nodeReboots(): Simulation {
  const ordinary = production();
  const stateMetrics = ordinary.pods.find(({ workload }) => workload.container === "kube-state-metrics");
  const node = ordinary.nodes.find(({ name }) => name !== stateMetrics?.node);
  if (node === undefined) throw new Error("The simulated cluster has one node only; one that reboots needs another.");
  const at = 14 * HOUR;
  const down: Span = [at, at + 3 * MINUTE];
  const pods = ordinary.pods.filter((pod) => pod.node === node.name && pod.workload.kind !== "Job");
  const services = pods.filter(({ workload }) => ordinary.config.services.some(({ name }) => name === workload.name));
  const rebooted = measured({
    ...ordinary,
    pods: ordinary.pods.map((pod) =>
      pods.includes(pod) ? { ...pod, restarts: [...(pod.restarts ?? []), at + MINUTE] } : pod,
    ),
  });
  return all(
    unreachable({ instance: `${node.address}:9100` }, down),
    unreachable({ instance: `${node.address}:10250` }, down),
    ...services.map((pod) => unreachable({ pod: pod.name }, down)),
    ...pods.map((pod) => sidecarRestarts(pod, ["proxy", "logs", "metrics", "agent"], () => [at + MINUTE])),
    // Whatever ended a container before, the reboot was its last end: of a reason that is not known.
    ...pods
      .filter(({ earlierRestarts }) => earlierRestarts !== undefined)
      .flatMap(({ name: pod }) =>
        ["container", "init_container"].map((kind) =>
          without(`kube_pod_${kind}_status_last_terminated_reason`, { pod }, [at + MINUTE, Infinity]),
        ),
      ),
    changed("node_cpu_seconds_total", { instance: `${node.address}:9100` }, (samples) => resetAt(samples, at)),
  )(rebooted);
}
