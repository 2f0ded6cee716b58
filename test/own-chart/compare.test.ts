import assert from "node:assert/strict";
import { compareCharts, faults, formatDifferences } from "../../sandbox/own-chart/compare";
import { manifests, manifestsWith } from "./manifests.fixture";

const kubelet = "ServiceMonitor monitoring/monitoring-kube-prometheus-kubelet";
const grafana = "Deployment monitoring/monitoring-grafana";
const prometheus = "Prometheus monitoring/monitoring-kube-prometheus-prometheus";
const general = "PrometheusRule monitoring/monitoring-kube-prometheus-general.rules";

/** One field broken: the text in the own chart's rendering, what stands there instead, and where it has to show. */
const broken: readonly (readonly [what: string, text: string, replacement: string, object: string, path: string])[] = [
  [
    "a Service's port number",
    "port: 80,",
    "port: 81,",
    "Service monitoring/monitoring-grafana",
    "spec.ports[http-web].port",
  ],
  [
    "a Service's target port",
    "targetPort: grafana",
    "targetPort: http",
    "Service monitoring/monitoring-grafana",
    "spec.ports[http-web].targetPort",
  ],
  ["a Service's port name", "name: http-web", "name: http", "Service monitoring/monitoring-grafana", "spec.ports.http"],
  [
    "a Service's selector",
    "selector: { app.kubernetes.io/name: grafana }",
    "selector: { app: grafana }",
    "Service monitoring/monitoring-grafana",
    "spec.selector.app",
  ],
  [
    "a label that selectors match",
    "labels: { app.kubernetes.io/name: grafana, helm.sh/chart: own } }\nspec:\n  selector",
    "labels: { app: grafana } }\nspec:\n  selector",
    "Service monitoring/monitoring-grafana",
    "metadata.labels.app",
  ],
  [
    "a pod's label",
    "      labels: { app.kubernetes.io/name: grafana, helm.sh/chart: own }\n      ann",
    "      labels: { app: grafana }\n      ann",
    grafana,
    "spec.template.metadata.labels.app",
  ],
  ["a container's name", "- name: sidecar", "- name: side", grafana, "spec.template.spec.containers.side"],
  [
    "a container's port",
    "containerPort: 3000",
    "containerPort: 3001",
    grafana,
    "spec.template.spec.containers.grafana.ports.grafana.containerPort",
  ],
  ["an argument", "--quiet", "--loud", grafana, "spec.template.spec.containers.sidecar.args.flags[--loud]"],
  [
    "the order of words",
    "[watch, --label=dashboard, --quiet]",
    "[list, watch, --label=dashboard, --quiet]",
    grafana,
    "spec.template.spec.containers.sidecar.args.words",
  ],
  [
    "an environment variable",
    "value: /tmp/dashboards",
    "value: /tmp/other",
    grafana,
    "spec.template.spec.containers.sidecar.env.FOLDER.value",
  ],
  [
    "a referenced Secret",
    "name: grafana-admin",
    "name: grafana",
    grafana,
    "spec.template.spec.containers.grafana.env.PASSWORD.valueFrom.secretKeyRef.name",
  ],
  [
    "a referenced key",
    "key: admin-password",
    "key: password",
    grafana,
    "spec.template.spec.containers.grafana.env.PASSWORD.valueFrom.secretKeyRef.key",
  ],
  [
    "a referenced ConfigMap",
    "configMap: { name: monitoring-grafana }",
    "configMap: { name: grafana }",
    grafana,
    "spec.template.spec.volumes.config.configMap.name",
  ],
  [
    "a mount",
    "mountPath: /etc/grafana",
    "mountPath: /etc",
    grafana,
    "spec.template.spec.containers.grafana.volumeMounts[/etc]",
  ],
  [
    "a service account",
    "serviceAccountName: monitoring-grafana",
    "serviceAccountName: default",
    grafana,
    "spec.template.spec.serviceAccountName",
  ],
  [
    "a pod annotation of the stack's own",
    "checksum/admin: abc",
    "checksum/admin: def",
    grafana,
    "spec.template.metadata.annotations[checksum/admin]",
  ],
  [
    "the presence of a digest",
    "checksum/config: abc, ",
    "",
    grafana,
    "spec.template.metadata.annotations[checksum/config]",
  ],
  ["grafana.ini", "?a=b", "?ab", "ConfigMap monitoring/monitoring-grafana", "data[grafana.ini].server.root_url"],
  [
    "a data source",
    "isDefault: true",
    "isDefault: false",
    "ConfigMap monitoring/monitoring-kube-prometheus-grafana-datasource",
    "data[datasource.yaml].datasources.Prometheus.isDefault",
  ],
  [
    "a claim's size",
    "storage: 10Gi",
    "storage: 11Gi",
    "PersistentVolumeClaim monitoring/monitoring-grafana",
    "spec.resources.requests.storage",
  ],
  [
    "a claim's annotation",
    "helm.sh/resource-policy: keep",
    "helm.sh/resource-policy: drop",
    "PersistentVolumeClaim monitoring/monitoring-grafana",
    "metadata.annotations[helm.sh/resource-policy]",
  ],
  [
    "Alertmanager's configuration",
    "group_by: [alertname]",
    "group_by: [namespace]",
    "Secret monitoring/alertmanager-monitoring-kube-prometheus-alertmanager",
    "data[alertmanager.yaml].route.group_by[0]",
  ],
  ["a Secret's key", "{ admin-user:", "{ user:", "Secret monitoring/monitoring-grafana", "data.user"],
  [
    "a permission",
    "[deployments, daemonsets]",
    "[deployments]",
    "ClusterRole monitoring-kube-state-metrics",
    "rules[list daemonsets.apps]",
  ],
  [
    "a permission for an address",
    "[/metrics]",
    "[/]",
    "ClusterRole monitoring-kube-state-metrics",
    "rules[get /metrics]",
  ],
  ["Prometheus' retention", "retention: 15d", "retention: 10d", prometheus, "spec.retention"],
  ["an external label", "cluster: qualisys-staging", "cluster: other", prometheus, "spec.externalLabels.cluster"],
  ["the presence of an empty selector", "  ruleSelector: {}\n", "", prometheus, "spec.ruleSelector"],
  [
    "Prometheus' volume",
    "storage: 50Gi",
    "storage: 5Gi",
    prometheus,
    "spec.storage.volumeClaimTemplate.spec.resources.requests.storage",
  ],
  [
    "Alertmanager's replicas",
    "replicas: 1,",
    "replicas: 2,",
    "Alertmanager monitoring/monitoring-kube-prometheus-alertmanager",
    "spec.replicas",
  ],
  [
    "Alertmanager's Secrets",
    "secrets: [alertmanager-slack]",
    "secrets: []",
    "Alertmanager monitoring/monitoring-kube-prometheus-alertmanager",
    "spec.secrets",
  ],
  [
    "an endpoint's path",
    "/metrics/cadvisor",
    "/metrics/probes",
    kubelet,
    "spec.endpoints[https-metrics /metrics/probes]",
  ],
  [
    "an endpoint's interval",
    "interval: 10s",
    "interval: 15s",
    kubelet,
    "spec.endpoints[https-metrics /metrics/cadvisor].interval",
  ],
  [
    "an endpoint's honorLabels",
    "honorLabels: true",
    "honorLabels: false",
    kubelet,
    "spec.endpoints[https-metrics /metrics].honorLabels",
  ],
  ["a jobLabel", "jobLabel: k8s-app", "jobLabel: app", kubelet, "spec.jobLabel"],
  ["a monitor's selector", "k8s-app: kubelet", "k8s-app: kubelets", kubelet, "spec.selector.matchLabels[k8s-app]"],
  [
    "a monitor's namespaces",
    "matchNames: [kube-system]",
    "matchNames: [default]",
    kubelet,
    "spec.namespaceSelector.matchNames[0]",
  ],
  ["a label of rules", "app: rules", "app: rule", general, "metadata.labels.app"],
  ["an alert's name", "alert: Watchdog", "alert: Heartbeat", general, "groups[general.rules] Heartbeat (none)"],
  [
    "an alert's severity",
    "severity: warning",
    "severity: critical",
    general,
    "groups[general.rules] TargetDown (critical)",
  ],
  ["a recorded series", "record: count:up1", "record: count:up2", general, "groups[general.rules] count:up2"],
  ["a rule group", "- name: general.rules", "- name: rules", general, "groups[rules] Watchdog (none)"],
];

