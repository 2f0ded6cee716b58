/** Whether something speaks where a metric that alerts rest on stops coming while its source still answers. */
import { selectedMetrics } from "../../../promql";
import { postgresCollectors, runningCollectors } from "../../../exporters/postgres/collectors";
import { recordedExpressions, type Deployed } from "./deployed";

/** Metrics of which no alert says that they are missing, and why none has to: with each of them, what the alert on it does then. */
export const UNTOLD: Readonly<Record<string, string>> = {
  up: "Prometheus writes it for every target; the targets that have to be there are asked for by name",
  scrape_samples_post_metric_relabeling: "Prometheus writes it for every target",
  pg_up: "an exporter that answers always has it; PostgresExporterDown speaks where none answers",
  redis_up: "an exporter that answers always has it; RedisExporterDown speaks where none answers",
  redis_instance_info:
    "without it counters count over all lives of a server, and a full cache is taken for one that refuses writes",
  redis_db_keys: "only databases with keys have it; without it a full cache is taken for one that refuses writes",
  redis_db_keys_expiring:
    "only databases with keys have it; without it a full cache is taken for one that refuses writes",
  redis_loading_dump_file: "in the same section of INFO as the counters, of which RedisMetricsMissing tells",
  redis_master_link_up: "only replicas have it, in the section of INFO that says so",
  kube_deployment_spec_replicas: "a service need not be a Deployment; without it ServiceAbsent speaks",
  kube_statefulset_replicas: "a service need not be a StatefulSet; without it ServiceAbsent speaks",
  kube_node_status_condition: "of the same resource as kube_node_info, of which ClusterMetricsMissing tells",
  kube_pod_container_resource_limits: "only containers with a limit have it, and no other is meant",
  kube_pod_container_status_last_terminated_reason: "only containers that ended have it, and no other is meant",
  kube_pod_init_container_status_last_terminated_reason: "only containers that ended have it, and no other is meant",
  kube_pod_init_container_status_restarts_total: "only pods with such containers have it, and no other is meant",
  kube_pod_spec_volumes_persistentvolumeclaims_info:
    "of the same resource as kube_pod_info, of which ClusterMetricsMissing tells",
  kubelet_volume_stats_available_bytes: "PrometheusVolumeNotMeasured tells of the one volume that an alert rests on",
  kubelet_volume_stats_capacity_bytes: "PrometheusVolumeNotMeasured tells of the one volume that an alert rests on",
  node_memory_HugePages_Total: "a kernel without huge pages has none; without it none are taken out",
  node_memory_Hugepagesize_bytes: "a kernel without huge pages has none; without it none are taken out",
  node_memory_Hugetlb_bytes: "kernels before 4.19 lack it; without it the other two say how much is reserved",
  nodejs_eventloop_lag_p99_seconds: "a service need not run on Node.js, and no other is meant",
  prometheus_tsdb_head_chunks_storage_size_bytes: "Prometheus itself always has it",
  prometheus_tsdb_head_series: "Prometheus itself always has it",
  prometheus_tsdb_retention_limit_bytes: "Prometheus itself always has it",
  prometheus_tsdb_storage_blocks_bytes: "Prometheus itself always has it",
  prometheus_tsdb_wal_storage_size_bytes: "Prometheus itself always has it",
  certmanager_certificate_expiration_timestamp_seconds: "a cluster need not have a Certificate, and no other is meant",
  certmanager_certificate_ready_status: "a cluster need not have a Certificate, and no other is meant",
  certmanager_certificate_renewal_timestamp_seconds:
    "only Certificates that are renewed have it; without it they are not spared",
};

/**
 * Metrics that alerts rest on, of whose absence nothing tells.
 *
 * Told of are those that an alert names in its label `metric`, and those of PostgreSQL's collectors, which their alert
 * names. A metric that is both told of and excused is reported as well.
 */
export function untoldInputs(
  { alerts, recordings }: Pick<Deployed, "alerts" | "recordings">,
  excused: Readonly<Record<string, string>> = UNTOLD,
): readonly string[] {
  const recorded = recordedExpressions(recordings);
  const told = new Set(alerts.flatMap(({ expr }) => [...expr.matchAll(/"metric", "(\w+)"/g)].map(([, name]) => name)));
  const inputs = (expr: string): readonly string[] =>
    selectedMetrics(expr).names.flatMap((name) => {
      const behind = recorded.get(name);
      return behind === undefined ? [name] : inputs(behind);
    });
  const all = [...new Set(alerts.flatMap(({ expr }) => inputs(expr)))].sort();
  const isTold = (metric: string): boolean => told.has(metric) || ofCollector(metric);
  return [
    ...all
      .filter((metric) => !isTold(metric) && !(metric in excused))
      .map((metric) => `nothing tells where ${metric} stops coming`),
    ...Object.keys(excused)
      .filter((metric) => isTold(metric) || !all.includes(metric))
      .map((metric) => `${metric} needs no excuse`),
  ];
}

/** Whether a metric is one of a collector that runs: PostgresCollectorFailing and PostgresMetricsMissing tell of these. */
function ofCollector(metric: string): boolean {
  if (metric === "pg_scrape_collector_success") return true;
  return runningCollectors.some((name) =>
    postgresCollectors[name]?.metrics.some((one) =>
      one.endsWith("*") ? metric.startsWith(one.slice(0, -1)) : one === metric,
    ),
  );
}
