import assert from "node:assert/strict";
import { prometheusRetentionSize } from "../../policies/rules/prometheus-retention-size";
import {
  findings,
  prometheus,
  statefulSet,
  UNKNOWN_TEXT,
  withArguments,
  withInput,
  withSpec,
  type Fixture,
} from "./fixtures";

const evaluate = (fixture: Fixture) => findings(prometheusRetentionSize, fixture);

describe("prometheus-retention-size", () => {
  for (const value of ["45GB", "45GiB", "49.9GB", "46000MB", "1B"]) {
    it(`allows ${value} on 50Gi`, () => assert.deepEqual(evaluate(withSpec(["retentionSize"], value)), []));
  }

  // Prometheus counts in base 2: 50GB are the whole volume.
  for (const value of ["50GB", "50GiB", "51GB", "51200MB", "1TB"]) {
    it(`refuses ${value} on 50Gi, and names value and limit`, () => {
      assert.match(
        evaluate(withSpec(["retentionSize"], value)).join(),
        new RegExp(`^values.prometheus.prometheusSpec.retentionSize is ${value}; the limit is its volume of 50Gi`),
      );
    });
  }

  for (const value of ["0", "0GB"])
    it(`refuses ${value}, which is no limit`, () =>
      assert.match(evaluate(withSpec(["retentionSize"], value)).join(), /means no limit/));
  for (const value of ["45Gi", "45", 45, "forty"])
    it(`refuses ${JSON.stringify(value)}, which Prometheus cannot read`, () =>
      assert.match(evaluate(withSpec(["retentionSize"], value)).join(), /is no size such as 45GB/));
  for (const value of [undefined, "", null])
    it(`refuses ${JSON.stringify(value)}: nothing limits the size`, () =>
      assert.match(evaluate(withSpec(["retentionSize"], value)).join(), /is not set, so Prometheus fills its volume/));

  it("refuses what is not known before the deployment", () =>
    assert.match(evaluate(withSpec(["retentionSize"], UNKNOWN_TEXT)).join(), /not known before the deployment/));
  it("leaves a volume without a usable size to prometheus-storage", () =>
    assert.deepEqual(evaluate(withSpec(["storageSpec"], undefined)), []));
  it("sees an argument that would win over the value", () => {
    assert.match(
      evaluate(withSpec(["additionalArgs"], [{ name: "storage.tsdb.retention.size", value: "60GB" }])).join(),
      /additionalArgs\[0\] is 60GB/,
    );
  });
  it("checks the operator's resource", () => {
    assert.deepEqual(evaluate(prometheus), []);
    assert.match(
      evaluate(withInput(prometheus, ["spec", "retentionSize"], "50GB")).join(),
      /^spec\.retentionSize is 50GB/,
    );
  });
  it("checks a workload by its arguments", () => {
    assert.deepEqual(evaluate(statefulSet), []);
    assert.match(
      evaluate(withArguments("--storage.tsdb.retention.size=50GB")).join(),
      /is 50GB; the limit is its volume of 50Gi/,
    );
    assert.match(evaluate(withArguments("--storage.tsdb.retention.time=15d")).join(), /is not set/);
  });
});
