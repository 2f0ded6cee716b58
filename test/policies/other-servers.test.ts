/** Servers that are no Prometheus of the operator's: what they keep is bounded all the same. */
import assert from "node:assert/strict";
import { prometheusAdminApi } from "../../policies/rules/prometheus-admin-api";
import { prometheusRetention } from "../../policies/rules/prometheus-retention";
import { prometheusRetentionSize } from "../../policies/rules/prometheus-retention-size";
import { prometheusStorage } from "../../policies/rules/prometheus-storage";
import { claimTemplate, findings, statefulSet, UNKNOWN_TEXT, withArguments, withInput, type Fixture } from "./fixtures";

const CONTAINER = ["spec", "template", "spec", "containers", 0] as const;
const retention = (fixture: Fixture) => findings(prometheusRetention, fixture).join("\n");
const resource = (type: string, spec: object): Fixture => ({ type: `kubernetes:${type}`, props: { spec } });
const release = (chart: string, values: object): Fixture => ({
  type: "kubernetes:helm.sh/v3:Release",
  props: { chart, values },
});

describe("prometheus-retention, on servers that work like Prometheus", () => {
  it("bounds Thanos Ruler, which keeps a day by default", () => {
    const ruler = (spec: object) => resource("monitoring.coreos.com/v1:ThanosRuler", spec);
    assert.equal(retention(ruler({})), "");
    assert.equal(retention(ruler({ retention: "15d" })), "");
    for (const value of ["16d", "1y", UNKNOWN_TEXT])
      assert.match(retention(ruler({ retention: value })), /the limit is 15d/);
    const values = (thanosRuler: object) =>
      release("kube-prometheus-stack", { prometheus: { enabled: false }, thanosRuler });
    assert.match(retention(values({ enabled: true, thanosRulerSpec: { retention: "16d" } })), /^values\.thanosRuler/);
    assert.equal(retention(values({ thanosRulerSpec: { retention: "16d" } })), "");
  });

  it("counts VictoriaMetrics' bare numbers as months of 31 days, and its default is one", () => {
    const single = (retentionPeriod: unknown) =>
      resource("operator.victoriametrics.com/v1beta1:VMSingle", {
        retentionPeriod,
        storage: claimTemplate("1Gi").spec,
      });
    for (const value of ["15d", "2w", "360h", "0.4"]) assert.equal(retention(single(value)), "", value);
    for (const value of ["1", 1, "0.5", "16d", undefined, "", UNKNOWN_TEXT])
      assert.match(retention(single(value)), /the limit is 15d/);
    for (const [chart, values] of [
      ["victoria-metrics-single", { server: { retentionPeriod: 1 } }],
      ["victoria-metrics-cluster", { vmstorage: { retentionPeriod: "1y" } }],
      ["victoria-metrics-k8s-stack", { vmsingle: { spec: { retentionPeriod: "90d" } } }],
      ["platform", { metrics: { vmsingle: { spec: { retentionPeriod: "3" } } } }],
    ] as const)
      assert.match(retention(release(chart, values)), /retentionPeriod is .*the limit is 15d/, chart);
  });

  it("finds it in a container by its image, and by its arguments", () => {
    const image = withInput(withArguments(), [...CONTAINER, "image"], "victoriametrics/victoria-metrics:v1");
    assert.match(retention(image), /is 1; the limit is 15d/);
    assert.match(
      retention(withInput(withArguments("-retentionPeriod=90d"), [...CONTAINER, "image"], "any:1")),
      /is 90d/,
    );
    assert.match(
      retention(withInput(withArguments("receive", "--tsdb.retention=90d"), [...CONTAINER, "image"], "thanos:1")),
      /is 90d/,
    );
  });

  it("knows by the chart's name, or a subchart's, that there is a server of which nothing is written", () => {
    for (const [chart, values] of [
      ["prometheus", {}],
      ["kube-prometheus", {}],
      ["prometheus-operator", { grafana: {} }],
      ["victoria-metrics-single", {}],
      ["platform", { "kube-prometheus-stack": { grafana: {} } }],
      ["platform", { base: { "victoria-metrics-k8s-stack": {} } }],
    ] as const)
      assert.match(retention(release(chart, values)), /not set here, and what the chart sets itself/, chart);
    for (const values of [
      { "kube-prometheus-stack": { enabled: false } },
      { "kube-prometheus-stack": { prometheus: { enabled: false } } },
      { prometheus: { enabled: false } },
    ])
      assert.equal(retention(release("platform", values)), "", JSON.stringify(values));
  });

  it("says nothing of a chart whose name only ends like the stack's, and has no server", () => {
    const named = release("platform-kube-prometheus-stack", { ingressController: { replicas: 2 } });
    for (const rule of [prometheusRetention, prometheusRetentionSize, prometheusStorage, prometheusAdminApi])
      assert.deepEqual(findings(rule, named), []);
  });

  it("leaves alone what has a retention of another kind", () => {
    for (const [chart, values] of [
      [
        "kube-prometheus-stack",
        { prometheus: { enabled: false }, alertmanager: { alertmanagerSpec: { retention: "720h" } } },
      ],
      ["redis", { backup: { retention: "90d" } }],
      ["prometheus", { alertmanager: { retention: "90d" }, server: { enabled: false } }],
    ] as const)
      assert.equal(retention(release(chart, values)), "", chart);
  });
});

