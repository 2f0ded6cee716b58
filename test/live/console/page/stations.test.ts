import assert from "node:assert/strict";
import { pipelineOf } from "../../../../sandbox/live/console/page/pipeline/stations";
import type { Alert, ConsoleState, Message, Target } from "../../../../sandbox/live/console/page/state";
import { ago } from "../../../../sandbox/live/console/page/times";

const at = "2026-11-30T12:00:00.000Z";
const before = (seconds: number) => new Date(Date.parse(at) - seconds * 1000).toISOString();

const target: Target = {
  job: "api",
  namespace: "staging",
  instance: "10.0.0.1:80",
  metricsPath: "/metrics",
  health: "up",
  error: "",
  lastScrape: at,
};
const alert: Alert = {
  name: "HighErrorRate",
  state: "firing",
  severity: "critical",
  since: before(60),
  labels: {},
  summary: "",
  description: "",
};
const message: Message = {
  id: 1,
  at: before(10),
  channel: "#alerts",
  payload: {},
  status: 200,
  answer: "ok",
  remarks: [],
};

/** Everything is well. */
const good: ConsoleState = {
  at,
  prometheus: [{ pod: "prometheus-0", url: "http://127.0.0.1:1" }],
  targets: [target],
  rules: { groups: 2, rules: 9, unevaluated: 0, failing: [] },
  alerts: [{ ...alert, name: "Watchdog", severity: "none" }],
  alertmanagers: [{ pod: "alertmanager-0", url: "http://127.0.0.1:2" }],
  groups: [],
  channels: ["#alerts"],
  messages: [message],
  slackMode: { answer: "ok" },
  heartbeat: { expected: true, count: 3, lastAt: before(20) },
  faults: [],
  acceptance: [],
  standIns: [],
  leftOut: [],
  versions: [],
};

const stations = (change: Partial<ConsoleState> = {}) => pipelineOf({ ...good, ...change }).stations;
const station = (id: string, change: Partial<ConsoleState> = {}) => {
  const { detail, condition } = stations(change).find((one) => one.id === id) ?? assert.fail(`no station ${id}`);
  return [condition, detail];
};

describe("the stations of the pipeline", () => {
  it("are all well where everything is; the Watchdog is no alarm", () => {
    assert.deepEqual(
      stations().map(({ id, column, condition }) => [id, column, condition]),
      [
        ["job api", 0, "ok"],
        ["prometheus prometheus-0", 1, "ok"],
        ["rules", 2, "ok"],
        ["alertmanager alertmanager-0", 3, "ok"],
        ["receiver #alerts", 4, "ok"],
        ["receiver heartbeat", 4, "ok"],
      ],
    );
  });

  it("of a job count its targets, and those with one that is down come first", () => {
    const targets: Target[] = [
      { ...target, job: "a" },
      target,
      { ...target, health: "down" },
      { ...target, job: "c", health: "unknown" },
    ];
    assert.deepEqual(station("job api", { targets }), ["down", "1 of 2 up"]);
    assert.deepEqual(station("job c", { targets }), ["idle", "0 of 1 up"]);
    assert.equal(stations({ targets })[0]?.id, "job api");
  });

  it("of the rules are as bad as the worst", () => {
    const { rules } = good;
    assert.ok(rules);
    const pending = { ...alert, state: "pending" as const };
    assert.deepEqual(station("rules", { alerts: [pending] }), ["pending", "2 groups, 9 rules"]);
    assert.deepEqual(station("rules", { alerts: [pending, alert] }), ["firing", "2 groups, 9 rules"]);
    assert.deepEqual(station("rules", { rules: { ...rules, unevaluated: 1 } }), ["idle", "1 of 2 groups evaluated"]);
    assert.deepEqual(station("rules", { rules: { ...rules, failing: ["a in b: bad"] } }), [
      "down",
      "1 fail: a in b: bad",
    ]);
    assert.deepEqual(station("rules", { rules: undefined }), ["down", "no Prometheus answers"]);
  });

  it("of a replica say why it does not answer", () => {
    const [replica] = good.alertmanagers;
    assert.ok(replica);
    const alertmanagers = [{ ...replica, problem: "connect ECONNREFUSED" }];
    assert.deepEqual(station("alertmanager alertmanager-0", { alertmanagers }), ["down", "connect ECONNREFUSED"]);
    const { ways } = pipelineOf({ ...good, alertmanagers });
    assert.deepEqual(
      ways.map(({ from, to, condition }) => `${from} > ${to}: ${condition}`),
      [
        "job api > prometheus prometheus-0: ok",
        "prometheus prometheus-0 > rules: ok",
        "rules > alertmanager alertmanager-0: down",
        "alertmanager alertmanager-0 > receiver #alerts: down",
        "alertmanager alertmanager-0 > receiver heartbeat: down",
      ],
    );
  });

  it("of a channel tell of its last message", () => {
    assert.deepEqual(station("receiver #alerts"), ["ok", "last message 10 s ago"]);
    assert.deepEqual(station("receiver #alerts", { messages: [] }), ["idle", "no message yet"]);
    const refused = { ...message, status: 429, answer: "rate_limited" };
    assert.deepEqual(station("receiver #alerts", { messages: [refused, message] }), [
      "down",
      "refused 10 s ago: rate_limited",
    ]);
    assert.equal(station("receiver #alerts", { messages: [message, refused] })[0], "ok");
    const stray = { ...message, channel: null, status: 404, answer: "no_service" };
    assert.equal(station("receiver no such webhook", { messages: [stray] })[0], "down");
  });

  it("of the heartbeat fall silent after five minutes, and are none where the stack has no heartbeat", () => {
    const beat = (change: object) => ({ heartbeat: { ...good.heartbeat, ...change } });
    assert.equal(station("receiver heartbeat", beat({ lastAt: before(299) }))[0], "ok");
    assert.equal(station("receiver heartbeat", beat({ lastAt: before(301) }))[0], "down");
    assert.equal(station("receiver heartbeat", beat({ lastAt: undefined }))[0], "idle");
    assert.ok(!stations(beat({ expected: false })).some(({ id }) => id === "receiver heartbeat"));
  });
});

describe("how long ago", () => {
  for (const [seconds, words] of [
    [-3, "0 s"],
    [89, "89 s"],
    [90, "2 min"],
    [5369, "89 min"],
    [7200, "2 h"],
  ] as const)
    it(`${seconds} seconds are ${words}`, () => {
      assert.equal(ago(before(seconds), at), `${words} ago`);
    });
});
