/** The limit of a volume, and of all of a namespace, on a claim in every form in which one can be made or changed. */
import assert from "node:assert/strict";
import { Secret } from "@pulumi/policy";
import { namespaceStorage } from "../../policies/rules/namespace-storage";
import { prometheusStorage } from "../../policies/rules/prometheus-storage";
import { claimTemplate, findings, stackFindings, UNKNOWN_TEXT, type Fixture } from "./fixtures";

/** A value that no message may repeat. */
const CANARY = "7Ti";

const release = (chart: string, values: object): Fixture => ({
  type: "kubernetes:helm.sh/v3:Release",
  props: { chart, namespace: "monitoring", values },
});
const resource = (type: string, spec: object): Fixture => ({
  type: `kubernetes:${type}`,
  props: { metadata: { name: "own", namespace: "monitoring" }, spec },
});
const stack = (values: object) => release("kube-prometheus-stack", { prometheus: { enabled: false }, ...values });
const operated = (size: unknown) => ({ storage: { volumeClaimTemplate: claimTemplate(size) } });
const pod = (spec: object) => ({ template: { spec: { containers: [{ image: "app:1" }], ...spec } } });

const forms: Readonly<Record<string, (size: unknown) => Fixture>> = {
  "a claim": (size) => resource("core/v1:PersistentVolumeClaim", claimTemplate(size).spec),
  "a list of claims": (size) => ({
    type: "kubernetes:core/v1:PersistentVolumeClaimList",
    props: { items: [{ metadata: { namespace: "monitoring" }, ...claimTemplate(size) }] },
  }),
  "a patch of a claim": (size) => resource("core/v1:PersistentVolumeClaimPatch", claimTemplate(size).spec),
  "a claim among a chart's manifests": (size) =>
    stack({ grafana: { extraObjects: [{ apiVersion: "v1", kind: "PersistentVolumeClaim", ...claimTemplate(size) }] } }),
  ThanosRuler: (size) => resource("monitoring.coreos.com/v1:ThanosRuler", operated(size)),
  Alertmanager: (size) => resource("monitoring.coreos.com/v1:Alertmanager", operated(size)),
  PrometheusAgent: (size) => resource("monitoring.coreos.com/v1alpha1:PrometheusAgent", operated(size)),
  "an ephemeral volume of Alertmanager's": (size) =>
    resource("monitoring.coreos.com/v1:Alertmanager", {
      storage: { ephemeral: { volumeClaimTemplate: claimTemplate(size) } },
    }),
  "VMCluster's store": (size) =>
    resource("operator.victoriametrics.com/v1beta1:VMCluster", { retentionPeriod: "1d", vmstorage: operated(size) }),
  VMSingle: (size) =>
    resource("operator.victoriametrics.com/v1beta1:VMSingle", {
      retentionPeriod: "1d",
      storage: claimTemplate(size).spec,
    }),
  "a StatefulSet of anything": (size) =>
    resource("apps/v1:StatefulSet", { ...pod({}), volumeClaimTemplates: [claimTemplate(size)] }),
  "a Deployment's ephemeral volume": (size) =>
    resource("apps/v1:Deployment", {
      replicas: 1,
      ...pod({ volumes: [{ name: "data", ephemeral: { volumeClaimTemplate: claimTemplate(size) } }] }),
    }),
  "a database's own resource": (size) => resource("postgresql.cnpg.io/v1:Cluster", { instances: 1, storage: { size } }),
  "the chart's Alertmanager": (size) => stack({ alertmanager: { alertmanagerSpec: operated(size) } }),
  "the chart's Thanos Ruler": (size) => stack({ thanosRuler: { enabled: true, thanosRulerSpec: operated(size) } }),
  "the chart's agent": (size) =>
    release("kube-prometheus-stack", {
      prometheus: { agentMode: true, prometheusSpec: { storageSpec: { volumeClaimTemplate: claimTemplate(size) } } },
    }),
  "the chart's Grafana": (size) => stack({ grafana: { persistence: { enabled: true, size } } }),
  "what the chart lays over Alertmanager": (size) =>
    stack({ alertmanager: { alertmanagerSpec: { additionalConfig: operated(size) } } }),
  "Grafana in a chart of charts": (size) => release("platform", { grafana: { persistence: { enabled: true, size } } }),
  "another chart's volume": (size) => release("redis", { master: { persistence: { size } } }),
  "another chart's volume in a list": (size) => release("db", { nodes: [{ name: "a", pvc: { size } }] }),
  "another chart's claim": (size) => release("elastic", { volumeClaimTemplate: claimTemplate(size).spec }),
  "a size without a section": (size) => release("queue", { broker: { volumeSize: size } }),
};

