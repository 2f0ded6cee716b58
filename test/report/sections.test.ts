import assert from "node:assert/strict";
import { type Editable, changed, rendering, said, withFile, without } from "./fixture";

const rule = (edit: (rule: Editable) => void) => changed("rules/nodes.yaml", ({ groups }) => edit(groups[0].rules[1]));
const panel = (edit: (panel: Editable) => void) => changed("dashboards/cache.json", ({ panels }) => edit(panels[0]));
const monitor = (edit: (spec: Editable) => void) =>
  changed("manifests/servicemonitor-api.yaml", ({ spec }) => edit(spec));
const container = (edit: (container: Editable) => void) =>
  changed("manifests/deployment-redis-exporter.yaml", ({ spec }) => edit(spec.template.spec.containers[0]));
const prometheus = (edit: (spec: Editable) => void) =>
  changed("values.yaml", (values) => edit(values.prometheus.prometheusSpec));

describe("a change report", () => {
  it("says nothing where nothing changes", () => assert.deepEqual(said(rendering()), []));

  it("reports everything of a stack that is new", () => {
    const lines = said(rendering(), new Map());
    for (const start of [
      "Alerts: HighCPUUsage added",
      "Scrape targets: ServiceMonitor monitoring/api added",
      "Secrets: Secret monitoring/redis added",
      "Chart and images: chart added",
      "Volumes and retention: Prometheus size: undefined -> 50Gi",
      "Everything else: Namespace monitoring added",
    ]) {
      assert.ok(
        lines.some((line) => line.startsWith(start)),
        `${start} is missing among\n${lines.join("\n")}`,
      );
    }
  });
});

describe("the section on alerts", () => {
  it("shows a threshold without the expression where nothing else of it changes", () =>
    assert.deepEqual(said(rule((it) => (it.expr = "node:cpu:ratio > 0.9 and on () up == 1"))), [
      "Alerts: HighCPUUsage threshold: > 0.8, == 1 -> > 0.9, == 1",
    ]));

  it("shows the expression where the threshold does not show what changes", () =>
    assert.deepEqual(said(rule((it) => (it.expr = "max(cpu) > 0.8 and on () up == 1"))), [
      "Alerts: HighCPUUsage expression: node:cpu:ratio > 0.8 and on () up == 1 -> max(cpu) > 0.8 and on () up == 1",
    ]));

  it("shows both where both change", () =>
    assert.deepEqual(said(rule((it) => (it.expr = "max(cpu) > 0.9"))), [
      "Alerts: HighCPUUsage threshold: > 0.8, == 1 -> > 0.9",
      "Alerts: HighCPUUsage expression: node:cpu:ratio > 0.8 and on () up == 1 -> max(cpu) > 0.9",
    ]));

  for (const [name, edit, line] of [
    ["for", (it: Editable) => (it.for = "10m"), "for: 5m -> 10m"],
    ["a for that goes", (it: Editable) => delete it.for, "for: 5m -> 0s"],
    ["how long it keeps firing", (it: Editable) => (it.keep_firing_for = "5m"), "keeps firing for: undefined -> 5m"],
    ["the severity", (it: Editable) => (it.labels.severity = "critical"), "severity: warning -> critical"],
    ["a label", (it: Editable) => (it.labels.team = "data"), "label team: platform -> data"],
    [
      "what people read",
      (it: Editable) => (it.annotations.description = "More than 90%."),
      "description: More than 80%. -> More than 90%.",
    ],
    [
      "a link",
      (it: Editable) => (it.annotations.runbook_url = "https://x"),
      "annotation runbook_url: undefined -> https://x",
    ],
  ] as const) {
    it(`shows ${name}`, () => assert.deepEqual(said(rule(edit)), [`Alerts: HighCPUUsage ${line}`]));
  }

  it("names an alert that is added, with its threshold and severity", () =>
    assert.deepEqual(
      said(
        changed("rules/nodes.yaml", ({ groups }) =>
          groups[0].rules.push({ alert: "Down", expr: "up < 1", labels: { severity: "critical" } }),
        ),
      ),
      [
        "Alerts: Down added: threshold < 1, for 0s, severity critical, expression up < 1, evaluated every 15s, group nodes",
      ],
    ));

  it("names an alert that is removed", () =>
    assert.match(
      said(changed("rules/nodes.yaml", ({ groups }) => groups[0].rules.pop())).join("\n"),
      /^Alerts: HighCPUUsage removed: threshold > 0\.8, == 1, for 5m[^\n]+$/,
    ));

  it("distinguishes two alerts of one name", () =>
    assert.match(
      said(
        changed("rules/nodes.yaml", ({ groups }) =>
          groups[0].rules.push({ alert: "HighCPUUsage", expr: "cpu > 0.95" }),
        ),
      ).join("\n"),
      /^Alerts: HighCPUUsage added: threshold > 0\.95[^\n]+$/,
    ));

  it("shows a recording rule in a section of its own", () =>
    assert.deepEqual(said(changed("rules/nodes.yaml", ({ groups }) => (groups[0].rules[0].expr = "max(cpu)"))), [
      "Recording rules: node:cpu:ratio expression: avg(cpu) -> max(cpu)",
    ]));
});