describe("prometheus-retention, on arguments and files", () => {
  it("reads flags of charts as lists without dashes, as maps and as whole replacements", () => {
    const server = (value: object) =>
      retention(
        release("prometheus", {
          server: { retention: "15d", retentionSize: "5GB", persistentVolume: { size: "8Gi" }, ...value },
        }),
      );
    assert.equal(server({ extraFlags: ["web.enable-lifecycle"] }), "");
    for (const value of [
      { extraFlags: ["storage.tsdb.retention.time=90d"] },
      { extraArgs: { "storage.tsdb.retention.time": "90d" } },
      { defaultFlagsOverride: ["--storage.tsdb.retention.time=90d"] },
    ])
      assert.match(server(value), /is 90d; the limit is 15d/, JSON.stringify(value));
    assert.match(server({ extraFlags: UNKNOWN_TEXT }), /extraFlags is not known before/);
    assert.match(
      findings(
        prometheusAdminApi,
        release("prometheus", { server: { retention: "1d", extraFlags: ["web.enable-admin-api"] } }),
      ).join(),
      /is on \(--web\.enable-admin-api\)/,
    );
  });
  it("refuses an argument that is a variable or a file, and sees through quotes", () => {
    for (const word of ["$(ARGS)", "$ARGS", "@/etc/arguments"])
      assert.match(retention(withArguments(word)), /not known before the deployment/, word);
    assert.match(retention(withArguments('exec prometheus "--storage.tsdb.retention.time=90d"')), /is 90d/);
  });
  it("takes a container of which neither image nor arguments are known for one", () => {
    const hidden = withInput(withArguments(UNKNOWN_TEXT), [...CONTAINER, "image"], UNKNOWN_TEXT);
    assert.match(retention(hidden), /not known before the deployment/);
  });
  it("leaves an agent alone, however it is asked for", () => {
    for (const flag of ["--agent", "--enable-feature=exemplar-storage,agent"])
      assert.equal(retention(withArguments(flag)), "", flag);
  });
  it("reads the retention of Prometheus' configuration file, which wins over the arguments", () => {
    const file = "storage:\n  tsdb:\n    retention:\n      time: 90d\n";
    for (const fixture of [
      { type: "kubernetes:core/v1:ConfigMap", props: { data: { "prometheus.yml": file } } },
      release("prometheus", {
        server: { enabled: false },
        serverFiles: { "prometheus.yml": { storage: { tsdb: { retention: { time: "90d" } } } } },
      }),
    ])
      assert.match(retention(fixture), /retention\.time is 90d; the limit is 15d/);
  });
  it("finds a server among other containers, as a sidecar, and in a workload of another kind", () => {
    const containers = [{ image: "app:1" }, { image: "prom/prometheus", args: ["--storage.tsdb.retention.time=90d"] }];
    for (const type of ["apps/v1:Deployment", "batch/v1:Job", "argoproj.io/v1alpha1:Rollout"])
      assert.match(
        retention(resource(type, { template: { spec: { containers } } })),
        /containers\[1\]\.args\[0\] is 90d/,
        type,
      );
    assert.match(
      retention(
        resource("apps/v1:Deployment", { template: { spec: { containers: [{}], initContainers: containers } } }),
      ),
      /initContainers\[1\]\.args\[0\] is 90d/,
    );
    assert.equal(retention(statefulSet), "");
  });
  it("refuses a patch that takes the retention away", () => {
    for (const value of ["", null])
      assert.match(
        retention(resource("monitoring.coreos.com/v1:PrometheusPatch", { retention: value })),
        /without a limit in time/,
      );
  });
});