describe("a volume", () => {
  for (const [name, of] of Object.entries(forms)) {
    it(`as ${name}: passes at 50Gi, and is refused past it, not known and secret, by both rules`, () => {
      const evaluate = (size: unknown) =>
        findings(prometheusStorage, of(size)).filter((text) => !/lost with the pod/.test(text));
      const sum = (size: unknown) => stackFindings(namespaceStorage, [of(size)], { maxGi: 60 });
      for (const size of ["50Gi", 53687091200, "51200Mi", "0.04Ti"]) {
        assert.deepEqual(evaluate(size), [], String(size));
        assert.deepEqual(sum(size), [], String(size));
      }
      for (const size of ["60.5Gi", "7e10", "62440Mi", "1Ti"]) {
        assert.equal(evaluate(size).length, 1, evaluate(size).join("\n"));
        assert.match(evaluate(size).join(), new RegExp(` is ${size}; the limit is 50Gi`));
        assert.match(sum(size).join(), /Gi together/);
      }
      for (const size of ["0", "-1Gi", "50GB", "1e", " 50Gi"]) {
        assert.match(evaluate(size).join(), /is no size such as 50Gi/, size);
        if (size !== "0") assert.match(sum(size).join(), /the limit is 60Gi/, size);
      }
      for (const hidden of [UNKNOWN_TEXT, new Secret(CANARY)]) {
        const found = [...evaluate(hidden), ...sum(hidden)];
        assert.equal(found.length, 2, found.join("\n"));
        for (const text of found) {
          assert.match(text, /cannot be checked/);
          assert.ok(!text.includes(CANARY), text);
        }
      }
    });
  }

  it("is refused where what it stands in is not known or a secret", () => {
    const hidden: Readonly<Record<string, (value: unknown) => Fixture>> = {
      "a claim's spec": (value) => ({ type: "kubernetes:core/v1:PersistentVolumeClaim", props: { spec: value } }),
      "a claim's requests": (value) => resource("core/v1:PersistentVolumeClaim", { resources: { requests: value } }),
      "the templates of a StatefulSet": (value) =>
        resource("apps/v1:StatefulSet", { ...pod({}), volumeClaimTemplates: value }),
      "the storage of ThanosRuler": (value) => resource("monitoring.coreos.com/v1:ThanosRuler", { storage: value }),
      "the spec of Alertmanager": (value) => ({
        type: "kubernetes:monitoring.coreos.com/v1:Alertmanager",
        props: { spec: value },
      }),
      "the chart's Alertmanager": (value) => stack({ alertmanager: value }),
      "its spec": (value) => stack({ alertmanager: { alertmanagerSpec: value } }),
      "its storage": (value) => stack({ alertmanager: { alertmanagerSpec: { storage: value } } }),
      "Grafana's volume": (value) => stack({ grafana: { persistence: value } }),
      "a volume of another chart": (value) => release("redis", { master: { persistence: value } }),
    };
    for (const [name, of] of Object.entries(hidden)) {
      for (const value of [UNKNOWN_TEXT, new Secret({ any: CANARY })]) {
        for (const found of [findings(prometheusStorage, of(value)), stackFindings(namespaceStorage, [of(value)])])
          assert.match(found.join(), /cannot be checked.*the limit is/, name);
      }
    }
  });

  it("is not counted where its section is off, or where the chart leaves the part out", () => {
    const off: readonly Fixture[] = [
      stack({ alertmanager: { enabled: false, alertmanagerSpec: operated("90Gi") } }),
      stack({ thanosRuler: { thanosRulerSpec: operated("90Gi") } }),
      stack({ grafana: { persistence: { size: "90Gi" } } }),
      stack({ grafana: { persistence: { enabled: true, existingClaim: "grafana", size: "90Gi" } } }),
      release("redis", { master: { persistence: { enabled: false, size: "90Gi" } } }),
      resource("core/v1:PersistentVolume", { capacity: { storage: "90Gi" } }),
      resource(
        "apps/v1:Deployment",
        pod({ containers: [{ image: "a:1", resources: { limits: { memory: "90Gi" } } }] }),
      ),
    ];
    for (const fixture of off) {
      assert.deepEqual(findings(prometheusStorage, fixture), [], JSON.stringify(fixture.props));
      assert.deepEqual(stackFindings(namespaceStorage, [fixture], { maxGi: 1 }), [], JSON.stringify(fixture.props));
    }
  });

  it("of another chart has to have a size, since the chart's own cannot be read", () => {
    assert.match(
      findings(prometheusStorage, release("redis", { master: { persistence: { enabled: true } } })).join(),
      /^values\.master\.persistence\.size is not set here, and what the chart sets itself cannot be checked/,
    );
  });
});

describe("namespace-storage, on what it cannot add up", () => {
  it("refuses a namespace that is not known, which may be any", () => {
    const claim = { type: "kubernetes:core/v1:PersistentVolumeClaim", props: claimTemplate("1Gi") };
    const elsewhere = { ...claim, props: { ...claim.props, metadata: { name: "own", namespace: UNKNOWN_TEXT } } };
    assert.match(
      stackFindings(namespaceStorage, [elsewhere]).join(),
      /^The namespace of PersistentVolumeClaim own is not known before the deployment/,
    );
  });
  it("refuses a patch that names replicas without volumes, or volumes without replicas", () => {
    const patch = (spec: object): Fixture => resource("monitoring.coreos.com/v1:PrometheusPatch", spec);
    assert.match(
      stackFindings(namespaceStorage, [patch({ replicas: 9 })]).join(),
      /Prometheus own is 9 x volumes that the patch does not name; the limit is 200Gi/,
    );
    assert.match(
      stackFindings(namespaceStorage, [patch(operated("30Gi"))]).join(),
      /Prometheus own is as many replicas as there are x 30Gi; the limit is 200Gi/,
    );
    assert.deepEqual(stackFindings(namespaceStorage, [patch({ logLevel: "debug" })]), []);
  });
  it("refuses a volume for each node", () => {
    const daemons = resource(
      "apps/v1:DaemonSet",
      pod({ volumes: [{ ephemeral: { volumeClaimTemplate: claimTemplate("1Gi") } }] }),
    );
    assert.match(stackFindings(namespaceStorage, [daemons]).join(), /as many nodes as there are x 1Gi/);
  });
});