describe("the section on routes and receivers", () => {
  const configuration = (edit: (value: Editable) => void) => said(changed("alertmanager.yaml", edit));

  it("shows another channel", () =>
    assert.deepEqual(
      configuration(({ receivers }) => (receivers[1].slack_configs[0].channel = "#other")),
      ["Routes and receivers: receiver slack, slack channel: #alerts -> #other"],
    ));

  it("shows that a route leads to another receiver", () =>
    assert.deepEqual(
      configuration(({ route }) => (route.routes[0].receiver = "slack")),
      ['Routes and receivers: route severity =~ "info|none" receiver: nobody -> slack'],
    ));

  it("shows how the default route groups", () =>
    assert.deepEqual(
      configuration(({ route }) => (route.group_by = ["namespace"])),
      ["Routes and receivers: default route group_by: alertname -> namespace"],
    ));

  it("names a route by those above it", () =>
    assert.deepEqual(
      configuration(({ route }) => (route.routes[0].routes = [{ matchers: ["team = data"], receiver: "slack" }])),
      ['Routes and receivers: route severity =~ "info|none" / team = data added: receiver slack'],
    ));

  it("names a receiver that comes, and where it posts to", () =>
    assert.deepEqual(
      configuration(({ receivers }) =>
        receivers.push({ name: "pager", pagerduty_configs: [{ routing_key_file: "/secrets/key" }] }),
      ),
      [
        "Routes and receivers: receiver pager added: ",
        "Routes and receivers: receiver pager, pagerduty added: routing_key_file /secrets/key",
      ],
    ));

  it("names an inhibition that goes", () =>
    assert.deepEqual(
      configuration((value) => (value.inhibit_rules = [])),
      ['Routes and receivers: severity = "critical" holds back severity = "warning" removed: where equal namespace'],
    ));

  it("shows a global setting", () =>
    assert.deepEqual(
      configuration((value) => (value.global = { resolve_timeout: "5m" })),
      ["Routes and receivers: settings global.resolve_timeout: undefined -> 5m"],
    ));
});

