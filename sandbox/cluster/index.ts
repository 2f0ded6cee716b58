/** A Kubernetes control plane on loopback, with simulated nodes: no container runs in it. */

export { deleteClaims } from "./claims";
export { kubeConfigOf } from "./client";
export { startOperator } from "./operator";
export { clusterReport, waitForPods } from "./report";
export type { ClusterReport, PodWait, ProcessReport } from "./report";
export { installSampleServices } from "./services";
export type { SampleService } from "./services";
export { CLUSTER_TOOLS, startCluster } from "./start";
export type { StartOptions } from "./start";
export { CONTEXT_NAME, readCluster } from "./state";
export type { Cluster, ClusterProcess } from "./state";
export { stopCluster } from "./stop";
export type { Workload } from "./workloads";
