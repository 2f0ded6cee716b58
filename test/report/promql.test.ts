import assert from "node:assert/strict";
import { thresholds } from "../../report/promql";
import { alerts } from "../alerts/options";

/** What is found in an expression. */
const CASES: Readonly<Record<string, readonly string[]>> = {
  "a > 0.8": ["> 0.8"],
  "0.8 < a": ["> 0.8"],
  "a <= bool 5": ["<= 5"],
  "a > -1e3": ["> -1e3"],
  "a > (15 * 60)": ["> (15 * 60)"],
  "0 < a < 10": ["> 0", "< 10"],
  "(a > 1)": ["> 1"],
  "a > 1 and b >= 10 unless c == 3": ["> 1", ">= 10", "== 3"],
  "sum by (x) (a > 1)": [],
  "sum by (x) (a > 1) > 2": ["> 2"],
  "a > on (x) b": [],
  "a > time() - 300": [],
  "a != 1 or vector(1)": ["!= 1"],
  "absent(a)": [],
  "a > > 1": [],
};

/** They tell of what is missing, or of one event. */
const WITHOUT_THRESHOLD = [
  "ContainerOutOfMemory",
  "RedisMetricsMissing",
  "ServiceMetricsMissing",
  "PrometheusVolumeNotMeasured",
  "NodeNotMeasured",
  "ClusterMetricsMissing",
  "NodeMetricsMissing",
];

describe("the thresholds of an expression", () => {
  for (const [expr, expected] of Object.entries(CASES)) {
    it(`of ${expr} are ${expected.join(" and ") || "none"}`, () =>
      assert.deepEqual(thresholds(expr).comparisons, expected));
  }

  it("are all that its shape leaves out", () => {
    assert.equal(thresholds("sum(a > 1) > 2 and b >= 10").shape, thresholds("sum(a > 1) < 5 and b >= 20").shape);
    assert.notEqual(thresholds("sum(a > 1) > 2").shape, thresholds("sum(a > 2) > 2").shape);
  });

  it("are found in every alert of the program that has one", () => {
    assert.deepEqual(
      alerts.filter(({ expr }) => thresholds(expr).comparisons.length === 0).map(({ alert }) => alert),
      WITHOUT_THRESHOLD,
    );
  });
});