describe("the section on scrape targets", () => {
  for (const [name, edit, line] of [
    ["the namespaces", (it: Editable) => (it.namespaceSelector = { any: true }), "namespaces: staging -> all"],
    [
      "a namespace selector that goes: its own namespace",
      (it: Editable) => delete it.namespaceSelector,
      "namespaces: staging -> monitoring",
    ],
    [
      "the selector",
      (it: Editable) => (it.selector.matchLabels.tier = "web"),
      "selector: app=api -> app=api, tier=web",
    ],
    ["the port", (it: Editable) => (it.endpoints[0].port = "metrics"), "port: http -> metrics"],
    ["the path", (it: Editable) => (it.endpoints[0].path = "/internal"), "path: /metrics -> /internal"],
    ["the interval", (it: Editable) => (it.endpoints[0].interval = "60s"), "interval: 15s -> 60s"],
    ["the timeout", (it: Editable) => (it.endpoints[0].scrapeTimeout = "5s"), "timeout: 10s -> 5s"],
    ["a limit", (it: Editable) => (it.sampleLimit = 5), "sample limit: 10000 -> 5"],
    [
      "that something else of an endpoint changes",
      (it: Editable) => (it.endpoints[0].relabelings = [{ action: "drop" }]),
      "endpoint:  -> ",
    ],
    ["that something else changes", (it: Editable) => (it.jobLabel = "app"), "other settings:  -> "],
  ] as const) {
    it(`shows ${name}`, () =>
      assert.deepEqual(said(monitor(edit)), [`Scrape targets: ServiceMonitor monitoring/api ${line}`]));
  }

  it("takes a path that is not written for the default", () =>
    assert.deepEqual(said(monitor((it) => delete it.endpoints[0].path)), []));

  it("names a target that goes", () =>
    assert.match(
      said(without("manifests/servicemonitor-api.yaml")).join("\n"),
      /^Scrape targets: ServiceMonitor monitoring\/api removed: [^\n]+$/,
    ));

  it("shows the arguments of an exporter", () =>
    assert.deepEqual(said(container((it) => (it.args = []))), [
      "Scrape targets: exporter monitoring/redis-exporter arguments: --config-command=- -> ",
    ]));

  it("shows a target of the chart that is switched on", () =>
    assert.deepEqual(said(changed("values.yaml", (it) => (it.kubeEtcd.enabled = true))), [
      "Scrape targets: chart values kubeEtcd.enabled: false -> true",
    ]));
});

describe("the sections on dashboards and panels", () => {
  for (const [name, edit, line] of [
    ["the title", (it: Editable) => (it.title = "RAM"), "Cache: RAM title: Memory -> RAM"],
    ["the type", (it: Editable) => (it.type = "stat"), "Cache: Memory type: timeseries -> stat"],
    ["a query", (it: Editable) => (it.targets[0].expr = "x"), "Cache: Memory query A: redis_memory -> x"],
    ["a legend", (it: Editable) => (it.targets[0].legendFormat = "x"), "Cache: Memory legend A: {{cache}} -> x"],
    ["the unit", (it: Editable) => (it.fieldConfig.defaults.unit = "short"), "Cache: Memory unit: bytes -> short"],
    [
      "the thresholds",
      (it: Editable) => (it.fieldConfig.defaults.thresholds.steps[1].value = 20),
      "Cache: Memory thresholds: green, red from 10 -> green, red from 20",
    ],
    [
      "that something else changes",
      (it: Editable) => (it.fieldConfig.defaults.decimals = 2),
      "Cache: Memory other settings:  -> ",
    ],
  ] as const) {
    it(`show ${name}`, () => assert.deepEqual(said(panel(edit)), [`Panels: ${line}`]));
  }

  it("do not care where a panel stands", () => assert.deepEqual(said(panel((it) => (it.gridPos.y = 20))), []));

  it("find a panel within a folded row", () =>
    assert.deepEqual(said(changed("dashboards/cache.json", ({ panels }) => (panels[1].panels[0].title = "All keys"))), [
      "Panels: Cache: All keys title: Keys -> All keys",
    ]));

  it("name a panel that is added", () =>
    assert.deepEqual(
      said(changed("dashboards/cache.json", ({ panels }) => panels.push({ id: 3, title: "New", type: "stat" }))),
      ["Panels: Cache: New added: title New, type stat"],
    ));

  it("name a new dashboard with the number of its panels, and not each of them", () =>
    assert.deepEqual(said(rendering(), without("dashboards/cache.json")), [
      "Dashboards: Cache added: title Cache, panels 2",
    ]));

  it("show a setting of a dashboard", () =>
    assert.deepEqual(said(changed("dashboards/cache.json", (it) => (it.refresh = "5m"))), [
      "Dashboards: Cache other settings:  -> ",
    ]));
});

