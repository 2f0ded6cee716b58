import assert from "node:assert/strict";
import { prometheusRetentionSizeMargin } from "../../policies/rules/prometheus-retention-size-margin";
import { findings, UNKNOWN_TEXT, withSpec } from "./fixtures";

const evaluate = (retentionSize: unknown, config?: object) =>
  findings(prometheusRetentionSizeMargin, withSpec(["retentionSize"], retentionSize), config);

describe("prometheus-retention-size-margin", () => {
  it("is advice", () => assert.equal(prometheusRetentionSizeMargin.level, "advisory"));
  it("allows exactly 90 %: the story's 45GB on 50Gi", () => assert.deepEqual(evaluate("45GB"), []));
  it("refuses a share just above", () =>
    assert.match(
      evaluate("46081MB").join(),
      /retentionSize is 46081MB, 90\.0 % of its volume of 50Gi; the limit is 90 %/,
    ));
  it("names the share", () => assert.match(evaluate("48GB").join(), /96\.0 %/));
  it("leaves to the mandatory rule what that refuses", () => {
    for (const value of ["50GB", "0", "nonsense", undefined, UNKNOWN_TEXT])
      assert.deepEqual(evaluate(value), [], String(value));
  });
  it("holds to another limit of the configuration", () =>
    assert.match(evaluate("45GB", { maxPercent: 80 }).join(), /90\.0 %.*the limit is 80 %/));
});