/** Changes that mean the same, or that the charts may differ in. */
const harmless: readonly (readonly [what: string, text: string, replacement: string])[] = [
  [
    "a Service's defaults written out",
    "targetPort: grafana }]",
    "targetPort: grafana, protocol: TCP }]\n  type: ClusterIP",
  ],
  ["the order of flags", "[watch, --label=dashboard, --quiet]", "[watch, --quiet, --label=dashboard]"],
  [
    "the order of named elements",
    "    - { port: https-metrics, honorLabels: true }\n    - { port: https-metrics, path: /metrics/cadvisor, interval: 10s }",
    "    - { port: https-metrics, path: /metrics/cadvisor, interval: 10s }\n    - { port: https-metrics, honorLabels: true }",
  ],
  [
    "the order of elements with keys",
    "{ key: a, operator: Exists }, { key: b, operator: Exists }",
    "{ key: b, operator: Exists }, { key: a, operator: Exists }",
  ],
  ["the default path written out", "honorLabels: true }", "honorLabels: true, path: /metrics }"],
  [
    "how permissions are grouped",
    "[deployments, daemonsets], verbs: [list, watch] }",
    "[deployments], verbs: [list, watch] }\n  - { apiGroups: [apps], resources: [daemonsets], verbs: [watch, list] }",
  ],
  ["null for absent", "retention: 15d", "retention: 15d\n  retentionSize: ~"],
  ["the chart's own label", "helm.sh/chart: own } }\nspec", "helm.sh/chart: real } }\nspec"],
  ["the value of a digest", "checksum/config: abc", "checksum/config: def"],
  [
    "Grafana's generated password",
    "{ admin-user: YWRtaW4=, admin-password: ",
    "{ admin-user: YWRtaW4=, admin-password: QUJD",
  ],
  [
    "the layout of a file",
    "datasources: [{ name: Prometheus, uid: prometheus, isDefault: true }]",
    "datasources:\n      - name: Prometheus\n        uid: prometheus\n        isDefault: true",
  ],
  ["an alert's expression", "expr: up == 0", "expr: up < 1"],
];

