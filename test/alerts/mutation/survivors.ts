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

/** By alert or recording, and by the name of the mutant. */
export const survivors: Reasons = {
  "job:http_request_duration_seconds:rate3m": oneBound('le="+Inf", job=~"qualisy…'),
  "job:http_request_duration_seconds_quick:rate3m": oneBound('le="0.5", job=~"qualisys…'),
  ServiceAbsent: {
    'matcher dropped: {job=~"qualisys-api|qualisys-web"} → {} in: (count by (namespace, job) (up{job=~"qualisys-api|qualisys-web"}) unless on (namespace, job) up{job=… (2)':
      "What is no service is not on the left side, and takes nothing away.",
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
  HighMemoryUsage: {
    "aggregation: max → min in: max by (namespace, job, instance) (node_memory_MemTotal_bytes)":
      "The memory of a node does not change: every scrape reports the same.",
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
  PostgresLowCacheHitRatio: {
    "comparison: >= → > in: (sum by (namespace, job, database, instance) (max by (namespace, job, database, instance, datname) (…":
      "Rates of exactly the guard come out a hair less: nothing is ever at it.",
  },
  RedisDown: {
    "aggregation: max → sum in: max by (namespace, job, cache, instance) (redis_up) == 0":
      "None is below 0: the sum is 0 just where the largest is.",
  },
  RedisExporterDown: {
    'aggregation: max → sum in: max by (namespace, job, cache) (up{job="redis-exporter"}) == 0':
      "None is below 0: the sum is 0 just where the largest is.",
  },
  RedisLowHitRate: {
    "comparison: >= → > in: >= 10": "Rates of exactly the guard come out a hair less: nothing is ever at it.",
  },
};
