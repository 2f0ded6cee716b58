/** Mutants that no case notices, with the reason. They count as not noticed. */
import type { Reasons } from "./score";

/** Beginning of the line of PrometheusVolumeFillingUp that looks into the future. */
const FORECAST =
  "min by (namespace, persistentvolumeclaim) (predict_linear(kubelet_volume_stats_available_bytes{persi…";

/** Mutant of an SLO's latency alert that says of which services the share is. */
function anyService(window: string, percent: number): Readonly<Record<string, string>> {
  const share = `job:http_request_duration_seconds:quick_ratio_rate${window}`;
  return {
    [`matcher dropped: {job=~"qualisys-api|qualisys-web"} → {} in: ${share}{job=~"qualisys-api|qualisys-web"} < ${percent}`]:
      "Only services with a latency objective are recorded; the matcher separates those with several objectives, of which production has one.",
  };
}

/** Mutants of a recording of one bound of the histograms, by the beginning of its matchers. */
function oneBound(matchers: string): Readonly<Record<string, string>> {
  const line = `sum by (namespace, job) (job_le:http_request_duration_seconds_bucket:rate3m{${matchers}`;
  return {
    [`aggregation: sum → max in: ${line}`]:
      "A bound has one series; only whole seconds have two, one in either spelling, and production has no such objective.",
    [`aggregation: sum → avg in: ${line}`]: "As above.",
    [`aggregation: sum → min in: ${line}`]: "As above.",
  };
}

/** Mutant of how much a recorded counter grew, by the beginning of its line: the last value of a longer window than the least is of. */
function longerLast(line: string, window: string): Readonly<Record<string, string>> {
  return {
    [`window: ${window} in: ${line}…`]: "What has no least value in the window has no difference.",
  };
}

/** Mutants of the recordings of counters in the lives of servers, by the beginning of their names. */
function livesAdded(records: readonly string[], server: string, life: string): Reasons {
  const mutant = `operator: + → - in: + on (namespace, job, ${server}, instance, pod, container, service, endpoint) group_left (${life})`;
  return Object.fromEntries(
    records.map((record) => [
      record,
      { [mutant]: "What is added for its label is 0.", ...(SHARES.includes(record) ? withoutLife(server) : {}) },
    ]),
  );
}

/** Recordings of which alerts take a share: their cases have no target without a life beside one with. */
const SHARES = [
  "target_run_id:redis_keyspace_hits:total",
  "target_run_id:redis_keyspace_hits:read_seconds",
  "target_start:pg_stat_database_blks_hit:read_seconds",
];

/** Mutants of what is recorded of targets whose life is not known. */
function withoutLife(server: string): Readonly<Record<string, string>> {
  const labels = ["namespace", "job", server, "instance", "pod", "container", "service", "endpoint"];
  const all = `(${labels.join(", ")})`;
  return Object.fromEntries(
    labels.map((label) => [
      `label dropped: ${all} → (${labels.filter((one) => one !== label).join(", ")}) in: unless on ${all}`,
      "Made by the function that makes the recordings of refused connections and evicted keys, whose cases show it.",
    ]),
  );
}

