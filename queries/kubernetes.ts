/** What runs in the cluster, in the metrics of kube-state-metrics and the kubelets. */
import { jobs } from "../naming";
import { series, type Matchers } from "./promql";

/** What distinguishes containers. */
export const CONTAINER = "namespace, pod, container";

/** What distinguishes containers through the pods of one name that follow each other. */
export const CONTAINER_OF_POD = `${CONTAINER}, uid`;

/** What distinguishes the volumes' claims, whichever node their pod runs on. */
export const CLAIM = "namespace, persistentvolumeclaim";

/** Matcher of the series of kube-state-metrics. */
export const STATE: Matchers = `job="${jobs.kubeStateMetrics}"`;

/** Matcher of the series of the kubelets' cAdvisor. The chart keeps only what belongs to a pod. */
export const CADVISOR: Matchers = `job="${jobs.kubelet}",metrics_path="/metrics/cadvisor"`;

/** Matcher of containers' own series: not the sums over a pod or a slice. */
export const OF_CONTAINER: Matchers = 'container!=""';

/** Nodes, with their address (`internal_ip`) and operating system (`os_image`). */
export function nodes(...matchers: readonly Matchers[]): string {
  return series("kube_node_info", ...matchers);
}

/** Matcher of nodes that run Windows, and of all others. */
export const WINDOWS: Matchers = 'os_image=~"Windows.*"';
export const NOT_WINDOWS: Matchers = 'os_image!~"Windows.*"';

/** Restarts of each container since its pod was created. */
export function restarts(matchers: Matchers = ""): string {
  return series("kube_pod_container_status_restarts_total", matchers);
}

/** Containers, or init containers, that were last ended for want of memory: 1 each, or no series. */
export function endedForMemory(kind: "container" | "init_container"): string {
  return series(`kube_pod_${kind}_status_last_terminated_reason`, 'reason="OOMKilled"');
}

/** Memory of containers that the kernel holds against their limit. Bytes. */
export function workingSet(...matchers: readonly Matchers[]): string {
  return series("container_memory_working_set_bytes", ...matchers);
}

/** What distinguishes pods. */
export const POD = "namespace, pod";

/** What runs the pods of a service; also the label with its name. */
export const WORKLOADS = ["deployment", "statefulset"] as const;

/** Replicas that Deployments or StatefulSets are to have. */
export function wantedReplicas(kind: (typeof WORKLOADS)[number], matchers: Matchers): string {
  return series(kind === "deployment" ? "kube_deployment_spec_replicas" : "kube_statefulset_replicas", matchers);
}