describe("the section on chart and images", () => {
  it("shows the chart's version", () =>
    assert.deepEqual(said(changed("release.yaml", (it) => (it.version = "88.6.0"))), [
      "Chart and images: chart version: 88.5.3 -> 88.6.0",
    ]));

  it("shows an image's version", () =>
    assert.deepEqual(said(container((it) => (it.image = "docker.io/oliver006/redis_exporter:v1.89.0"))), [
      "Chart and images: image oliver006/redis_exporter version: v1.88.0 -> v1.89.0",
    ]));

  it("shows an image's registry, with a port", () =>
    assert.deepEqual(said(container((it) => (it.image = "mirror:5000/oliver006/redis_exporter:v1.88.0"))), [
      "Chart and images: image oliver006/redis_exporter registry: docker.io -> mirror:5000",
    ]));

  it("reads an image that is pinned by its digest", () =>
    assert.deepEqual(said(container((it) => (it.image = "oliver006/redis_exporter@sha256:abc"))), [
      "Chart and images: image oliver006/redis_exporter version: v1.88.0 -> sha256:abc",
    ]));

  it("shows an image that chart values set", () =>
    assert.deepEqual(said(changed("values.yaml", (it) => (it.grafana.image = { tag: "12.0.0" }))), [
      "Chart and images: chart values grafana.image.tag: undefined -> 12.0.0",
    ]));
});

describe("the section on volumes", () => {
  for (const [name, edit, line] of [
    [
      "the size",
      (it: Editable) => (it.storageSpec.volumeClaimTemplate.spec.resources.requests.storage = "60Gi"),
      "Prometheus size: 50Gi -> 60Gi",
    ],
    [
      "the class",
      (it: Editable) => (it.storageSpec.volumeClaimTemplate.spec.storageClassName = "io2"),
      "Prometheus class: gp3 -> io2",
    ],
    ["the retention", (it: Editable) => (it.retention = "10d"), "Prometheus retention: 15d -> 10d"],
    ["the retention size", (it: Editable) => delete it.retentionSize, "Prometheus retention size: 45GB -> undefined"],
    [
      "what else the claim has",
      (it: Editable) => (it.storageSpec.volumeClaimTemplate.spec.volumeMode = "Block"),
      "chart values prometheus.prometheusSpec.storageSpec.volumeClaimTemplate.spec.volumeMode: undefined -> Block",
    ],
  ] as const) {
    it(`shows ${name}`, () => assert.deepEqual(said(prometheus(edit)), [`Volumes and retention: ${line}`]));
  }

  it("shows that Grafana's volume is switched off", () =>
    assert.deepEqual(said(changed("values.yaml", (it) => (it.grafana.persistence.enabled = false))), [
      "Volumes and retention: Grafana enabled: true -> false",
    ]));

  it("names a claim of the program's own", () =>
    assert.deepEqual(
      said(
        withFile("manifests/claim.yaml", {
          kind: "PersistentVolumeClaim",
          metadata: { name: "x" },
          spec: { resources: { requests: { storage: "1Gi" } } },
        }),
      ),
      ["Volumes and retention: claim x added: size 1Gi"],
    ));
});

describe("the section on replicas and resources", () => {
  it("shows replicas of the chart", () =>
    assert.deepEqual(said(prometheus((it) => (it.replicas = 2))), [
      "Replicas and resources: chart values prometheus.prometheusSpec.replicas: 1 -> 2",
    ]));

  it("shows a limit of an exporter", () =>
    assert.deepEqual(said(container((it) => (it.resources.limits.memory = "128Mi"))), [
      "Replicas and resources: Deployment monitoring/redis-exporter limits.memory: 64Mi -> 128Mi",
    ]));
});

