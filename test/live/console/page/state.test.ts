import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConsoleState } from "../../../../sandbox/live/console/page/state";
import { readAcceptance } from "../../../../sandbox/live/console/state/acceptance";
import { atMostOnceIn, measure } from "../../../../sandbox/live/console/state/gather";
import { removeConsole, startedConsole } from "../fixtures";
import { alert, type FakeMonitoring, fakeMonitoring, group, target, WATCHDOG } from "./monitoring.fixture";

describe("what the page is told", () => {
  let first: FakeMonitoring;
  let second: FakeMonitoring;
  beforeEach(async () => {
    [first, second] = await Promise.all([fakeMonitoring(), fakeMonitoring()]);
  });
  afterEach(() => Promise.all([first.stop(), second.stop()]));

  const both = () => [first, second].map(({ url }, index) => ({ pod: `pod-${index}`, url }));

  it("are targets, alerts, rules and groups", async () => {
    first.said = {
      targets: [target("api", "10.0.0.1:80", "down", "refused", "/metrics")],
      alerts: [alert("HighErrorRate", "pending", "critical", "It fails.")],
      groups: [{ labels: { alertname: "HighErrorRate" }, receiver: { name: "slack-critical" }, alerts: [{}, {}] }],
      rules: [group("a"), { ...group("b", "err", "many-to-many"), lastEvaluation: "0001-01-01T00:00:00Z" }],
    };
    const [replica] = both();
    const { targets, alerts, rules, groups, prometheus } = await measure([replica!], [replica!]);
    const [only] = targets;
    assert.deepEqual(
      { ...only, lastScrape: "" },
      {
        job: "api",
        namespace: "monitoring",
        instance: "10.0.0.1:80",
        metricsPath: "/metrics",
        health: "down",
        error: "refused",
        lastScrape: "",
      },
    );
    const [pending] = alerts;
    assert.deepEqual(
      { ...pending, since: "" },
      {
        name: "HighErrorRate",
        state: "pending",
        severity: "critical",
        since: "",
        labels: { namespace: "monitoring" },
        summary: "HighErrorRate summary.",
        description: "It fails.",
      },
    );
    assert.deepEqual(rules, { groups: 2, rules: 2, unevaluated: 1, failing: ["bRule in b: many-to-many"] });
    assert.deepEqual(groups, [{ receiver: "slack-critical", labels: { alertname: "HighErrorRate" }, alerts: 2 }]);
    assert.deepEqual(prometheus, [replica]);
  });

  it("has each alert of two replicas once, firing where it fires in one of them", async () => {
    first.said.alerts = [WATCHDOG, alert("HighErrorRate", "pending", "critical", "It fails.")];
    second.said.alerts = [WATCHDOG, alert("HighErrorRate", "firing", "critical", "It fails.")];
    for (const replicas of [both(), both().reverse()]) {
      const { alerts } = await measure(replicas, []);
      assert.deepEqual(alerts.map(({ name, state }) => `${name} ${state}`).sort(), [
        "HighErrorRate firing",
        "Watchdog firing",
      ]);
    }
  });

  it("comes from the replica that answers, with why the other does not", async () => {
    first.failing = true;
    const { prometheus, targets, rules, alertmanagers, groups } = await measure(both(), both());
    assert.match(prometheus[0]?.problem ?? "", /^GET \/api\/v1\/\w+ at http:.*: answer 503\.$/);
    assert.equal(prometheus[1]?.problem, undefined);
    assert.match(alertmanagers[0]?.problem ?? "", /answer 503/);
    assert.ok(targets.length > 0 && rules !== undefined && groups.length > 0);
  });

  it("is empty where nothing answers", async () => {
    const nobody = [{ pod: "pod-0", url: "http://127.0.0.1:9" }];
    const { targets, rules, alerts, prometheus } = await measure(nobody, nobody);
    assert.deepEqual([targets, rules, alerts], [[], undefined, []]);
    assert.match(prometheus[0]?.problem ?? "", /ECONNREFUSED/);
  });

  it("says what answers something else than Prometheus", async () => {
    first.said.targets = [{ labels: "none" }];
    const { prometheus } = await measure(both().slice(0, 1), []);
    assert.match(prometheus[0]?.problem ?? "", /answer of http:.* is not what it should be: data\.activeTargets\.0/);
  });

  it("asks once for several pages", async () => {
    const [replica] = both();
    const running = await startedConsole({ prometheus: [replica!] });
    await Promise.all([1, 2, 3].map(() => running.ask("GET", "/api/state")));
    const { body } = await running.ask("GET", "/api/state");
    assert.equal(first.asked.get("/api/v1/targets"), 1);
    const state = JSON.parse(body) as ConsoleState;
    assert.deepEqual([state.channels, state.faults, state.acceptance], [["#alerts", "#alerts-critical"], [], []]);
    assert.doesNotMatch(body, /secret-part/);
    await removeConsole(running);
  });

  it("asks again after its time", async () => {
    let count = 0;
    const ask = atMostOnceIn(20, async () => ++count);
    assert.deepEqual(await Promise.all([ask(), ask()]), [1, 1]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(await ask(), 2);
  });
});

describe("the acceptance table", () => {
  const folder = mkdtempSync(join(tmpdir(), "acceptance-"));
  after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "acceptance.json");
  const row = {
    criterion: "AC9",
    title: "PodCrashLooping",
    result: "pass",
    sentence: "It fired.",
    at: "2026-11-30T12:00:00Z",
  };

  it("is what the file has", () => {
    writeFileSync(file, JSON.stringify([row]));
    assert.deepEqual(readAcceptance(file), [row]);
  });

  it("is empty where there is no file, or it is half written or something else", () => {
    assert.deepEqual(readAcceptance(undefined), []);
    assert.deepEqual(readAcceptance(join(folder, "nothing.json")), []);
    for (const text of [JSON.stringify([row]).slice(0, 20), JSON.stringify([{ ...row, result: "green" }])]) {
      writeFileSync(file, text);
      assert.deepEqual(readAcceptance(file), []);
    }
  });
});
