import assert from "node:assert/strict";
import { readableValues } from "../../policies/rules/readable-values";
import { deployment, findings, release, UNKNOWN_TEXT, withInput, withSpec, withValue, type Fixture } from "./fixtures";

const evaluate = (fixture: Fixture) => findings(readableValues, fixture);

describe("readable-values", () => {
  it("allows plain values", () => assert.deepEqual(evaluate(release), []));
  it("allows plain manifests and YAML texts", () => {
    assert.deepEqual(
      evaluate(
        withValue(["extraManifests"], [{ apiVersion: "v1", kind: "ConfigMap" }, "apiVersion: v1\nkind: ConfigMap"]),
      ),
      [],
    );
    assert.deepEqual(evaluate(withSpec(["additionalConfigString"], "logLevel: debug")), []);
  });

  it("allows what is one text in every chart, though it is not known", () => {
    const values = {
      clusterName: UNKNOWN_TEXT,
      vpcId: UNKNOWN_TEXT,
      serviceAccount: { annotations: { "eks.amazonaws.com/role-arn": UNKNOWN_TEXT } },
      env: [{ name: "ENDPOINT", value: UNKNOWN_TEXT }],
    };
    assert.deepEqual(evaluate({ ...release, props: { chart: "controller", values } }), []);
  });
  it("allows what is not known in kube-prometheus-stack where no rule looks", () =>
    assert.deepEqual(evaluate(withValue(["commonLabels"], { any: UNKNOWN_TEXT })), []));

  const refused: Readonly<Record<string, readonly [Fixture, RegExp]>> = {
    "values that are not known": [
      withInput(release, ["values"], UNKNOWN_TEXT),
      /^values is not known before the deployment/,
    ],
    "a chart that is not known": [withInput(release, ["chart"], UNKNOWN_TEXT), /^chart is not known/],
    "value files that are not merged yet": [
      withInput(release, ["valueYamlFiles"], [{ path: "more.yaml" }]),
      /^valueYamlFiles/,
    ],
    "a manifest that is a template": [
      withValue(["extraManifests"], ["kind: Prometheus\nspec: {{ .Values.spec }}"]),
      /^values\.extraManifests\[0\] is a template/,
    ],
    "a manifest that is not known": [withValue(["extraManifests"], [UNKNOWN_TEXT]), /^values\.extraManifests\[0\]/],
    "manifests that are not known": [
      withValue(["grafana", "extraObjects"], UNKNOWN_TEXT),
      /^values\.grafana\.extraObjects/,
    ],
    "a template over any custom resource, in a chart of charts": [
      withInput(withInput(release, ["chart"], "platform"), ["values"], {
        base: { alertmanager: { alertmanagerSpec: { additionalConfigString: "storage: {{ .Values.x }}" } } },
      }),
      /^values\.base\.alertmanager\.alertmanagerSpec\.additionalConfigString is a template/,
    ],
    "a subchart that is not known": [
      { ...release, props: { chart: "platform", values: { observing: UNKNOWN_TEXT } } },
      /^values\.observing is not known before the deployment.*may be a section of the chart, or of a subchart/,
    ],
    "a manifest that is a template, wherever it stands": [
      { ...release, props: { chart: "raw", values: { templates: ["apiVersion: v1\nkind: Pod\nspec: {{ .x }}"] } } },
      /^values\.templates\[0\] is a template or no Kubernetes object/,
    ],
    "values of Flux that stand elsewhere": [
      {
        type: "kubernetes:helm.toolkit.fluxcd.io/v2:HelmRelease",
        props: {
          spec: { chart: { spec: { chart: "kube-prometheus-stack" } }, valuesFrom: [{ kind: "ConfigMap", name: "v" }] },
        },
      },
      /^spec\.valuesFrom holds values that cannot be read/,
    ],
    "values of Argo CD in files": [
      {
        type: "kubernetes:argoproj.io/v1alpha1:Application",
        props: { spec: { source: { chart: "x", helm: { valueFiles: ["prod.yaml"] } } } },
      },
      /^spec\.source\.helm\.valueFiles holds values that cannot be read/,
    ],
    "a text of values that is a template": [
      {
        type: "kubernetes:helm.cattle.io/v1:HelmChart",
        props: { spec: { chart: "x", valuesContent: "a: {{ b }}" } },
      },
      /^spec\.valuesContent is a template/,
    ],
    "containers that are not known": [
      withInput(deployment, ["spec", "template", "spec", "containers"], UNKNOWN_TEXT),
      /^spec\.template\.spec\.containers is not known/,
    ],
    "a workload that is not known": [
      withInput(deployment, ["spec"], UNKNOWN_TEXT),
      /^spec\.template\.spec\.containers is not known/,
    ],
    "manifests of which a preview makes no objects": [
      { type: "kubernetes:yaml/v2:ConfigGroup", props: { yaml: UNKNOWN_TEXT } },
      /^yaml is not known before the deployment/,
    ],
    "a folder of Kustomize that is not known": [
      { type: "kubernetes:kustomize/v2:Directory", props: { directory: UNKNOWN_TEXT } },
      /^directory is not known before the deployment/,
    ],
    "a template over the Prometheus resource": [
      withSpec(["additionalConfigString"], "retention: {{ .Values.x }}"),
      /additionalConfigString is a template/,
    ],
  };
  for (const [what, [fixture, sentence]] of Object.entries(refused)) {
    it(`refuses ${what}`, () => {
      const found = evaluate(fixture);
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found.join(), sentence);
    });
  }
});
