import assert from "node:assert/strict";
import { prometheusRetention } from "../../policies/rules/prometheus-retention";
import {
  findings,
  prometheus,
  release,
  statefulSet,
  UNKNOWN_TEXT,
  withArguments,
  withInput,
  withSpec,
  withValue,
  type Fixture,
} from "./fixtures";

const PATH = "values.prometheus.prometheusSpec.retention";
const evaluate = (fixture: Fixture, config?: object) => findings(prometheusRetention, fixture, config);

describe("prometheus-retention", () => {
  for (const value of ["15d", "360h", "2w", "2w1d", "1d12h", "21600m", "1ms"]) {
    it(`allows ${value}`, () => assert.deepEqual(evaluate(withSpec(["retention"], value)), []));
  }

  for (const value of ["16d", "15d1ms", "361h", "3w", "1y", "0", "0s"]) {
    it(`refuses ${value}, and names value and limit`, () => {
      const [finding, ...more] = evaluate(withSpec(["retention"], value));
      assert.ok(finding?.startsWith(`${PATH} is ${value}`), finding);
      assert.match(String(finding), /the limit is 15d\. Set monitoring:prometheus\.retention/);
      assert.deepEqual(more, []);
    });
  }

  for (const value of ["fifteen days", "15", 15, "15D", "1d 12h", true, ["15d"], "-1d"]) {
    it(`refuses ${JSON.stringify(value)}, which is no duration`, () =>
      assert.match(evaluate(withSpec(["retention"], value)).join(), /is no duration such as 15d; the limit is 15d/));
  }

  it("refuses what is not known before the deployment", () => {
    assert.match(
      evaluate(withSpec(["retention"], UNKNOWN_TEXT)).join(),
      /retention is not known before the deployment.*write it as a literal; the limit is 15d/,
    );
  });
  it("refuses values of which a part around it is not known", () => {
    assert.match(evaluate(withValue(["prometheus"], UNKNOWN_TEXT)).join(), /not known before the deployment/);
  });

  it("takes an absent key for the chart's 10 days", () => {
    const absent = withSpec(["retention"], undefined);
    assert.deepEqual(evaluate(absent), []);
    assert.match(evaluate(absent, { maxDays: 9 }).join(), /is 10d \(the chart's default\); the limit is 9d/);
  });
  for (const value of ["", null]) {
    it(`refuses ${JSON.stringify(value)} beside a retentionSize, with which nothing limits the time`, () =>
      assert.match(evaluate(withSpec(["retention"], value)).join(), /without a limit in time/));
  }

  it("holds to a lower limit of the configuration", () =>
    assert.match(evaluate(release, { maxDays: 7 }).join(), /is 15d; the limit is 7d/));
  it("says nothing of another chart", () =>
    assert.deepEqual(evaluate({ ...release, props: { chart: "redis", values: { retention: "90d" } } }), []));
  it("recognises the chart by its values where its archive has another name", () => {
    assert.equal(evaluate(withInput(withSpec(["retention"], "16d"), ["chart"], "/charts/monitoring.tgz")).length, 1);
  });
  it("says nothing where Prometheus is off or an agent", () => {
    const long = withSpec(["retention"], "16d");
    for (const [key, value] of [
      ["enabled", false],
      ["agentMode", true],
    ] as const)
      assert.deepEqual(evaluate(withInput(long, ["values", "prometheus", key], value)), [], key);
  });

  it("sees an argument that would win over the value", () => {
    const args = [{ name: "storage.tsdb.retention.time", value: "30d" }];
    assert.match(evaluate(withSpec(["additionalArgs"], args)).join(), /additionalArgs\[0\] is 30d; the limit is 15d/);
  });
  it("sees arguments that are laid over the container", () => {
    const containers = [{ name: "prometheus", args: ["--storage.tsdb.retention.time", "30d"] }];
    assert.match(evaluate(withSpec(["containers"], containers)).join(), /containers\[0\]\.args\[0\] is 30d/);
  });
  it("sees what is laid over the spec by additionalConfig, as a map and as text", () => {
    assert.match(evaluate(withSpec(["additionalConfig"], { retention: "16d" })).join(), /is 16d/);
    assert.match(evaluate(withSpec(["additionalConfigString"], "retention: 16d")).join(), /is 16d/);
  });
  it("sees a server among the chart's extra manifests, as an object, in a map and as text", () => {
    const own = { ...withInput(prometheus, ["spec", "retention"], "16d").props };
    for (const manifests of [[own], { own }, [JSON.stringify(own)]])
      assert.match(
        evaluate(withValue(["extraManifests"], manifests)).join(),
        /^values\.extraManifests.*spec\.retention is 16d/,
      );
  });

  it("checks the operator's resource", () => {
    assert.deepEqual(evaluate(prometheus), []);
    assert.match(evaluate(withInput(prometheus, ["spec", "retention"], "16d")).join(), /^spec\.retention is 16d/);
  });
  it("takes an absent retention of the operator's resource for no limit beside a size, and for a day without", () => {
    const absent = withInput(prometheus, ["spec", "retention"], undefined);
    assert.match(evaluate(absent).join(), /without a limit in time/);
    assert.deepEqual(evaluate(withInput(absent, ["spec", "retentionSize"], undefined)), []);
  });
  it("checks what a patch changes, and nothing else", () => {
    const patch = { ...prometheus, type: `${prometheus.type}Patch` };
    assert.deepEqual(evaluate(withInput(patch, ["spec", "retention"], undefined)), []);
    assert.equal(evaluate(withInput(patch, ["spec", "retention"], "16d")).length, 1);
  });

  it("checks a workload by its arguments", () => {
    assert.deepEqual(evaluate(statefulSet), []);
    for (const args of [
      ["--storage.tsdb.retention.time=16d"],
      ["--storage.tsdb.retention.time", "16d"],
      ["--storage.tsdb.retention=16d"],
      ["prometheus --storage.tsdb.retention.time=16d"],
    ]) {
      assert.match(evaluate(withArguments(...args)).join(), /containers\[0\]\.args\[\d\] is 16d/, args.join());
    }
  });
  it("takes a workload without a limit in time for Prometheus' own 15 days, and for none beside a size", () => {
    assert.deepEqual(evaluate(withArguments("--storage.tsdb.path=/data")), []);
    assert.match(evaluate(withArguments("--storage.tsdb.retention.size=45GB")).join(), /without a limit in time/);
  });
  it("refuses an argument that is not known before the deployment", () =>
    assert.match(evaluate(withArguments(UNKNOWN_TEXT)).join(), /not known before the deployment/));
});
