import assert from "node:assert/strict";
import { prometheusAdminApi } from "../../policies/rules/prometheus-admin-api";
import { findings, prometheus, statefulSet, UNKNOWN_TEXT, withArguments, withInput, withSpec, type Fixture } from "./fixtures";

const judge = (fixture: Fixture) => findings(prometheusAdminApi, fixture);

describe("prometheus-admin-api", () => {
  for (const value of [false, null, undefined]) it(`allows ${value}`, () => assert.deepEqual(judge(withSpec(["enableAdminAPI"], value)), []));
  // Helm takes any text for true.
  for (const value of [true, "true", "yes", 1]) it(`refuses ${JSON.stringify(value)}`, () => assert.match(judge(withSpec(["enableAdminAPI"], value)).join(), /enableAdminAPI is on .*only off is allowed/));
  it("refuses what is not known before the deployment", () => assert.match(judge(withSpec(["enableAdminAPI"], UNKNOWN_TEXT)).join(), /not known before the deployment/));
  it("judges the operator's resource", () => assert.match(judge(withInput(prometheus, ["spec", "enableAdminAPI"], true)).join(), /^spec\.enableAdminAPI is on/));
  it("judges a workload by its arguments", () => {
    assert.deepEqual(judge(statefulSet), []);
    assert.match(judge(withArguments("--web.enable-admin-api")).join(), /is on \(--web\.enable-admin-api\)/);
  });
  it("sees an argument of the operator's", () => assert.equal(judge(withSpec(["additionalArgs"], [{ name: "web.enable-admin-api" }])).length, 1));
});
