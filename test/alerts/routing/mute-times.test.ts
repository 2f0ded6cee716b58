/** Warnings that wait for working hours: by a real Alertmanager, in one that is always or never within them. */
import assert from "node:assert/strict";
import { alertmanagerConfig, messageTemplates } from "../../../components/kube-prometheus-stack/alertmanager";
import { alertmanager as schema } from "../../../config/schema/alertmanager";
import { startAlertmanager } from "./alertmanager";
import { preparedTools } from "./prepare";

const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/** Today in UTC, and tomorrow, for a test that runs at midnight. */
function nextDays(): string[] {
  const today = new Date().getUTCDay();
  return [today, today + 1].map((day) => DAYS[day % 7] ?? "");
}

/** Names of the alerts that somebody is notified of, of a warning, a critical alert and one of no known severity. */
async function notified(workdays: readonly string[]): Promise<string[]> {
  const input = schema.parse({
    slack: { alerts: { channel: "#alerts", webhook: { secret: "slack", key: "alerts" } } },
    muteTimes: { timeZone: "UTC", workdays, workFrom: "00:00", workUntil: "24:00" },
  });
  const alertmanager = await startAlertmanager({
    file: alertmanagerConfig(input),
    templates: messageTemplates({ grafanaUrl: "https://grafana.example.org" }),
  });
  try {
    const names = { Warning: "warning", Critical: "critical", Unknown: "page" };
    await alertmanager.post(
      ...Object.entries(names).map(([alertname, severity]) => ({ labels: { alertname, severity } })),
    );
    for (const name of ["Critical", "Unknown"]) await alertmanager.notifications(name, 1);
    // Sent after all the others, whose waits began before.
    await alertmanager.post({ labels: { alertname: "Last", severity: "critical" } });
    await alertmanager.notifications("Last", 1);
    const text = JSON.stringify(alertmanager.arrived());
    return Object.keys(names).filter((name) => text.includes(`] ${name}"`));
  } finally {
    await alertmanager.stop();
  }
}

describe("outside working hours", function () {
  this.timeout(120_000);
  before(function () {
    return preparedTools.call(this, ["alertmanager"]);
  });

  it("warnings wait, and nothing else does", async () =>
    assert.deepEqual(await notified(DAYS.filter((day) => !nextDays().includes(day))), ["Critical", "Unknown"]));
  it("nothing waits within them", async () =>
    assert.deepEqual(await notified(nextDays()), ["Warning", "Critical", "Unknown"]));
});
