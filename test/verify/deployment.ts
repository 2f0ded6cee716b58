/** A deployment that is well, as plain data; tests break one thing of it at a time. */
import type { V1Node, V1Pod, V1Service } from "@kubernetes/client-node";
import { parseConfig } from "../../config/load";
import type { Config } from "../../config/schema";
import { readStackFile } from "../../config/stack-file";
import { alertGroups, isAlertingRule } from "../../alerts";
import { inhibitRules } from "../../components/kube-prometheus-stack/alertmanager/inhibition";
import { ALERTMANAGER_NAME, PROMETHEUS_NAME } from "../../components/kube-prometheus-stack/addresses";
import { ingressAnnotations, ingressSpec } from "../../components/grafana-ingress/spec";
import { serviceMonitorSpec } from "../../components/scrape-targets/monitor";
import { exporterMetadata, exporterService, exporterServiceMonitor } from "../../components/exporters/objects";
import { dashboardJson, dashboards, dashboardSpecs } from "../../dashboards";
import { exporterLists, measuredServers } from "../../exporters";
import { standardLabels } from "../../naming";
import type { RunningConfiguration } from "../../verify/alertmanager/api";
import { serviceMonitorSchema, type ClusterObjects } from "../../verify/cluster/objects";
import { hasLabels, selects } from "../../verify/cluster/selectors";
import type { Drill } from "../../verify/drills/record";
import type { PrometheusApi } from "../../verify/prometheus/api";
import type { ActiveAlert, DroppedTarget, RawSeries, RuleGroup, Runtime, Target } from "../../verify/prometheus/shapes";
import type { Message } from "../../verify/slack/messages";
import type { Sources } from "../../verify";
import { PROJECT_FOLDER } from "../run/tiers";

export const NOW = new Date("2026-11-30T12:00:00Z");
const NAMESPACE = "monitoring";
export const DEPLOYMENT = "2026-11-30T11:00:00Z";

type Labels = Record<string, string>;

