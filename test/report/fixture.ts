/** A small rendering to change one thing in, and what the report then says. */
import { parse, stringify } from "yaml";
import { changeReport } from "../../report";
import type { RenderedFiles } from "../../render/files";

const LABELS = { "app.kubernetes.io/component": "exporter" };

/** What the files hold; dashboards are JSON, everything else YAML. */
const CONTENTS = {
  "values.yaml": {
    prometheus: {
      prometheusSpec: {
        replicas: 1,
        retention: "15d",
        retentionSize: "45GB",
        storageSpec: {
          volumeClaimTemplate: {
            spec: {
              storageClassName: "gp3",
              accessModes: ["ReadWriteOnce"],
              resources: { requests: { storage: "50Gi" } },
            },
          },
        },
      },
    },
    grafana: {
      rbac: { namespaced: true },
      admin: { existingSecret: "grafana-admin" },
      persistence: { enabled: true, size: "10Gi" },
    },
    kubeEtcd: { enabled: false },
  },
  "release.yaml": {
    chart: "kube-prometheus-stack",
    version: "88.5.3",
    repositoryOpts: { repo: "https://charts.example.com" },
    timeout: 900,
  },
  "outputs.yaml": { grafanaUrl: "https://grafana.example.com", chartVersion: "88.5.3" },
  "alertmanager.yaml": {
    route: {
      receiver: "slack",
      group_by: ["alertname"],
      routes: [{ matchers: ['severity =~ "info|none"'], receiver: "nobody" }],
    },
    receivers: [
      { name: "nobody" },
      { name: "slack", slack_configs: [{ channel: "#alerts", api_url_file: "/secrets/alerts" }] },
    ],
    inhibit_rules: [
      { source_matchers: ['severity = "critical"'], target_matchers: ['severity = "warning"'], equal: ["namespace"] },
    ],
  },
  "rules/nodes.yaml": {
    groups: [
      {
        name: "nodes",
        interval: "15s",
        rules: [
          { record: "node:cpu:ratio", expr: "avg(cpu)" },
          {
            alert: "HighCPUUsage",
            expr: "node:cpu:ratio > 0.8 and on () up == 1",
            for: "5m",
            labels: { severity: "warning", team: "platform" },
            annotations: { summary: "Node has high CPU usage.", description: "More than 80%." },
          },
        ],
      },
    ],
  },
  "dashboards/cache.json": {
    title: "Cache",
    refresh: "1m",
    panels: [
      {
        id: 1,
        title: "Memory",
        type: "timeseries",
        description: "Memory in use.",
        gridPos: { x: 0, y: 0, w: 12, h: 8 },
        targets: [{ refId: "A", expr: "redis_memory", legendFormat: "{{cache}}" }],
        fieldConfig: {
          defaults: {
            unit: "bytes",
            thresholds: {
              steps: [
                { color: "green", value: null },
                { color: "red", value: 10 },
              ],
            },
          },
        },
      },
      { id: 200, title: "Details", type: "row", panels: [{ id: 2, title: "Keys", type: "stat", targets: [] }] },
    ],
  },
  "manifests/servicemonitor-api.yaml": {
    kind: "ServiceMonitor",
    metadata: { name: "api", namespace: "monitoring" },
    spec: {
      namespaceSelector: { matchNames: ["staging"] },
      selector: { matchLabels: { app: "api" } },
      endpoints: [{ port: "http", path: "/metrics", interval: "15s", scrapeTimeout: "10s" }],
      sampleLimit: 10000,
    },
  },
  "manifests/deployment-redis-exporter.yaml": {
    kind: "Deployment",
    metadata: { name: "redis-exporter", namespace: "monitoring", labels: LABELS },
    spec: {
      replicas: 1,
      template: {
        spec: {
          containers: [
            {
              name: "exporter",
              image: "docker.io/oliver006/redis_exporter:v1.88.0",
              args: ["--config-command=-"],
              resources: { limits: { memory: "64Mi" } },
            },
          ],
        },
      },
    },
  },
  "manifests/secret-redis.yaml": {
    kind: "Secret",
    metadata: { name: "redis", namespace: "monitoring" },
    stringData: { password: "[secret]" },
  },
  "manifests/namespace.yaml": { kind: "Namespace", metadata: { name: "monitoring" } },
};

/** Paths of the fixture. */
export type Path = keyof typeof CONTENTS;

/** A value of a parsed file, to be changed in place. */
export type Editable = ReturnType<typeof parse>;

/** The rendering as it is. */
export function rendering(): Map<string, string> {
  return new Map(Object.entries(CONTENTS).map(([path, value]) => [path, serialised(path, value)]));
}

/** The rendering with one file changed. */
export function changed(path: Path, edit: (value: Editable) => void): RenderedFiles {
  const files = rendering();
  const value: Editable = parse(files.get(path) ?? "");
  edit(value);
  return files.set(path, serialised(path, value));
}

/** The rendering with one file more, or one file instead. */
export function withFile(path: string, value: unknown): RenderedFiles {
  return rendering().set(path, serialised(path, value));
}

/** The rendering with one file less. */
export function without(path: Path): RenderedFiles {
  const files = rendering();
  files.delete(path);
  return files;
}

function serialised(path: string, value: unknown): string {
  return path.endsWith(".json") ? JSON.stringify(value, undefined, 2) : stringify(value);
}

/**
 * What the report says about a rendering that was changed, one line a fact: `Alerts: HighCPUUsage threshold: > 0.8 -> > 0.9`;
 * an item that comes or goes is one line with its facts.
 */
export function said(after: RenderedFiles, before: RenderedFiles = rendering()): readonly string[] {
  return changeReport(before, after).sections.flatMap(({ title, changes }) =>
    changes.flatMap((change) =>
      change.kind === "changed"
        ? change.facts.map((fact) => `${title}: ${change.name} ${fact.label}: ${fact.before} -> ${fact.after}`)
        : [
            `${title}: ${change.name} ${change.kind}: ${change.facts.map(({ label, value }) => `${label} ${value}`).join(", ")}`,
          ],
    ),
  );
}