describe("the comparison of the own chart with the real one", () => {
  it("finds nothing where both rendered the same", () => {
    assert.deepEqual(compareCharts(manifests(), manifests()), []);
  });

  for (const [what, text, replacement, object, path] of broken) {
    it(`names ${what} that differs`, () => {
      const differences = compareCharts(manifestsWith(text, replacement), manifests());
      assert.ok(differences.length > 0, "nothing was found");
      assert.deepEqual([...new Set(differences.map((difference) => difference.object))], [object]);
      assert.ok(
        differences.some((difference) => difference.path === path),
        `not at ${path}, but at ${differences.map((d) => d.path).join(", ")}`,
      );
    });
  }

  for (const [what, text, replacement] of harmless) {
    it(`passes over ${what}`, () => {
      assert.deepEqual(compareCharts(manifestsWith(text, replacement), manifests()), []);
    });
  }

  it("shows both values of a field", () => {
    const [difference] = compareCharts(manifestsWith("port: 80,", "port: 81,"), manifests());
    assert.deepEqual(difference, {
      kind: "different",
      object: "Service monitoring/monitoring-grafana",
      path: "spec.ports[http-web].port",
      own: 81,
      real: 80,
    });
  });

  it("calls an object of the own chart a fault that the real one has not", () => {
    const [service, ...real] = manifests();
    assert.deepEqual(compareCharts(manifests(), real), [
      { kind: "not in real", object: "Service monitoring/monitoring-grafana", path: "" },
    ]);
    assert.equal(service?.kind, "Service");
  });

  it("does not confuse objects of the same name in two namespaces", () => {
    const elsewhere = manifestsWith(
      "name: monitoring-kube-prometheus-kubelet, namespace: monitoring",
      "name: monitoring-kube-prometheus-kubelet, namespace: default",
    );
    assert.deepEqual(
      compareCharts(elsewhere, manifests()).map(({ kind, object }) => `${object} ${kind}`),
      ["ServiceMonitor default/monitoring-kube-prometheus-kubelet not in real", `${kubelet} missing`],
    );
  });

  it("calls an object missing that only the real chart has and the project relies on", () => {
    const [, ...own] = manifests();
    const differences = compareCharts(own, manifests());
    assert.deepEqual(differences, [{ kind: "missing", object: "Service monitoring/monitoring-grafana", path: "" }]);
    assert.equal(faults(differences).length, 1);
  });

  for (const object of [
    "kind: ConfigMap\nmetadata: { name: monitoring-kube-prometheus-k8s-coredns, namespace: monitoring }",
    "kind: PrometheusRule\nmetadata: { name: monitoring-kube-prometheus-node-network, namespace: monitoring }",
    "kind: Pod\nmetadata: { name: monitoring-grafana-test, namespace: monitoring }",
    "kind: ServiceAccount\nmetadata: { name: monitoring-grafana-test, namespace: monitoring }",
  ]) {
    it(`only mentions what the own chart does without: ${object.split("\n")[0]}`, () => {
      const real = manifestsWith(
        "\napiVersion: apps/v1\n",
        `\napiVersion: any/v1\n${object}\n---\napiVersion: apps/v1\n`,
      );
      const differences = compareCharts(manifests(), real);
      assert.deepEqual(
        differences.map(({ kind }) => kind),
        ["not in own"],
      );
      assert.deepEqual(faults(differences), []);
    });
  }

  it("lists fewer own rules as no fault", () => {
    const real = manifestsWith(
      "- { alert: Watchdog",
      "- { alert: Other, labels: { severity: none } }\n        - { alert: Watchdog",
    );
    assert.deepEqual(compareCharts(manifests(), real), []);
  });
});

