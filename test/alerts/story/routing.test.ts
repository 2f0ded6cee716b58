/** What is wrong with the story's own Alertmanager configuration, shown on its text, and that ours is right. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { AlertmanagerFile } from "../../../chart-values/shapes";
import { checkConfig, receiversOf, withFiles } from "../routing/amtool";
import { startAlertmanager, type Configuration, type RunningAlertmanager } from "../routing/alertmanager";
import { preparedTools } from "../routing/prepare";
import { configurationOf } from "../routing/stacks";
import { storyConfiguration, storyConfigurationWithAddress } from "./alertmanager";

const summary = "Pod is crash looping.";
const critical = {
  labels: { alertname: "PodCrashLooping", severity: "critical", namespace: "shop" },
  annotations: { summary },
};
const watchdog = { labels: { alertname: "Watchdog", severity: "none" }, annotations: { summary: "Always firing." } };

/** The channels of everything that arrived about an alert, and the texts. */
function messagesAbout(alertmanager: RunningAlertmanager, alertname: string) {
  const bodies = alertmanager
    .arrived()
    .map(({ body }) => body as { channel: string; attachments: readonly { title: string; text: string }[] });
  return bodies
    .filter(({ attachments }) => attachments.some(({ title }) => title.includes(alertname)))
    .map(({ channel, attachments }) => ({ channel, text: attachments[0]?.text ?? "" }));
}

describe("the story's Alertmanager", function () {
  this.timeout(120_000);
  const running: RunningAlertmanager[] = [];
  let ours: Configuration;

  /** Starts one, and waits for what it makes of the two alerts. */
  async function notified(configuration: Configuration): Promise<RunningAlertmanager> {
    const alertmanager = await startAlertmanager(configuration);
    running.push(alertmanager);
    await alertmanager.post(critical, watchdog);
    await alertmanager.notifications("PodCrashLooping", 1);
    // What comes last shows that the others have had their time.
    await alertmanager.post({ labels: { alertname: "Last", severity: "warning" } });
    await alertmanager.notifications("Last", 1);
    return alertmanager;
  }

  let story: RunningAlertmanager;
  let own: RunningAlertmanager;
  before(async function () {
    await preparedTools.call(this, ["alertmanager", "amtool"]);
    ours = await configurationOf("production");
    story = await notified({ file: parse(storyConfigurationWithAddress) as AlertmanagerFile, templates: {} });
    own = await notified(ours);
  });
  after(async () => {
    for (const alertmanager of running) await alertmanager.stop();
  });

  it("is refused, since nothing replaces the variable with Slack's address", async () => {
    const check = (text: string) =>
      withFiles({ "alertmanager.yaml": text }, (folder) => checkConfig(join(folder, "alertmanager.yaml")));
    await assert.rejects(check(storyConfiguration), /unsupported scheme "" for URL/);
    await assert.rejects(
      startAlertmanager({ file: parse(storyConfiguration) as AlertmanagerFile, templates: {} }),
      /unsupported scheme/,
    );
    assert.match(await check(stringify(ours.file)), /SUCCESS/);
  });

  it("keeps critical alerts from #alerts, since a parent's receiver is not used once a child matched", async () => {
    const routes = (text: string) =>
      withFiles({ "alertmanager.yaml": text }, (folder) =>
        receiversOf(join(folder, "alertmanager.yaml"), critical.labels),
      );
    assert.deepEqual(await routes(storyConfigurationWithAddress), ["slack-critical"]);
    assert.deepEqual(await routes(stringify(ours.file)), ["slack-critical", "slack-notifications"]);
    const channels = (alertmanager: RunningAlertmanager) =>
      messagesAbout(alertmanager, "PodCrashLooping")
        .map(({ channel }) => channel)
        .sort();
    assert.deepEqual(channels(story), ["#alerts-critical"]);
    assert.deepEqual(channels(own), ["#alerts", "#alerts-critical"]);
  });

  it("shows \\n in place of a line break, since the text is in single quotes", async () => {
    // The only channel with that text is the one that critical alerts miss.
    await story.post({ ...critical, labels: { ...critical.labels, alertname: "HighCPUUsage", severity: "warning" } });
    await story.notifications("HighCPUUsage", 1);
    assert.equal(messagesAbout(story, "HighCPUUsage")[0]?.text, `${summary}\\n`);
    const [message] = messagesAbout(own, "PodCrashLooping");
    assert.deepEqual([message?.text.includes("\\n"), message?.text.split("\n")[0]], [false, `*${summary}*`]);
  });

  it("sends the Watchdog to Slack, and never stops", () => {
    assert.deepEqual(
      messagesAbout(story, "Watchdog").map(({ channel }) => channel),
      ["#alerts"],
    );
    assert.deepEqual(messagesAbout(own, "Watchdog"), []);
  });
});
