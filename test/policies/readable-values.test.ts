import assert from "node:assert/strict";
import { readableValues } from "../../policies/rules/readable-values";
import { findings, release, UNKNOWN_TEXT, withInput, withSpec, withValue, type Fixture } from "./fixtures";

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