describe("the report of a comparison", () => {
  it("says that nothing differs", () => {
    assert.equal(formatDifferences([]), "No difference in what is relied on.\n");
  });

  it("names each object once, and each field with both values", () => {
    const own = manifestsWith("port: 80, targetPort: grafana", "port: 81");
    assert.equal(
      formatDifferences(compareCharts(own, manifests())),
      [
        "2 differences in what is relied on:",
        "  Service monitoring/monitoring-grafana",
        "    spec.ports[http-web].port: own 81, real 80",
        '    spec.ports[http-web].targetPort: own (absent), real "grafana"',
        "",
      ].join("\n"),
    );
  });

  it("tells faults from what the own chart does without", () => {
    const report = formatDifferences([
      { kind: "missing", object: "Service monitoring/a", path: "" },
      { kind: "not in real", object: "Service monitoring/b", path: "" },
      { kind: "not in own", object: "ConfigMap monitoring/c", path: "" },
      { kind: "not in own", object: "ConfigMap monitoring/d", path: "" },
    ]);
    assert.match(report, /^2 differences/);
    assert.match(report, /monitoring\/a\n {4}the object is missing from the own chart/);
    assert.match(report, /monitoring\/b\n {4}the object is not in the real chart/);
    assert.match(report, /Only in the real chart, and not relied on: 2 ConfigMap\.\n$/);
  });
});
