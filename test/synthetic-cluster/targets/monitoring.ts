/** The monitoring itself: Prometheus, Alertmanager, the operator, Grafana. */
import type { Samples, Series } from "../../alerts/series";
import { busy, following, MIDNIGHT, steady } from "../time";
import { exposed, target, type Labels, type Target } from "../simulation";
import { life, type Inventory, type Pod } from "./inventory";
import { podTarget } from "./pods";

/** What Prometheus counts as it goes wrong; nothing of it does on a healthy day. */
const PROMETHEUS_FAILURES = [
  "prometheus_rule_evaluation_failures_total",
  "prometheus_rule_group_iterations_missed_total",
  "prometheus_sd_kubernetes_failures_total",
  "prometheus_sd_refresh_failures_total",
  "prometheus_target_metadata_cache_entries_dropped_total",
  "prometheus_target_scrape_pool_exceeded_label_limits_total",
  "prometheus_target_scrape_pool_exceeded_target_limit_total",
  "prometheus_target_scrapes_exceeded_body_size_limit_total",
  "prometheus_target_scrapes_exceeded_sample_limit_total",
  "prometheus_target_scrapes_sample_duplicate_timestamp_total",
  "prometheus_target_scrapes_sample_out_of_bounds_total",
  "prometheus_target_scrapes_sample_out_of_order_total",
  "prometheus_target_sync_failed_total",
  "prometheus_tsdb_compactions_failed_total",
  "prometheus_tsdb_head_series_not_found_total",
  "prometheus_tsdb_reloads_failures_total",
  "prometheus_tsdb_wal_corruptions_total",
  "prometheus_tsdb_wal_writes_failed_total",
  "prometheus_tsdb_wal_truncations_failed_total",
  "prometheus_notifications_dropped_total",
];

/** What the operator counts: how often, and how often it failed. */
const OPERATIONS = {
  list_operations: "list_operations_failed",
  watch_operations: "watch_operations_failed",
  reconcile_operations: "reconcile_errors",
  status_update_operations: "status_update_errors",
};

/** Every program of the monitoring that measures itself, and the sidecars that reload its files. */
export function monitoring(inventory: Inventory): Target[] {
  return inventory.pods.flatMap((pod) => {
    switch (pod.workload.container) {
      case "prometheus":
        return prometheus(pod, inventory);
      case "alertmanager":
        return alertmanager(pod, inventory);
      case "kube-prometheus-stack":
        return [operator(pod)];
      case "grafana":
        return [grafana(pod)];
      default:
        return [];
    }
  });
}

/** What every Go program says about its process. */
function process(startedAt: number): Record<string, number | Samples> {
  return {
    process_cpu_seconds_total: busy(0.3, startedAt),
    process_resident_memory_bytes: following(1e9, 2e9),
    process_start_time_seconds: MIDNIGHT + startedAt,
    process_open_fds: 80,
    process_max_fds: 1048576,
    go_goroutines: 120,
  };
}

function reloader(pod: Pod, job: string): Target {
  const own = podTarget(pod, { job, service: job, endpoint: "reloader-web", port: 8080, container: "config-reloader" });
  return target(
    own,
    exposed(own, {
      reloader_last_reload_successful: 1,
      reloader_last_reload_success_timestamp_seconds: MIDNIGHT + pod.startedAt,
    }),
    life(pod),
  );
}

function prometheus(pod: Pod, { config }: Inventory): Target[] {
  const job = "monitoring-kube-prometheus-prometheus";
  const own = podTarget(pod, { job, service: job, endpoint: "http-web", port: 9090 });
  const { startedAt } = pod;
  const perAlertmanager = config.alertmanager.replicas;
  return [
    target(
      own,
      [
        ...exposed(own, {
          ...process(startedAt),
          prometheus_ready: 1,
          prometheus_config_last_reload_successful: 1,
          prometheus_config_last_reload_success_timestamp_seconds: MIDNIGHT + startedAt,
          prometheus_notifications_alertmanagers_discovered: perAlertmanager,
          prometheus_notifications_queue_length: 0,
          prometheus_notifications_queue_capacity: 10000,
          prometheus_engine_queries: 1,
          prometheus_engine_queries_concurrent_max: 20,
          prometheus_tsdb_head_series: following(90e3, 95e3),
          prometheus_tsdb_head_chunks: 400e3,
          prometheus_tsdb_storage_blocks_bytes: (seconds) => 32e9 + 4e4 * (seconds % 7200),
          prometheus_tsdb_wal_storage_size_bytes: (seconds) => 5e8 + 5e4 * (seconds % 7200),
          prometheus_tsdb_head_chunks_storage_size_bytes: 3e8,
          prometheus_tsdb_retention_limit_bytes: 45 * 2 ** 30,
          prometheus_tsdb_retention_limit_seconds: 15 * 86_400,
          prometheus_tsdb_lowest_timestamp_seconds: MIDNIGHT - 15 * 86_400,
          prometheus_tsdb_head_max_time_seconds: (seconds) => MIDNIGHT + seconds,
          prometheus_tsdb_time_retentions_total: steady(1 / 7200, startedAt),
          prometheus_tsdb_size_retentions_total: 0,
          prometheus_tsdb_compactions_total: steady(1 / 7200, startedAt),
          prometheus_tsdb_head_samples_appended_total: steady(6000, startedAt),
          prometheus_target_sync_length_seconds_count: steady(0.1, startedAt),
          ...Object.fromEntries(PROMETHEUS_FAILURES.map((metric) => [metric, 0])),
        }),
        ...exposed(
          { ...own, scrape_job: "serviceMonitor/monitoring/qualisys-api/0" },
          { prometheus_target_metadata_cache_entries: 50 },
        ),
        ...exposed(
          { ...own, rule_group: "qualisys-nodes" },
          {
            prometheus_rule_group_rules: 10,
            prometheus_rule_group_last_duration_seconds: 0.02,
            prometheus_rule_group_interval_seconds: 15,
            prometheus_rule_group_iterations_total: steady(1 / 15, startedAt),
          },
        ),
        ...Array.from({ length: perAlertmanager }, (_, index) =>
          exposed(
            { ...own, alertmanager: `http://10.0.64.${index}:9093/api/v2/alerts` },
            {
              prometheus_notifications_sent_total: steady(0.02, startedAt),
              prometheus_notifications_errors_total: 0,
            },
          ),
        ).flat(),
      ],
      life(pod),
    ),
    reloader(pod, job),
  ];
}