/** What can be broken. */
export interface Deployment {
  config: Config;
  objects: Mutable<ClusterObjects>;
  /** What a target's scrape gives, by job: metric names with more labels and a value. */
  metrics: Record<string, { metric: string; labels?: Labels; value: number }[]>;
  /** Seconds between scrapes, by job. */
  interval: Record<string, number>;
  /** How old the newest sample of every target is. Seconds. */
  age: number;
  /** Errors of scrapes, by job. */
  scrapeErrors: Record<string, string>;
  /** Pods that relabelling drops. */
  dropped: string[];
  groups: RuleGroup[];
  alerts: ActiveAlert[];
  runtime: Runtime;
  exemplars: Labels[];
  openMetrics: string;
  running: RunningConfiguration;
  messages: Message[] | undefined;
  drills: Drill[];
  logs: Record<string, string>;
  remarks: string[];
  /** Values of expressions; everything else is 1. */
  answers: (expr: string) => { labels: Labels; value: number }[] | undefined;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

const node = (name: string): V1Node => ({ metadata: { name, labels: { "kubernetes.io/os": "linux" } } });

export function pod(namespace: string, name: string, labels: Labels, more: Partial<V1Pod> = {}): V1Pod {
  return {
    metadata: { namespace, name, labels },
    spec: { containers: [], nodeName: "node-a", ...more.spec },
    status: { phase: "Running", podIP: addressOf(name), conditions: [{ type: "Ready", status: "True" }] },
  };
}

/** Another address for each pod. */
function addressOf(name: string): string {
  const sum = [...name].reduce((total, character) => total * 31 + (character.codePointAt(0) ?? 0), 7) % 65_536;
  return `10.0.${sum >> 8}.${sum % 256}`;
}

function service(namespace: string, name: string, labels: Labels, selector: Labels, ports: string[]): V1Service {
  return {
    metadata: { namespace, name, labels },
    spec: { selector, ports: ports.map((port, index) => ({ name: port, port: 80 + index })) },
  };
}

/** The staging stack, as it is an hour after its deployment. */
export function healthy(): Deployment {
  const config = parseConfig(readStackFile(PROJECT_FOLDER, "staging"));
  const nodes = ["node-a", "node-b"].map(node);
  const nodeExporter = "monitoring-prometheus-node-exporter";
  const scrape = { interval: config.prometheus.scrapeInterval, timeout: config.prometheus.scrapeTimeout };
  const exporters = measuredServers(config).map(({ exporter }) => exporter());
  const nodeLabels = { "app.kubernetes.io/name": "prometheus-node-exporter" };
  const monitor = (name: string, labels: Labels, spec: unknown) =>
    serviceMonitorSchema.parse({ metadata: { name, namespace: NAMESPACE, labels }, spec });
  const prometheusPod = `prometheus-${PROMETHEUS_NAME}-0`;
  return {
    config,
    objects: {
      nodes,
      pods: [
        pod(NAMESPACE, prometheusPod, { "app.kubernetes.io/name": "prometheus" }),
        pod(NAMESPACE, "grafana-0", { "app.kubernetes.io/name": "grafana" }, { spec: sidecar() }),
        ...nodes.map(({ metadata }) =>
          pod(NAMESPACE, `${nodeExporter}-${metadata?.name}`, nodeLabels, {
            spec: { containers: [], nodeName: metadata?.name },
          }),
        ),
        ...config.services.flatMap(({ name, namespaces }) =>
          namespaces.flatMap((namespace) => ["1", "2"].map((n) => pod(namespace, `${name}-${n}`, { app: name }))),
        ),
        ...exporters.map((spec) => pod(NAMESPACE, `${exporterMetadata(spec).name}-1`, exporterMetadata(spec).labels)),
      ],
      services: [
        service(NAMESPACE, nodeExporter, nodeLabels, nodeLabels, ["http-metrics"]),
        service(NAMESPACE, "monitoring-grafana", {}, { "app.kubernetes.io/name": "grafana" }, ["http-web"]),
        ...config.services.flatMap(({ name, namespaces, port }) =>
          namespaces.map((namespace) => service(namespace, name, { app: name }, { app: name }, [port])),
        ),
        ...exporters.map((spec) => {
          const { name, labels } = exporterMetadata(spec);
          const { selector, ports } = exporterService(spec);
          return service(
            NAMESPACE,
            name,
            labels,
            selector,
            ports.map((port) => port.name),
          );
        }),
      ],
      configMaps: [
        ...dashboards({ specs: dashboardSpecs(config.alerts) }).map((dashboard) => ({
          metadata: { name: `dashboard-${dashboard.uid}`, namespace: NAMESPACE, labels: { grafana_dashboard: "1" } },
          data: { [`${dashboard.uid}.json`]: dashboardJson(dashboard) },
        })),
        ...exporters.flatMap(({ caBundle }) =>
          caBundle === undefined ? [] : [{ metadata: { name: caBundle.name }, data: { "ca.pem": "certificates" } }],
        ),
        {
          metadata: { name: "monitoring-grafana" },
          data: {
            "grafana.ini": `[auth.anonymous]\nenabled = false\n[server]\nroot_url = https://${config.grafana.host}\n`,
          },
        },
      ],
      claims: [
        {
          metadata: { name: `prometheus-${PROMETHEUS_NAME}-db-${prometheusPod}` },
          status: { phase: "Bound", capacity: { storage: "50Gi" } },
        },
      ],
      ingresses: [
        {
          metadata: { name: "grafana", annotations: ingressAnnotations(config.grafana) },
          spec: ingressSpec(config.grafana) as never,
        },
      ],
      httpRoutes: [],
      serviceMonitors: [
        monitor(nodeExporter, {}, { selector: { matchLabels: nodeLabels }, endpoints: [{ port: "http-metrics" }] }),
        ...config.services.map((each) =>
          monitor(
            each.name,
            standardLabels({ name: each.name, component: "scrape-target" }),
            serviceMonitorSpec(each, scrape),
          ),
        ),
        ...exporters.map((spec) =>
          monitor(exporterMetadata(spec).name, exporterMetadata(spec).labels, exporterServiceMonitor(spec, scrape)),
        ),
      ],
      prometheuses: [
        {
          metadata: { name: PROMETHEUS_NAME, namespace: NAMESPACE, labels: {} },
          spec: {
            serviceMonitorSelector: { matchLabels: {}, matchExpressions: [] },
            ruleSelector: { matchLabels: {}, matchExpressions: [] },
          },
          status: { conditions: ["Available", "Reconciled"].map((type) => ({ type, status: "True", message: "" })) },
        },
      ],
      alertmanagers: [
        {
          metadata: { name: ALERTMANAGER_NAME, namespace: NAMESPACE, labels: {} },
          spec: { secrets: ["alertmanager-slack"] },
        },
      ],
      rules: fileNames(config).map((name) => ({ metadata: { name, namespace: NAMESPACE, labels: {} } })),
      secretKeys: new Map([
        ["alertmanager-slack", ["alerts"]],
        ...measuredServers(config).map(({ objectName, secretKeys }) => [objectName, secretKeys] as const),
      ]),
    },
    metrics: {
      "node-exporter": [
        { metric: "node_cpu_seconds_total", labels: { mode: "idle" }, value: 7 },
        { metric: "node_memory_MemAvailable_bytes", value: 7 },
        { metric: "node_filesystem_avail_bytes", value: 7 },
      ],
      ...Object.fromEntries(
        config.services.map(({ name }) => [
          name,
          [
            { metric: "http_requests_total", labels: { route: "/" }, value: 7 },
            { metric: "http_request_duration_seconds_bucket", labels: { le: "+Inf" }, value: 7 },
          ],
        ]),
      ),
      "postgres-exporter": [
        { metric: "pg_up", value: 1 },
        { metric: "pg_exporter_last_scrape_error", value: 0 },
        { metric: "pg_stat_activity_count", value: 9 },
        { metric: "pg_stat_database_numbackends", value: 10 },
        { metric: "pg_settings_max_connections", value: 100 },
        { metric: "pg_stat_statements_calls_total", value: 10 },
        { metric: "pg_scrape_collector_success", labels: { collector: "stat_activity" }, value: 1 },
      ],
      "redis-exporter": [
        { metric: "redis_up", value: 1 },
        ...["connected_clients", "keyspace_hits_total", "keyspace_misses_total", "memory_used_bytes"].map((name) => ({
          metric: `redis_${name}`,
          value: 7,
        })),
      ],
    },
    interval: {},
    age: 4,
    scrapeErrors: {},
    dropped: [],
    groups: loadedGroups(config),
    alerts: [],
    runtime: { startTime: DEPLOYMENT, reloadConfigSuccess: true, storageRetention: "15d or 45GiB" },
    exemplars: [],
    openMetrics: 'http_request_duration_seconds_bucket{le="0.5"} 3 # {request_id="abc-1"} 0.2 1796000000\n# EOF\n',
    running: {
      inhibit_rules: inhibitRules().map((rule) => ({
        // Alertmanager writes matchers in its own way and order.
        source_matchers: (rule.source_matchers ?? []).map(asAlertmanager).reverse(),
        target_matchers: (rule.target_matchers ?? []).map(asAlertmanager).sort(),
        equal: [...(rule.equal ?? [])],
      })),
      receivers: [
        { name: "null", slack_configs: [] },
        {
          name: "slack-notifications",
          slack_configs: [
            {
              channel: "#alerts",
              api_url_file: "/etc/alertmanager/secrets/alertmanager-slack/alerts",
              send_resolved: true,
            },
          ],
        },
      ],
    },
    messages: [],
    drills: [
      ...[
        "PodCrashLooping",
        "HighCPUUsage",
        "HighMemoryUsage",
        "DatabaseConnectionPoolExhaustion",
        "HighAPILatency",
      ].map(drill),
    ],
    logs: {},
    remarks: [],
    answers: () => undefined,
  };
}

function asAlertmanager(matcher: string): string {
  return matcher.replaceAll(/ (=~|!~|!=|=) /g, "$1");
}

/** A drill of this deployment. */
export function drill(alert: string): Drill {
  return {
    fault: "made-up",
    alert,
    startedAt: "2026-11-30T11:10:00Z",
    activeAt: "2026-11-30T11:10:10Z",
    firedAt: "2026-11-30T11:10:15Z",
    messageAt: "2026-11-30T11:10:45Z",
    deployment: DEPLOYMENT,
    fast: true,
    message: { title: `[CRITICAL] ${alert}`, text: "" },
  };
}

function sidecar() {
  const env = { LABEL: "grafana_dashboard", LABEL_VALUE: "1", NAMESPACE };
  return {
    containers: [{ name: "grafana-sc-dashboard", env: Object.entries(env).map(([name, value]) => ({ name, value })) }],
  };
}

function declared(config: Config) {
  return alertGroups({
    runbookBaseUrl: config.runbookBaseUrl,
    panelUrls: new Map(),
    settings: config.alerts,
    services: config.services,
    servers: { namespace: NAMESPACE, ...exporterLists(config) },
  });
}

function fileNames(config: Config): string[] {
  return declared(config).map(({ name }) => name);
}

function loadedGroups(config: Config): RuleGroup[] {
  return declared(config).flatMap(({ groups }) =>
    groups.map(({ name, rules }) => ({
      name,
      interval: 15,
      lastEvaluation: new Date(NOW.getTime() - 5_000).toISOString(),
      rules: rules.map((rule) =>
        isAlertingRule(rule)
          ? { name: rule.alert, type: "alerting", query: rule.expr, health: "ok", labels: { ...rule.labels } }
          : { name: rule.record, type: "recording", query: rule.expr, health: "ok", labels: {} },
      ),
    })),
  );
}

/** What Prometheus finds, by the ServiceMonitors that it selects. */
function discovered({ objects, scrapeErrors, interval, config }: Deployment): (Target & { pod: string })[] {
  const selector = objects.prometheuses[0]?.spec.serviceMonitorSelector;
  return objects.serviceMonitors
    .filter(({ metadata }) => selector !== undefined && selects(selector, metadata.labels))
    .flatMap(({ metadata, spec }) =>
      objects.services
        .filter(
          (each) =>
            selects(spec.selector, each.metadata?.labels) &&
            (spec.namespaceSelector.matchNames ?? [NAMESPACE]).includes(each.metadata?.namespace ?? ""),
        )
        .flatMap((each) => {
          const port = spec.endpoints[0]?.port ?? "";
          if (!each.spec?.ports?.some(({ name }) => name === port)) return [];
          return objects.pods
            .filter(
              (candidate) =>
                candidate.metadata?.namespace === each.metadata?.namespace &&
                hasLabels(candidate.metadata?.labels, each.spec?.selector ?? {}),
            )
            .map((found) => {
              const name = found.metadata?.name ?? "";
              const server = measuredServers(config).find(({ objectName }) => objectName === metadata.name);
              const job =
                server?.labels.job ?? (metadata.name.endsWith("node-exporter") ? "node-exporter" : metadata.name);
              const error = scrapeErrors[job];
              return {
                pod: name,
                scrapePool: `serviceMonitor/${NAMESPACE}/${metadata.name}/0`,
                scrapeUrl: `http://${found.status?.podIP}:80/metrics`,
                labels: {
                  job,
                  namespace: each.metadata?.namespace ?? "",
                  instance: `${name}:80`,
                  pod: name,
                  ...(server === undefined ? {} : { [server.labels.server]: server.name }),
                },
                health: error === undefined ? "up" : "down",
                lastError: error ?? "",
                lastScrape: NOW.toISOString(),
                scrapeInterval: `${interval[job] ?? 15}s`,
              };
            });
        }),
    );
}

function prometheus(deployment: Deployment): PrometheusApi {
  const active = () => discovered(deployment).filter((each) => !deployment.dropped.includes(each.pod));
  const firing = (wanted: Labels): RawSeries[] =>
    deployment.alerts
      .filter(({ state, labels }) => state === "firing" && hasLabels({ ...labels, alertstate: state }, wanted))
      .map(({ labels, activeAt }) => ({
        labels,
        samples: Array.from({ length: 4 }, (_, index) => ({
          seconds: Date.parse(activeAt) / 1000 + 15 * index,
          value: 1,
        })),
      }));
  const series = (metric: string, wanted: Labels, seconds: number): RawSeries[] => {
    if (metric === "ALERTS") return firing(wanted);
    const end = NOW.getTime() / 1000 - deployment.age;
    return active().flatMap((target) => {
      const step = deployment.interval[target.labels["job"] ?? ""] ?? 15;
      const times = Array.from(
        { length: Math.floor((seconds - deployment.age) / step) },
        (_, index) => end - index * step,
      ).reverse();
      const own =
        metric === "up"
          ? [{ metric, value: target.health === "up" ? 1 : 0, labels: {} }]
          : (deployment.metrics[target.labels["job"] ?? ""] ?? []).filter(
              (each) => each.metric === metric && target.health === "up",
            );
      return own
        .map(({ labels = {}, value }) => ({
          labels: { ...target.labels, ...labels },
          samples: times.map((time) => ({ seconds: time, value })),
        }))
        .filter(({ labels, samples }) => hasLabels(labels, wanted) && samples.length > 0);
    });
  };
  return {
    pod: `prometheus-${PROMETHEUS_NAME}-0`,
    query: async (expr) =>
      deployment.answers(expr) ?? (/_(failed|missed)_total/.test(expr) ? [] : [{ labels: {}, value: 1 }]),
    samples: async (metric, wanted, seconds) => series(metric, { ...wanted }, seconds),
    targets: async () => ({
      active: active(),
      dropped: discovered(deployment)
        .filter((each) => deployment.dropped.includes(each.pod))
        .map(
          ({ scrapePool, labels }): DroppedTarget => ({
            scrapePool,
            discoveredLabels: {
              __meta_kubernetes_namespace: labels["namespace"] ?? "",
              __meta_kubernetes_pod_name: labels["pod"] ?? "",
            },
          }),
        ),
    }),
    ruleGroups: async () => deployment.groups,
    alerts: async () => deployment.alerts,
    runtime: async () => deployment.runtime,
    exemplars: async () => deployment.exemplars,
  };
}

/** Sources that answer with what the deployment holds when they are asked. */
export function sourcesOf(deployment: Deployment): Sources {
  const { messages } = deployment;
  return {
    config: deployment.config,
    deployment: DEPLOYMENT,
    objects: async () => deployment.objects,
    prometheuses: [prometheus(deployment)],
    alertmanagers: [
      {
        pod: `alertmanager-${ALERTMANAGER_NAME}-0`,
        configuration: async () => deployment.running,
        groups: async () => [],
      },
    ],
    messages: messages && (async () => messages),
    drills: async () => deployment.drills,
    log: async (_namespace, name) => deployment.logs[name],
    openMetrics: async () => deployment.openMetrics,
    outside: undefined,
    remarks: deployment.remarks,
    now: () => NOW,
  };
}