/** By alert or recording, and by the name of the mutant. */
export const survivors: Reasons = {
  "job:http_request_duration_seconds:rate3m": oneBound('le="+Inf", job=~"qualisy…'),
  "job:http_request_duration_seconds_quick:rate3m": oneBound('le="0.5", job=~"qualisys…'),
  ...livesAdded(
    [
      "target_run_id:redis_rejected_connections:total",
      "target_run_id:redis_evicted_keys:total",
      "target_run_id:redis_keyspace_hits:total",
      "target_run_id:redis_keyspace_misses:total",
      "target_run_id:redis_keyspace_hits:read_seconds",
    ],
    "cache",
    "run_id",
  ),
  ...livesAdded(
    [
      "target_start:pg_stat_database_deadlocks:total",
      "target_start:pg_stat_database_blks_hit:total",
      "target_start:pg_stat_database_blks_read:total",
      "target_start:pg_stat_database_blks_hit:read_seconds",
    ],
    "database",
    "start",
  ),
  ServiceAbsent: {
    "aggregation: count → sum in: count by (namespace, job) (": "Each pod that is counted has the value 1.",
    'label added: (namespace, job, instance) → (namespace, job, instance, pod) in: group by (namespace, job, instance) (up{job=~"qualisys-api|qualisys-web|qualisys-batch", pod=""})':
      "These targets have no pod.",
    'matcher dropped: {job=~"qualisys-api|qualisys-web|qualisys-batch"} → {} in: up{job=~"qualisys-api|qualisys-web|qualisys-batch"} == 1':
      "What is no service is not on the left side, and takes nothing away.",
  },
  ServiceMemoryNearLimit: {
    "operator: * → / in: * on (namespace, pod) group_left (job)": "What names the pod's service has the value 1.",
  },
  ServiceMetricsMissing: {
    'matcher dropped: {job=~"qualisys-api|qualisys-web|qualisys-batch"} → {} in: job:http_requests:expected{job=~"qualisys-api|qualisys-web|qualisys-batch"}':
      "Every service with some objective has one of availability here; the matcher leaves out those that have none.",
  },
  ClusterMetricsAbsent: {
    'aggregation: max → sum in: max by (namespace, job) (up{job=~"kube-state-metrics|node-exporter|kubelet"}) == 0':
      "None is below 0: the sum is 0 just where the largest is.",
  },
  PrometheusVolumeFillingUp: {
    [`threshold: 0 → -1 in: ${FORECAST}`]: "A byte of a volume of gigabytes.",
    [`threshold: 0 → 1 in: ${FORECAST}`]: "As above.",
    [`comparison: < → <= in: ${FORECAST}`]: "A forecast in bytes is never exactly 0.",
  },
  SLOLatencyBudgetBurn1Hour: anyService("1h", 0.28),
  SLOLatencyBudgetBurn6Hours: anyService("6h", 0.7),
  SLOLatencyBudgetBurn1Day: anyService("1d", 0.85),
  SLOLatencyBudgetBurn3Days: anyService("3d", 0.95),
  ContainerOutOfMemory: {
    "label added: (namespace, pod, container) → (namespace, pod, container, instance) in: group by (namespace, pod, container) (":
      "What restarted is recorded without that label.",
  },
  HighMemoryUsage: {
    "aggregation: max → min in: max by (namespace, job, instance) (node_memory_MemTotal_bytes)":
      "The memory of a node does not change: every scrape reports the same.",
    "aggregation: max → min in: max by (namespace, job, instance) (node_memory_MemTotal_bytes) - (": "As above.",
    "aggregation: max → min in: max by (namespace, job, instance) (node_memory_HugePages_Total) * max by (namespace, job, instance) … (2)":
      "The default size of huge pages does not change either.",
  },
  CertManagerAbsent: {
    'aggregation: max → sum in: max by (namespace, job) (up{job="cert-manager"}) == 0':
      "None is below 0: the sum is 0 just where the largest is.",
  },
  PostgresCollectorFailing: {
    "threshold: 0.7 → 0.69 in: max by (namespace, job, database, instance, collector) (avg_over_time(pg_scrape_collector_success[5m…":
      "No share of the 20, 10 or 5 scrapes in the window is between the two.",
  },
  PostgresDown: {
    "aggregation: max → sum in: max by (namespace, job, database, instance) (pg_up) == 0":
      "None is below 0: the sum is 0 just where the largest is.",
  },
  PostgresExporterDown: {
    'aggregation: max → sum in: max by (namespace, job, database) (up{job="postgres-exporter"}) == 0':
      "None is below 0: the sum is 0 just where the largest is.",
  },
  PostgresDeadlocks: longerLast(
    "last_over_time(target_start:pg_stat_database_deadlocks:total[15m]) - min_over_time(target_start:pg_s",
    "15m → 1080s",
  ),
  PostgresLowCacheHitRatio: {
    "comparison: >= → > in: >=": "Rates of exactly the guard come out a hair less: nothing is ever at it.",
  },
  RedisDown: {
    "aggregation: max → sum in: max by (namespace, job, cache, instance) (redis_up) == 0":
      "None is below 0: the sum is 0 just where the largest is.",
  },
  RedisEvictions: longerLast(
    "last_over_time(target_run_id:redis_evicted_keys:total[5m]) - min_over_time(target_run_id:redis_evict",
    "5m → 360s",
  ),
  RedisRejectedConnections: longerLast(
    "last_over_time(target_run_id:redis_rejected_connections:total[5m]) - min_over_time(target_run_id:red",
    "5m → 360s",
  ),
  RedisExporterDown: {
    'aggregation: max → sum in: max by (namespace, job, cache) (up{job="redis-exporter"}) == 0':
      "None is below 0: the sum is 0 just where the largest is.",
  },
  RedisLowHitRate: {
    "comparison: >= → > in: >=": "Rates of exactly the guard come out a hair less: nothing is ever at it.",
  },
  NodeNotMeasured: {
    'aggregation dropped: group by (instance) (up{job="node-exporter"} == 1) → (up{job="node-exporter"} == 1) in: label_replace(group by (instance) (up{job="node-exporter"} == 1), "node", "$1$2$3", "instance", "[[]…':
      "It only keeps two targets apart from an error, of which none differ in the label alone that is replaced.",
    'label added: (instance) → (instance, pod) in: label_replace(group by (instance) (up{job="node-exporter"} == 1), "node", "$1$2$3", "instance", "[[]…':
      "As above.",
  },
  NodeMetricsMissing: {
    'label added: (namespace, job, instance) → (namespace, job, instance, pod) in: group by (namespace, job, instance) (up{job="kubelet",metrics_path="/metrics/cadvisor"} == 1 unless …':
      "A kubelet's target has no pod.",
  },
  PostgresLongIdleTransaction: {
    "function: last_over_time → min_over_time in: last_over_time(application_start:pg_stat_activity_max_tx_duration:working[1h])":
      "Only whether there was one within the hour matters, and no value of it.",
    "function: last_over_time → max_over_time in: last_over_time(application_start:pg_stat_activity_max_tx_duration:working[1h])":
      "Only whether there was one within the hour matters, and no value of it.",
  },
  "job:kube_workload_replicas:max": {
    "aggregation: max → sum in: max by (namespace, job) (": "None is below 0: the sum is 0 just where the largest is.",
    'matcher dropped: {deployment=~"qualisys-api|qualisys-web"} → {} in: label_replace(kube_deployment_spec_replicas{deployment=~"qualisys-api|qualisys-web"}, "job", "$1", "…':
      "A workload of another name gets a job that nothing asks for.",
    'matcher dropped: {statefulset=~"qualisys-api|qualisys-web"} → {} in: label_replace(kube_statefulset_replicas{statefulset=~"qualisys-api|qualisys-web"}, "job", "$1", "sta…':
      "A workload of another name gets a job that nothing asks for.",
  },
  "job:http_requests:expected": {
    'aggregation: max → min in: max by (namespace, job) (up{job=~"qualisys-api|qualisys-web|qualisys-batch"} == 1)':
      "Only whether there is a series matters, and no value of it.",
    'aggregation: max → sum in: max by (namespace, job) (up{job=~"qualisys-api|qualisys-web|qualisys-batch"} == 1)':
      "Only whether there is a series matters, and no value of it.",
    'matcher dropped: {job=~"qualisys-api|qualisys-web|qualisys-batch"} → {} in: max by (namespace, job) (up{job=~"qualisys-api|qualisys-web|qualisys-batch"} == 1)':
      "Nothing asks for a service that has no objective.",
    'matcher dropped: {job=~"qualisys-api|qualisys-web|qualisys-batch"} → {} in: (up{job=~"qualisys-api|qualisys-web|qualisys-batch"} offset 5h == 1 and up{job=~"qualisys-api|qualis…':
      "Nothing asks for a service that has no objective.",
    'matcher dropped: {job=~"qualisys-api|qualisys-web|qualisys-batch"} → {} in: (up{job=~"qualisys-api|qualisys-web|qualisys-batch"} offset 5h == 1 and up{job=~"qualisys-api|qualis… (2)':
      "Nothing asks for a service that has no objective.",
  },
  "target_start:pg_postmaster:zero": {
    'number: 0 → -1 in: 0 * count_values by (namespace, job, database, instance, pod, container, service, endpoint) ("start"…':
      "What is added to a counter is the same all its life, and no growth sees it.",
    'number: 0 → 1 in: 0 * count_values by (namespace, job, database, instance, pod, container, service, endpoint) ("start"…':
      "What is added to a counter is the same all its life, and no growth sees it.",
    'aggregation: max → min in: 0 * count_values by (namespace, job, database, instance, pod, container, service, endpoint) ("start"…':
      "A target has one such series.",
    'aggregation: max → sum in: 0 * count_values by (namespace, job, database, instance, pod, container, service, endpoint) ("start"…':
      "A target has one such series.",
    'aggregation dropped: max by (namespace, job, database, instance, pod, container, service, endpoint) (pg_postmaster_start_… → (pg_postmaster_start_time_seconds) in: 0 * count_values by (namespace, job, database, instance, pod, container, service, endpoint) ("start"…':
      "A target has one such series.",
    'operator: * → / in: 0 * count_values by (namespace, job, database, instance, pod, container, service, endpoint) ("start"…':
      "What is added to a counter is the same all its life, and no growth sees it.",
  },
  "application:pg_stat_activity_idle_transaction:start_seconds": {
    "label added: (namespace, job, database, server, datname, usename, application_name, instance) → (namespace, job, database, server, datname, usename, application_name, instance, pod) in: min by (namespace, job, database, server, datname, usename, application_name, instance) (timestamp(p…":
      "What is compared is compared without that label.",
    'matcher dropped: {state="idle in transaction", application_name!="pg_dump",backend_type=~"(client backend)?"} → {application_name!="pg_dump", backend_type=~"(client backend)?"} in: min by (namespace, job, database, server, datname, usename, application_name, instance) (timestamp(p…':
      "The other side of the subtraction has it as well, and only what both have is left.",
    'matcher dropped: {state="idle in transaction", application_name!="pg_dump",backend_type=~"(client backend)?"} → {state="idle in transaction", backend_type=~"(client backend)?"} in: min by (namespace, job, database, server, datname, usename, application_name, instance) (timestamp(p…':
      "The other side of the subtraction has it as well, and only what both have is left.",
    'matcher dropped: {state="idle in transaction", application_name!="pg_dump",backend_type=~"(client backend)?"} → {state="idle in transaction", application_name!="pg_dump"} in: min by (namespace, job, database, server, datname, usename, application_name, instance) (timestamp(p…':
      "The other side of the subtraction has it as well, and only what both have is left.",
    'matcher dropped: {state="idle in transaction", application_name!="pg_dump",backend_type=~"(client backend)?"} → {application_name!="pg_dump", backend_type=~"(client backend)?"} in: min by (namespace, job, database, server, datname, usename, application_name, instance) (timestamp(p… (2)':
      "The other side of the subtraction has it as well, and only what both have is left.",
    'matcher dropped: {state="idle in transaction", application_name!="pg_dump",backend_type=~"(client backend)?"} → {state="idle in transaction", backend_type=~"(client backend)?"} in: min by (namespace, job, database, server, datname, usename, application_name, instance) (timestamp(p… (2)':
      "The other side of the subtraction has it as well, and only what both have is left.",
    'matcher dropped: {state="idle in transaction", application_name!="pg_dump",backend_type=~"(client backend)?"} → {state="idle in transaction", application_name!="pg_dump"} in: min by (namespace, job, database, server, datname, usename, application_name, instance) (timestamp(p… (2)':
      "The other side of the subtraction has it as well, and only what both have is left.",
    'matcher changed: "pg_dump" → "pg_dump-other" in: min by (namespace, job, database, server, datname, usename, application_name, instance) (timestamp(p…':
      "The other side of the subtraction has it as well, and only what both have is left.",
    'matcher changed: "pg_dump" → "pg_dump-other" in: min by (namespace, job, database, server, datname, usename, application_name, instance) (timestamp(p… (2)':
      "The other side of the subtraction has it as well, and only what both have is left.",
  },
  "application_start:pg_stat_activity_max_tx_duration:working": {
    'threshold: 30 → 31 in: count_values by (namespace, job, database, server, datname, usename, application_name) ("start", rou…':
      "No transaction of the cases is seen at work at just that age.",
    'label added: (namespace, job, database, server, datname, usename, application_name) → (namespace, job, database, server, datname, usename, application_name, pod) in: count_values by (namespace, job, database, server, datname, usename, application_name) ("start", rou…':
      "What is compared is compared without that label.",
    'matcher dropped: {state="active", application_name!="pg_dump",backend_type=~"(client backend)?"} → {application_name!="pg_dump", backend_type=~"(client backend)?"} in: count_values by (namespace, job, database, server, datname, usename, application_name) ("start", rou…':
      "The other side of the subtraction has it as well, and only what both have is left.",
    'matcher dropped: {state="active", application_name!="pg_dump",backend_type=~"(client backend)?"} → {state="active", backend_type=~"(client backend)?"} in: count_values by (namespace, job, database, server, datname, usename, application_name) ("start", rou…':
      "The other side of the subtraction has it as well, and only what both have is left.",
    'matcher dropped: {state="active", application_name!="pg_dump",backend_type=~"(client backend)?"} → {state="active", application_name!="pg_dump"} in: count_values by (namespace, job, database, server, datname, usename, application_name) ("start", rou…':
      "The other side of the subtraction has it as well, and only what both have is left.",
    'matcher dropped: {state="active", application_name!="pg_dump",backend_type=~"(client backend)?"} → {application_name!="pg_dump", backend_type=~"(client backend)?"} in: count_values by (namespace, job, database, server, datname, usename, application_name) ("start", rou… (2)':
      "The other side of the subtraction has it as well, and only what both have is left.",
    'matcher dropped: {state="active", application_name!="pg_dump",backend_type=~"(client backend)?"} → {state="active", backend_type=~"(client backend)?"} in: count_values by (namespace, job, database, server, datname, usename, application_name) ("start", rou… (2)':
      "The other side of the subtraction has it as well, and only what both have is left.",
    'matcher dropped: {state="active", application_name!="pg_dump",backend_type=~"(client backend)?"} → {state="active", application_name!="pg_dump"} in: count_values by (namespace, job, database, server, datname, usename, application_name) ("start", rou… (2)':
      "The other side of the subtraction has it as well, and only what both have is left.",
    'matcher changed: "pg_dump" → "pg_dump-other" in: count_values by (namespace, job, database, server, datname, usename, application_name) ("start", rou…':
      "The other side of the subtraction has it as well, and only what both have is left.",
    'matcher changed: "pg_dump" → "pg_dump-other" in: count_values by (namespace, job, database, server, datname, usename, application_name) ("start", rou… (2)':
      "The other side of the subtraction has it as well, and only what both have is left.",
  },
};