function alertmanager(pod: Pod, { config }: Inventory): Target[] {
  const job = "monitoring-kube-prometheus-alertmanager";
  const own = podTarget(pod, { job, service: job, endpoint: "http-web", port: 9093 });
  const { startedAt } = pod;
  return [
    target(
      own,
      [
        ...exposed(own, {
          ...process(startedAt),
          alertmanager_config_last_reload_successful: 1,
          alertmanager_config_hash: 4711,
          alertmanager_cluster_members: config.alertmanager.replicas,
          alertmanager_cluster_failed_peers: 0,
          alertmanager_cluster_health_score: 0,
          alertmanager_cluster_peers_joined_total: 1,
          alertmanager_dispatcher_aggregation_groups: 1,
          alertmanager_nflog_snapshot_size_bytes: 1000,
        }),
        ...["active", "suppressed"].flatMap((state) =>
          exposed({ ...own, state }, { alertmanager_alerts: state === "active" ? 1 : 0 }),
        ),
        ...["firing", "resolved"].flatMap((status) =>
          exposed(
            { ...own, status, version: "v2" },
            { alertmanager_alerts_received_total: steady(0.02, startedAt), alertmanager_alerts_invalid_total: 0 },
          ),
        ),
        // The heartbeat goes by webhook all the time; to Slack something goes now and then.
        ...["slack", "webhook"].flatMap((integration) => [
          ...exposed(
            { ...own, integration },
            {
              alertmanager_notifications_total: steady(integration === "webhook" ? 1 / 60 : 1 / 7200, startedAt),
              alertmanager_notification_requests_total: steady(
                integration === "webhook" ? 1 / 60 : 1 / 7200,
                startedAt,
              ),
              alertmanager_notification_requests_failed_total: 0,
              alertmanager_notification_latency_seconds_sum: steady(0.001, startedAt),
              alertmanager_notification_latency_seconds_count: steady(1 / 60, startedAt),
            },
          ),
          ...["clientError", "serverError", "contextCanceled", "contextDeadlineExceeded", "other"].flatMap((reason) =>
            exposed({ ...own, integration, reason }, { alertmanager_notifications_failed_total: 0 }),
          ),
        ]),
      ],
      life(pod),
    ),
    reloader(pod, job),
  ];
}

function operator(pod: Pod): Target {
  const job = "monitoring-kube-prometheus-operator";
  const own = podTarget(pod, { job, service: job, endpoint: "https", port: 10250 });
  const each = ["prometheus", "alertmanager"].map((controller): Labels => ({ ...own, controller }));
  return target(
    own,
    [
      ...exposed(own, { ...process(pod.startedAt), prometheus_operator_node_address_lookup_errors_total: 0 }),
      ...each.flatMap((labels) => [
        ...exposed(labels, {
          prometheus_operator_ready: 1,
          ...Object.fromEntries(
            Object.entries(OPERATIONS).flatMap(([operation, failure]) => [
              [`prometheus_operator_${operation}_total`, steady(0.05, pod.startedAt)],
              [`prometheus_operator_${failure}_total`, 0],
            ]),
          ),
        }),
        ...["ok", "failed"].flatMap((status) =>
          exposed({ ...labels, status }, { prometheus_operator_syncs: status === "ok" ? 4 : 0 }),
        ),
        ...["selected", "rejected"].flatMap((state) =>
          exposed(
            { ...labels, resource: "ServiceMonitor", state },
            { prometheus_operator_managed_resources: state === "selected" ? 20 : 0 },
          ),
        ),
      ]),
    ],
    life(pod),
  );
}

function grafana(pod: Pod): Target {
  const own = podTarget(pod, {
    job: "monitoring-grafana",
    service: "monitoring-grafana",
    endpoint: "http-web",
    port: 3000,
  });
  const request: Series[] = ["0.1", "1.0", "+Inf"].flatMap((le) =>
    exposed(
      { ...own, handler: "/api/ds/query", method: "POST", status_code: "200", le },
      { grafana_http_request_duration_seconds_bucket: busy(1, pod.startedAt) },
    ),
  );
  return target(
    own,
    [
      ...exposed(own, {
        ...process(pod.startedAt),
        grafana_stat_totals_dashboard: 30,
        grafana_alerting_active_configurations: 1,
      }),
      ...request,
    ],
    life(pod),
  );
}
