/** The state of Kubernetes' objects, as kube-state-metrics 2.20 shows it: its labels are honoured, its own stay where it has none. */
import { counting, type Samples, type Series } from "../../alerts/series";
import { jobs } from "../../../naming";
import { MIDNIGHT, steady, within } from "../time";
import { exposed, target, type Labels, type Target } from "../simulation";
import { life, READY_AFTER_SECONDS, uidOf, type Inventory, type Node, type Pod, type Workload } from "./inventory";
import { podTarget } from "./pods";

/** Every kube-state-metrics there is in the day; one after the other. */
export function kubeStateMetrics(inventory: Inventory): Target[] {
  return inventory.pods
    .filter(({ workload }) => workload.container === "kube-state-metrics")
    .map((pod) => {
      const own = podTarget(pod, {
        job: jobs.kubeStateMetrics,
        service: "monitoring-kube-state-metrics",
        endpoint: "http",
        port: 8080,
      });
      return target(
        own,
        [...itself(own), ...stateOf(inventory).map((series) => ({ ...series, labels: { ...own, ...series.labels } }))],
        life(pod),
      );
    });
}

/** How it gets along with the API server, and how long its own scrapes take: under names that services have too. */
function itself(own: Labels): Series[] {
  const scrapes = { ...own, handler: "metrics", method: "get" };
  return [
    ...Object.entries({ "0.5": 0.02, "1": 0.05, "+Inf": 1 / 15 }).flatMap(([le, perSecond]) =>
      exposed({ ...scrapes, le }, { http_request_duration_seconds_bucket: steady(perSecond, -3e5) }),
    ),
    ...exposed(scrapes, {
      http_request_duration_seconds_count: steady(1 / 15, -3e5),
      http_request_duration_seconds_sum: steady(0.05, -3e5),
    }),
    ...["kube_state_metrics_list_total", "kube_state_metrics_watch_total"].flatMap((metric) => [
      ...exposed({ ...own, resource: "*v1.Pod", result: "success" }, { [metric]: steady(0.01, -3e5) }),
      ...exposed({ ...own, resource: "*v1.Pod", result: "error" }, { [metric]: 0 }),
    ]),
    ...exposed(own, { kube_state_metrics_total_shards: 1 }),
    ...exposed({ ...own, shard_ordinal: "0" }, { kube_state_metrics_shard_ordinal: 0 }),
  ];
}

/** The state of everything, without the labels of who tells it. */
function stateOf(inventory: Inventory): Series[] {
  return [
    ...inventory.nodes.flatMap(nodeState),
    ...inventory.pods.flatMap((pod) => podState(pod, inventory.nodes)),
    ...inventory.workloads.flatMap((one) =>
      workloadState(
        one,
        inventory.pods.filter(({ workload }) => workload === one),
      ),
    ),
    ...claims(inventory).flatMap(claimState),
    ...quota("production"),
  ];
}

/** Series that are there as long as their object. */
function living(object: { readonly startedAt: number; readonly until?: number }, series: readonly Series[]): Series[] {
  const span = life(object);
  return series.map(({ samples, ...rest }) => ({
    ...rest,
    samples: (seconds) => (within(seconds, span) ? samples(seconds) : undefined),
  }));
}

const UNSCHEDULABLE_TAINT = { key: "node.kubernetes.io/unschedulable", value: "", effect: "NoSchedule" };

function nodeState(node: Node): Series[] {
  const cordoned: Samples = (seconds) => (seconds >= (node.cordonedAt ?? Infinity) ? 1 : 0);
  const whileCordoned: Samples = (seconds) => (cordoned(seconds) === 1 ? 1 : undefined);
  const labels = { node: node.name };
  return living(node, [
    ...exposed(
      {
        ...labels,
        internal_ip: node.address,
        os_image: "Amazon Linux 2023.9",
        kubelet_version: "v1.36.3-eks-a1b2c3d",
        provider_id: `aws:///eu-central-1a/i-${node.address}`,
      },
      { kube_node_info: 1 },
    ),
    ...exposed(labels, { kube_node_created: MIDNIGHT + node.startedAt, kube_node_spec_unschedulable: cordoned }),
    ...exposed({ ...labels, ...UNSCHEDULABLE_TAINT }, { kube_node_spec_taint: whileCordoned }),
    ...["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"].flatMap((condition) =>
      ["true", "false", "unknown"].flatMap((status) =>
        exposed(
          { ...labels, condition, status },
          {
            kube_node_status_condition: (condition === "Ready") === (status === "true") && status !== "unknown" ? 1 : 0,
          },
        ),
      ),
    ),
    ...(["capacity", "allocatable"] as const).flatMap((what) => [
      ...exposed({ ...labels, resource: "cpu", unit: "core" }, { [`kube_node_status_${what}`]: node.cpus }),
      ...exposed({ ...labels, resource: "memory", unit: "byte" }, { [`kube_node_status_${what}`]: node.memoryBytes }),
      ...exposed({ ...labels, resource: "pods", unit: "integer" }, { [`kube_node_status_${what}`]: 58 }),
    ]),
  ]);
}