describe("the section on RBAC", () => {
  it("shows rights that chart values give", () =>
    assert.deepEqual(said(changed("values.yaml", (it) => (it.grafana.rbac.namespaced = false))), [
      "RBAC and privileges: chart values grafana.rbac.namespaced: true -> false",
    ]));

  it("shows the role of a service account", () =>
    assert.deepEqual(
      said(changed("values.yaml", (it) => (it.prometheus.serviceAccount = { annotations: { role: "arn" } }))),
      ["RBAC and privileges: chart values prometheus.serviceAccount.annotations.role: undefined -> arn"],
    ));

  it("names a role with its rules", () =>
    assert.deepEqual(
      said(
        withFile("manifests/role.yaml", {
          kind: "ClusterRole",
          metadata: { name: "reader" },
          rules: [{ apiGroups: ["", "apps"], resources: ["pods", "deployments"], verbs: ["get", "list"] }],
        }),
      ),
      ["RBAC and privileges: ClusterRole reader added: rules get, list on pods, deployments (apps)"],
    ));

  it("names a binding with its role and subjects", () =>
    assert.deepEqual(
      said(
        withFile("manifests/binding.yaml", {
          kind: "RoleBinding",
          metadata: { name: "b", namespace: "n" },
          roleRef: { kind: "Role", name: "r" },
          subjects: [{ kind: "ServiceAccount", namespace: "n", name: "s" }],
        }),
      ),
      ["RBAC and privileges: RoleBinding n/b added: role Role r, subjects ServiceAccount n/s"],
    ));
});

describe("the section on secrets", () => {
  it("shows which keys come and go, and no value", () =>
    assert.deepEqual(said(changed("manifests/secret-redis.yaml", (it) => (it.stringData = { token: "[secret]" }))), [
      "Secrets: Secret monitoring/redis keys: password -> token",
    ]));

  it("names a Secret that goes", () =>
    assert.deepEqual(said(without("manifests/secret-redis.yaml")), [
      "Secrets: Secret monitoring/redis removed: keys password",
    ]));

  it("names a secret that is made in AWS", () =>
    assert.deepEqual(
      said(withFile("manifests/aws.yaml", { type: "aws:secretsmanager/secret:Secret", name: "qualisys/x" })),
      ["Secrets: qualisys/x in AWS Secrets Manager added: "],
    ));

  it("shows another name that chart values refer to", () =>
    assert.deepEqual(said(changed("values.yaml", (it) => (it.grafana.admin.existingSecret = "other"))), [
      "Secrets: chart values grafana.admin.existingSecret: grafana-admin -> other",
    ]));
});

describe("the section on everything else", () => {
  it("names an object that has no section", () =>
    assert.deepEqual(said(withFile("manifests/x.yaml", { kind: "Ingress", metadata: { name: "x" } })), [
      "Everything else: Ingress x added: ",
    ]));

  it("says that such an object changes", () =>
    assert.deepEqual(said(changed("manifests/namespace.yaml", (it) => (it.metadata.annotations = { a: "b" }))), [
      "Everything else: Namespace monitoring other settings:  -> ",
    ]));

  it("leaves labels to the diff", () =>
    assert.deepEqual(said(changed("manifests/namespace.yaml", (it) => (it.metadata.labels = { a: "b" }))), []));

  it("shows a chart value that has no section", () =>
    assert.deepEqual(said(prometheus((it) => (it.scrapeInterval = "30s"))), [
      "Everything else: chart values prometheus.prometheusSpec.scrapeInterval: undefined -> 30s",
    ]));

  it("shows a setting of the release", () =>
    assert.deepEqual(said(changed("release.yaml", (it) => (it.timeout = 60))), [
      "Everything else: Helm release timeout: 900 -> 60",
    ]));

  it("shows an output", () =>
    assert.deepEqual(said(changed("outputs.yaml", (it) => (it.grafanaUrl = "https://x"))), [
      "Everything else: outputs grafanaUrl: https://grafana.example.com -> https://x",
    ]));
});
