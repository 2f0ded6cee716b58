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

/** Restarts of each container since its pod was created. */
export function restarts(matchers: Matchers = ""): string {
  return series("kube_pod_container_status_restarts_total", matchers);
}

/** Memory of containers that the kernel holds against their limit. Bytes. */
export function workingSet(...matchers: readonly Matchers[]): string {
  return series("container_memory_working_set_bytes", ...matchers);
}

/** What distinguishes pods. */
export const POD = "namespace, pod";

/** Replicas that the Deployments or StatefulSets of a name are to have: by their labels, one series for each. */
export function wantedReplicas(name: string, matchers: Matchers = ""): string {
  return [
    series("kube_deployment_spec_replicas", matchers, `deployment="${name}"`),
    series("kube_statefulset_replicas", matchers, `statefulset="${name}"`),
  ].join(" or ");
}