/** Seconds for which a crashed container waits, the second time. */
const BACK_OFF_SECONDS = 20;

/** Who owns a pod: a Deployment's are its ReplicaSet's. */
function ownerOf({ workload, name }: Pod): { kind: string; name: string } {
  return workload.kind === "Deployment"
    ? { kind: "ReplicaSet", name: name.slice(0, name.lastIndexOf("-")) }
    : { kind: workload.kind, name: workload.name };
}

function isReady({ startedAt }: Pod, seconds: number): boolean {
  return seconds >= startedAt + READY_AFTER_SECONDS;
}

/** Whether a Job's pod has done its work. */
function isDone({ workload, until = Infinity }: Pod, seconds: number): boolean {
  return workload.kind === "Job" && seconds >= until;
}

function podState(pod: Pod, nodes: readonly Node[]): Series[] {
  const { workload, name, node, address, startedAt } = pod;
  const object = { namespace: workload.namespace, pod: name, uid: uidOf(pod) };
  const container = { ...object, container: workload.container };
  const owner = ownerOf(pod);
  const phaseAt = (seconds: number): string =>
    isDone(pod, seconds) ? "Succeeded" : isReady(pod, seconds) ? "Running" : "Pending";
  const flag =
    (holds: (seconds: number) => boolean): Samples =>
    (seconds) =>
      holds(seconds) ? 1 : 0;
  const series = [
    ...exposed(
      {
        ...object,
        node,
        host_ip: nodes.find((one) => one.name === node)?.address ?? "",
        pod_ip: address,
        created_by_kind: owner.kind,
        created_by_name: owner.name,
        host_network: String(workload.kind === "DaemonSet"),
      },
      { kube_pod_info: 1 },
    ),
    ...exposed(
      { ...object, owner_kind: owner.kind, owner_name: owner.name, owner_is_controller: "true" },
      { kube_pod_owner: 1 },
    ),
    ...exposed(object, { kube_pod_created: MIDNIGHT + startedAt, kube_pod_start_time: MIDNIGHT + startedAt }),
    ...["Pending", "Running", "Succeeded", "Failed", "Unknown"].flatMap((phase) =>
      exposed({ ...object, phase }, { kube_pod_status_phase: flag((seconds) => phaseAt(seconds) === phase) }),
    ),
    ...["true", "false"].flatMap((condition) =>
      exposed(
        { ...object, condition },
        { kube_pod_status_ready: flag((seconds) => (phaseAt(seconds) === "Running") === (condition === "true")) },
      ),
    ),
    ...["Evicted", "NodeLost", "SchedulingGated"].flatMap((reason) =>
      exposed({ ...object, reason }, { kube_pod_status_reason: 0 }),
    ),
    ...exposed(container, {
      kube_pod_container_status_restarts_total: counting(pod.restarts ?? [], pod.earlierRestarts ?? 0),
      kube_pod_container_status_ready: flag((seconds) => isReady(pod, seconds)),
      kube_pod_container_status_running: flag((seconds) => phaseAt(seconds) === "Running"),
    }),
    // Of a container that ended before, for the rest of the pod's life: some ran out of memory days ago.
    ...(pod.earlierRestarts === undefined
      ? []
      : [
          ...exposed({ ...container, reason: "OOMKilled" }, { kube_pod_container_status_last_terminated_reason: 1 }),
          ...exposed(
            { ...object, container: "init", reason: "OOMKilled" },
            { kube_pod_init_container_status_last_terminated_reason: 1 },
          ),
        ]),
    // Only while it waits: to be created, or to be started once more.
    ...exposed(
      { ...container, reason: "ContainerCreating" },
      { kube_pod_container_status_waiting_reason: (seconds) => (phaseAt(seconds) === "Pending" ? 1 : undefined) },
    ),
    ...exposed(
      { ...container, reason: "CrashLoopBackOff" },
      {
        kube_pod_container_status_waiting_reason: (seconds) =>
          (pod.restarts ?? []).some((time) => within(seconds, [time, time + BACK_OFF_SECONDS])) ? 1 : undefined,
      },
    ),
    ...(["requests", "limits"] as const).flatMap((what) => [
      ...exposed(
        { ...container, node, resource: "cpu", unit: "core" },
        { [`kube_pod_container_resource_${what}`]: workload.cpu },
      ),
      ...exposed(
        { ...container, node, resource: "memory", unit: "byte" },
        { [`kube_pod_container_resource_${what}`]: 2 * workload.memoryBytes },
      ),
    ]),
    ...(workload.container === "grafana"
      ? exposed({ ...object, container: "init-chown-data" }, { kube_pod_init_container_status_restarts_total: 0 })
      : []),
  ];
  // The pod of a Job stays when it is done.
  return living(workload.kind === "Job" ? { startedAt } : pod, series);
}

