/** What an Alertmanager does that was restarted: it has forgotten every alert, and hears of them one after the other. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { startAlertmanager, type StartOptions } from "./alertmanager";
import { preparedTools } from "./prepare";
import { configurationOf } from "./stacks";

const server = { namespace: "monitoring", job: "redis-exporter", cache: "sessions", instance: "10.0.1.6:9121" };
const down = { labels: { alertname: "RedisDown", severity: "critical", ...server } };
const clients = { labels: { alertname: "RedisClientsNearLimit", severity: "warning", ...server } };
const after = { labels: { alertname: "HighErrorRate", severity: "critical", namespace: "shop", job: "api" } };

describe("a restarted Alertmanager", function () {
  this.timeout(60_000);
  before(async function () {
    await preparedTools.call(this, ["alertmanager"]);
  });

  /** What is notified where an inhibited alert is heard of two seconds, four times the wait of its group, before its cause. */
  async function notified(options: StartOptions): Promise<string> {
    const alertmanager = await startAlertmanager(await configurationOf("production"), options);
    try {
      await alertmanager.post(clients);
      await sleep(2_000);
      await alertmanager.post(down, after);
      await alertmanager.notifications("HighErrorRate", 2);
      return JSON.stringify(alertmanager.arrived());
    } finally {
      await alertmanager.stop();
    }
  }

  it("does not notify an alert whose cause it hears of within the delay of its start", async () => {
    const text = await notified({ startDelayMs: 10_000 });
    assert.doesNotMatch(text, /RedisClientsNearLimit/);
    assert.match(text, /RedisDown/);
  });

  it("would notify it without the delay", async () => {
    assert.match(await notified({}), /RedisClientsNearLimit/);
  });
});
