import assert from "node:assert/strict";
import { prometheusAdminApi } from "../../policies/rules/prometheus-admin-api";
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

const evaluate = (fixture: Fixture) => findings(prometheusAdminApi, fixture);

describe("prometheus-admin-api", () => {
  for (const value of [false, null, undefined])
    it(`allows ${value}`, () => assert.deepEqual(evaluate(withSpec(["enableAdminAPI"], value)), []));
  // Helm takes any text for true.
  for (const value of [true, "true", "yes", 1])
    it(`refuses ${JSON.stringify(value)}`, () =>
      assert.match(evaluate(withSpec(["enableAdminAPI"], value)).join(), /enableAdminAPI is on .*only off is allowed/));
  it("refuses what is not known before the deployment", () =>
    assert.match(evaluate(withSpec(["enableAdminAPI"], UNKNOWN_TEXT)).join(), /not known before the deployment/));
  it("checks the operator's resource", () =>
    assert.match(
      evaluate(withInput(prometheus, ["spec", "enableAdminAPI"], true)).join(),
      /^spec\.enableAdminAPI is on/,
    ));
  it("checks a workload by its arguments", () => {
    assert.deepEqual(evaluate(statefulSet), []);
    assert.match(evaluate(withArguments("--web.enable-admin-api")).join(), /is on \(--web\.enable-admin-api\)/);
  });
  it("sees an argument of the operator's", () =>
    assert.equal(evaluate(withSpec(["additionalArgs"], [{ name: "web.enable-admin-api" }])).length, 1));
});