function workloadState(workload: Workload, pods: readonly Pod[]): Series[] {
  const { kind, namespace, name } = workload;
  const alive = (seconds: number): Pod[] => pods.filter((pod) => within(seconds, life(pod)));
  const ready: Samples = (seconds) =>
    Math.min(workload.replicas, alive(seconds).filter((pod) => isReady(pod, seconds)).length);
  /** The pods that a rollout has replaced so far; all of them outside of one. */
  const rollout = Math.max(...pods.map(({ startedAt }) => startedAt));
  const updated: Samples = (seconds) => {
    const started = pods.filter(({ startedAt }) => startedAt > 0 && startedAt <= seconds).length;
    return started === 0 || seconds > rollout ? workload.replicas : Math.min(workload.replicas, started);
  };
  const first = Math.min(...pods.map(({ startedAt }) => startedAt));
  const life_ = { startedAt: first };
  switch (kind) {
    case "Deployment": {
      const labels = { namespace, deployment: name };
      return living(life_, [
        ...exposed(labels, {
          kube_deployment_spec_replicas: workload.replicas,
          kube_deployment_status_replicas: workload.replicas,
          kube_deployment_status_replicas_available: ready,
          kube_deployment_status_replicas_updated: updated,
          kube_deployment_metadata_generation: 3,
          kube_deployment_status_observed_generation: 3,
        }),
        ...exposed(
          { namespace, horizontalpodautoscaler: name },
          {
            kube_horizontalpodautoscaler_spec_min_replicas: 2,
            kube_horizontalpodautoscaler_spec_max_replicas: 10,
            kube_horizontalpodautoscaler_status_current_replicas: workload.replicas,
            kube_horizontalpodautoscaler_status_desired_replicas: workload.replicas,
          },
        ),
        ...["true", "false", "unknown"].flatMap((status) =>
          exposed(
            { ...labels, condition: "Progressing", status },
            { kube_deployment_status_condition: status === "true" ? 1 : 0 },
          ),
        ),
        ...[...new Set(pods.map((pod) => ownerOf(pod).name))].flatMap((replicaset) =>
          exposed(
            { namespace, replicaset, owner_kind: "Deployment", owner_name: name, owner_is_controller: "true" },
            { kube_replicaset_owner: 1 },
          ),
        ),
      ]);
    }
    case "StatefulSet": {
      const labels = { namespace, statefulset: name };
      return living(life_, [
        ...exposed(labels, {
          kube_statefulset_replicas: workload.replicas,
          kube_statefulset_status_replicas: workload.replicas,
          kube_statefulset_status_replicas_ready: ready,
          kube_statefulset_status_replicas_updated: updated,
          kube_statefulset_metadata_generation: 2,
          kube_statefulset_status_observed_generation: 2,
        }),
        ...["current", "update"].flatMap((which) =>
          exposed({ ...labels, revision: `${name}-1` }, { [`kube_statefulset_status_${which}_revision`]: 1 }),
        ),
        ...exposed(
          { namespace, poddisruptionbudget: name },
          {
            kube_poddisruptionbudget_status_current_healthy: ready,
            kube_poddisruptionbudget_status_desired_healthy: workload.replicas - 1,
          },
        ),
      ]);
    }
    case "DaemonSet":
      return exposed(
        { namespace, daemonset: name },
        {
          kube_daemonset_status_desired_number_scheduled: (seconds) => alive(seconds).length,
          kube_daemonset_status_current_number_scheduled: (seconds) => alive(seconds).length,
          kube_daemonset_status_updated_number_scheduled: (seconds) => alive(seconds).length,
          kube_daemonset_status_number_available: (seconds) =>
            alive(seconds).filter((pod) => isReady(pod, seconds)).length,
          kube_daemonset_status_number_misscheduled: 0,
        },
      );
    case "Job": {
      const labels = { namespace, job_name: name };
      return living(life_, [
        ...exposed(labels, {
          kube_job_status_active: (seconds) => (pods.every((pod) => isDone(pod, seconds)) ? 0 : 1),
          kube_job_status_start_time: MIDNIGHT + first,
          kube_job_failed: 0,
        }),
        ...exposed(
          { ...labels, owner_kind: "CronJob", owner_name: name.replace(/-\d+$/, ""), owner_is_controller: "true" },
          { kube_job_owner: 1 },
        ),
      ]);
    }
  }
}

