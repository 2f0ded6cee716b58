import assert from "node:assert/strict";
import { CHART_VERSION } from "../../chart-values/version";
import { chartSource } from "../../components/kube-prometheus-stack/chart-source";
import { chartValues } from "../../components/kube-prometheus-stack/values";
import { serviceMonitorSpec } from "../../components/scrape-targets/monitor";
import { configWith } from "./config.fixture";

describe("the chart's values", () => {
  it("keep the story's retention and volume", () => {
    const spec = chartValues(configWith()).prometheus?.prometheusSpec;
    assert.equal(spec?.retention, "15d");
    assert.equal(spec?.retentionSize, "45GB");
    assert.deepEqual(spec?.storageSpec, {
      volumeClaimTemplate: {
        metadata: { labels: { excluded_from_alerts: "true" } },
        spec: { storageClassName: "gp3", accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "50Gi" } } },
      },
    });
  });

  it("take rules and monitors of every namespace", () => {
    const spec = chartValues(configWith()).prometheus?.prometheusSpec ?? {};
    const selectors = Object.entries(spec).filter(([key]) => key.endsWith("SelectorNilUsesHelmValues"));
    assert.deepEqual(
      selectors.map(([, value]) => value),
      [false, false, false, false, false],
    );
  });

  it("keep several replicas on different nodes, and one anywhere", () => {
    const affinity = (replicas: number) =>
      chartValues(configWith({ prometheus: { replicas } })).prometheus?.prometheusSpec?.podAntiAffinity;
    assert.deepEqual([affinity(1), affinity(2)], [undefined, "hard"]);
  });

  it("keep Grafana's volume where the stack retains volumes", () => {
    const annotations = (retainVolumes: boolean) =>
      chartValues(configWith({ retainVolumes })).grafana?.persistence?.annotations;
    assert.deepEqual([annotations(false), annotations(true)], [undefined, { "helm.sh/resource-policy": "keep" }]);
  });

  it("let nobody into Grafana without signing in", () => {
    const ini = chartValues(configWith()).grafana?.["grafana.ini"];
    assert.deepEqual(ini?.["auth.anonymous"], { enabled: false });
    assert.deepEqual(ini?.["users"], { allow_sign_up: false, auto_assign_org_role: "Viewer" });
  });

  it("let the stack's own values win, maps merged and lists replaced", () => {
    const extraValues = { alertmanager: { alertmanagerSpec: { secrets: ["other"] } }, kubeProxy: { enabled: true } };
    const values = chartValues(configWith({ extraValues }));
    assert.deepEqual(values.alertmanager?.alertmanagerSpec?.secrets, ["other"]);
    assert.equal(values.alertmanager?.alertmanagerSpec?.replicas, 1);
    assert.equal(values.kubeProxy?.enabled, true);
  });

  it("hold no null, which would blank a default of the chart", () => {
    const visit = (value: unknown, path: string): void => {
      assert.ok(value !== null && value !== undefined, `${path} is ${String(value)}`);
      if (typeof value === "object") for (const [key, field] of Object.entries(value)) visit(field, `${path}.${key}`);
    };
    visit(chartValues(configWith()), "values");
  });
});

describe("the chart's place", () => {
  const source = (chart: object) => chartSource(configWith({ chart }).chart);
  it("is the public repository by default", () =>
    assert.equal(source({}).repositoryOpts?.repo, "https://prometheus-community.github.io/helm-charts"));
  it("can be an OCI reference with an exact version", () =>
    assert.deepEqual(source({ repository: "oci://mirror/kube-prometheus-stack" }), {
      chart: "oci://mirror/kube-prometheus-stack",
      version: CHART_VERSION,
    }));
  it("can be a path, which wins", () =>
    assert.deepEqual(source({ path: "/charts/kps.tgz", repository: "oci://mirror/kube-prometheus-stack" }), {
      chart: "/charts/kps.tgz",
    }));
});

describe("a service's ServiceMonitor", () => {
  const scrape = { interval: "15s", timeout: "10s" };
  const spec = (service: object) =>
    serviceMonitorSpec(
      configWith({ services: [{ name: "qualisys-api", namespaces: ["staging"], ...service }] }).services[0]!,
      scrape,
    );

  it("follows the story by default", () => {
    const { jobLabel, selector, endpoints } = spec({});
    assert.deepEqual(
      [jobLabel, selector, endpoints[0]?.port, endpoints[0]?.path],
      ["app", { matchLabels: { app: "qualisys-api" } }, "http", "/metrics"],
    );
  });
  it("reads metrics without a valid Content-Type as text, or in the format of the stack file", () => {
    assert.equal(spec({}).fallbackScrapeProtocol, "PrometheusText0.0.4");
    assert.equal(
      spec({ fallbackScrapeProtocol: "OpenMetricsText1.0.0" }).fallbackScrapeProtocol,
      "OpenMetricsText1.0.0",
    );
  });
  it("takes job from the label that carries the service's name", () => {
    assert.equal(
      spec({ selector: { team: "a", "app.kubernetes.io/name": "qualisys-api" } }).jobLabel,
      "app.kubernetes.io/name",
    );
  });
});
