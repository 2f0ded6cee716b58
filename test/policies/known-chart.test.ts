import assert from "node:assert/strict";
import { knownChart } from "../../policies/rules/known-chart";
import { findings, prometheus, release, statefulSet, UNKNOWN_TEXT, withInput } from "./fixtures";

const evaluate = (chart: unknown) => findings(knownChart, withInput(release, ["chart"], chart));

describe("known-chart", () => {
  it("is advice", () => assert.equal(knownChart.level, "advisory"));
  for (const chart of [
    "kube-prometheus-stack",
    "./kube-prometheus-stack/",
    "charts/kube-prometheus-stack-88.5.3.tgz",
    "kube-prometheus-stack-88.5.3+own.tgz",
    "oci://registry.io:5000/charts/kube-prometheus-stack:88.5.3",
    "oci://registry.io/kube-prometheus-stack@sha256:0123",
  ])
    it(`knows ${chart}`, () => assert.deepEqual(evaluate(chart), []));
  for (const chart of [
    "platform-kube-prometheus-stack",
    "kube-prometheus-stack-crds",
    "prometheus",
    "kube-prometheus-stack/platform",
  ])
    it(`says aloud that ${chart} has values of its own`, () =>
      assert.match(
        evaluate(chart).join(),
        /^The chart of values has values of its own; only those that are written there are checked/,
      ));
  it("leaves a chart that is not known to readable-values", () => assert.deepEqual(evaluate(UNKNOWN_TEXT), []));
  it("says nothing of objects", () =>
    assert.deepEqual(
      [prometheus, statefulSet].flatMap((one) => findings(knownChart, one)),
      [],
    ));
});