/** A volume of the monitoring: its claim, its pod, its size and how full it is, in bytes. */
interface Volume {
  readonly claim: string;
  readonly namespace: string;
  readonly pod: string;
  readonly node: string;
  readonly bytes: number;
  readonly used: Samples;
}

/** The volumes of the monitoring. */
export function claims({ config, pods }: Inventory): Volume[] {
  const GIBIBYTE = 2 ** 30;
  /** Prometheus compacts every two hours, which frees what it has written since. */
  const sawtooth =
    (full: number): Samples =>
    (seconds) =>
      full + 4e4 * (seconds % 7200);
  const volumes: Readonly<Record<string, { claim: (pod: string) => string; bytes: number; used: Samples }>> = {
    prometheus: {
      claim: (pod) => `prometheus-monitoring-kube-prometheus-prometheus-db-${pod}`,
      bytes: 50 * GIBIBYTE,
      used: sawtooth(34e9),
    },
    alertmanager: {
      claim: (pod) => `alertmanager-monitoring-kube-prometheus-alertmanager-db-${pod}`,
      bytes: 5 * GIBIBYTE,
      used: () => 2e8,
    },
    grafana: { claim: () => "monitoring-grafana", bytes: 10 * GIBIBYTE, used: () => 1.5e9 },
  };
  return pods.flatMap(({ name, workload, node, until }) => {
    const volume = volumes[workload.container];
    return volume === undefined || until !== undefined
      ? []
      : [
          {
            claim: volume.claim(name),
            namespace: config.namespace.name,
            pod: name,
            node,
            bytes: volume.bytes,
            used: volume.used,
          },
        ];
  });
}

/** What a namespace may ask for, and what it does ask for. */
function quota(namespace: string): Series[] {
  return ["requests.cpu", "requests.memory"].flatMap((resource) => [
    ...exposed(
      { namespace, resourcequota: "quota", resource, type: "hard" },
      { kube_resourcequota: resource === "requests.cpu" ? 8 : 16e9 },
    ),
    ...exposed(
      { namespace, resourcequota: "quota", resource, type: "used" },
      { kube_resourcequota: resource === "requests.cpu" ? 4 : 6e9 },
    ),
  ]);
}

function claimState({ claim, namespace, pod }: Volume): Series[] {
  const labels = { namespace, persistentvolumeclaim: claim };
  return [
    ...exposed({ ...labels, pod, volume: "data" }, { kube_pod_spec_volumes_persistentvolumeclaims_info: 1 }),
    ...exposed({ ...labels, access_mode: "ReadWriteOnce" }, { kube_persistentvolumeclaim_access_mode: 1 }),
    ...exposed({ ...labels, storageclass: "gp3", volumename: `pvc-${claim}` }, { kube_persistentvolumeclaim_info: 1 }),
    ...["Bound", "Pending", "Lost"].flatMap((phase) =>
      exposed({ ...labels, phase }, { kube_persistentvolumeclaim_status_phase: phase === "Bound" ? 1 : 0 }),
    ),
    ...["Available", "Bound", "Failed", "Pending", "Released"].flatMap((phase) =>
      exposed(
        { persistentvolume: `pvc-${claim}`, phase },
        { kube_persistentvolume_status_phase: phase === "Bound" ? 1 : 0 },
      ),
    ),
  ];
}
