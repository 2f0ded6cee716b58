/**
 * What Slack and the heartbeat are sent, by a real Alertmanager on what `render` writes for production. The exact JSON is
 * in `golden/`; `npm run golden` renews it.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { alertmanagerConfig } from "../../../components/kube-prometheus-stack/alertmanager";
import { PROJECT_FOLDER } from "../../../render/program";
import { configWith } from "../../program/config.fixture";
import { startAlertmanager, type Notification, type PostedAlert, type RunningAlertmanager } from "./alertmanager";
import { preparedTools } from "./prepare";
import { assertMessages, attachment, external, GRAFANA, links, MINUTE_MS, resolved } from "./slack";
import { configurationOf } from "./stacks";

/** An expression with everything that an address or a JSON text could stumble over. */
const EXPRESSION = `sum by (namespace, job) (rate(http_requests_total{status=~"5..|\\\\d+", route!~"/(metrics)"}[3m]))\n  / 100 % 3 > 0.05 and x != "a+b & c | ü"`;

/** An alert as Prometheus would post it. */
function alert(
  alertname: string,
  labels: Readonly<Record<string, string>>,
  annotations: Readonly<Record<string, string>> = {},
  startsAt = new Date().toISOString(),
): PostedAlert {
  const parameters = new URLSearchParams({ "g0.expr": EXPRESSION, "g0.tab": "1" });
  return {
    labels: { alertname, severity: "warning", team: "application", namespace: "payments", ...external, ...labels },
    annotations: {
      summary: "Service answers slowly.",
      description: `95% of the requests to ${labels["job"] ?? "it"} in payments take up to 812ms (more than 500ms) for at least 5 minutes.`,
      runbook_url: `https://docs.qualisys.io/monitoring/runbooks/${alertname}.md`,
      dashboard_url: `${GRAFANA}/d/application?viewPanel=4&var-job=${labels["job"] ?? ""}`,
      ...annotations,
    },
    generatorURL: `http://monitoring-kube-prometheus-prometheus.monitoring:9090/graph?${parameters.toString()}`,
    startsAt,
  };
}

/** Alerts of one name that begin together. */
function alerts(alertname: string, labels: readonly Readonly<Record<string, string>>[]): PostedAlert[] {
  const startsAt = new Date().toISOString();
  return labels.map((own) => alert(alertname, own, {}, startsAt));
}

describe("messages", function () {
  this.timeout(120_000);
  let alertmanager: RunningAlertmanager;

  before(async function () {
    await preparedTools.call(this, ["alertmanager"]);
    alertmanager = await startAlertmanager(await configurationOf("production"));
  });
  after(() => alertmanager.stop());

  it("of a warning go to #alerts", async () => {
    const one = alert("SlowService", { job: "api" });
    await alertmanager.post(one);
    assertMessages("warning", await alertmanager.notifications("SlowService", 1), one);
  });

  it("of a critical alert go to both channels", async () => {
    const one = alert(
      "HighErrorRate",
      { job: "api", severity: "critical" },
      {
        summary: "Service fails requests.",
        description:
          "7.3% of the requests to api in payments are answered with a 5xx status (more than 5%) for at least 5 minutes.",
      },
    );
    await alertmanager.post(one);
    assertMessages("critical", await alertmanager.notifications("HighErrorRate", 2), one);
  });

  it("say when it is over", async () => {
    const one = alert("EventLoopLag", { job: "api" });
    await alertmanager.post(one);
    await alertmanager.notifications("EventLoopLag", 1);
    const [over = one] = resolved([one]);
    await alertmanager.post(over);
    assertMessages("resolved", (await alertmanager.notifications("EventLoopLag", 2)).slice(1), over);
  });

  it("put the alerts of one name and namespace together", async () => {
    const three = alerts("HighAPILatency", [{ job: "search" }, { job: "web" }, { job: "worker" }]);
    await alertmanager.post(...three);
    assertMessages("grouped", await alertmanager.notifications("HighAPILatency", 1), three[0]!);
  });

  it("list those that still fire, and count those that are over", async () => {
    const [one, ...others] = alerts("SampleLimit", [{ job: "api" }, { job: "web" }, { job: "worker" }]);
    await alertmanager.post(one!, ...others);
    await alertmanager.notifications("SampleLimit", 1);
    await alertmanager.post(...resolved(others));
    assertMessages("partly-resolved", (await alertmanager.notifications("SampleLimit", 2)).slice(1), one!);
  });

  it("name ten alerts and count the others", async () => {
    const twelve = alerts(
      "PodCrashLooping",
      Array.from({ length: 12 }, (_, index) => ({ job: `pod-${String(index).padStart(2, "0")}` })),
    );
    await alertmanager.post(...twelve);
    const found = await alertmanager.notifications("PodCrashLooping", 1);
    assert.equal(attachment(found[0]!).text.match(/^• /gm)?.length, 10);
    assert.match(attachment(found[0]!).text, /^and 2 more$/m);
    assertMessages("more-than-ten", found, twelve[0]!);
  });

  it("say everything of a chart's alert, which has no panel and no team", async () => {
    const {
      labels: { team: _team, ...labels },
      ...rest
    } = alert("KubeJobFailed", {});
    const { dashboard_url: _panel, ...annotations } = rest.annotations ?? {};
    const one = { ...rest, labels, annotations };
    await alertmanager.post(one);
    assertMessages("without-panel", await alertmanager.notifications("KubeJobFailed", 1), one);
  });

  it("hold of an alert without texts and addresses what there is", async () => {
    const one: PostedAlert = { labels: { alertname: "TestAlert" }, startsAt: new Date().toISOString() };
    await alertmanager.post(one);
    assertMessages("bare", await alertmanager.notifications("TestAlert", 1), one);
  });

  it("show what Slack would take for markup as it is", async () => {
    const one = alert(
      "Markup",
      { job: "a&b" },
      {
        summary: "1 < 2 & <!channel> > 0",
        description: "<https://x|y> & *z*",
        runbook_url: "https://docs.qualisys.io/<a>|b?c=1&d=2",
      },
    );
    await alertmanager.post(one);
    assertMessages("markup", await alertmanager.notifications("Markup", 1), one);
  });

  it("read as the sample in docs/alert-response.md does (npm run golden)", () => {
    const page = join(PROJECT_FOLDER, "docs/alert-response.md");
    const [message] = JSON.parse(readFileSync(join(__dirname, "golden/grouped.json"), "utf8")) as readonly [
      Notification,
    ];
    const text = attachment(message)
      .text.replaceAll(/<[^|>]*\|([^>]*)>/g, "[$1]")
      .replaceAll(/[*_]/g, "")
      .replaceAll("START", "2026-01-05 14:03");
    const sample = (markdown: string) =>
      markdown.replace(
        /(?<=<!-- sample:message -->\n)[\s\S]*(?=<!-- sample:message:end -->)/,
        () => `\`\`\`text\n${attachment(message).title}\n${text}\n\`\`\`\n`,
      );
    if (process.env["UPDATE_GOLDEN"] !== undefined) writeFileSync(page, sample(readFileSync(page, "utf8")));
    assert.equal(readFileSync(page, "utf8"), sample(readFileSync(page, "utf8")));
  });

  it("lead to the query in Grafana's Explore", async () => {
    const one = alert("LinkedQuery", { job: "api" });
    await alertmanager.post(one);
    const url = links((await alertmanager.notifications("LinkedQuery", 1))[0]!).get("Query");
    const panes = JSON.parse(url?.searchParams.get("panes") ?? "{}") as {
      a: { datasource: string; queries: [{ expr: string }]; range: { from: string; to: string } };
    };
    assert.equal(`${url?.origin}${url?.pathname}`, `${GRAFANA}/explore`);
    assert.equal(panes.a.datasource, "prometheus");
    assert.equal(panes.a.queries[0].expr, EXPRESSION);
    assert.deepEqual(panes.a.range, { from: String(Date.parse(one.startsAt ?? "") - 60 * MINUTE_MS), to: "now" });
  });

  it("lead to a silence of exactly the alert", async () => {
    const one = alert("LinkedSilence", { job: "api", pod: 'a b+c&d="e"|ü' });
    await alertmanager.post(one);
    const url = links((await alertmanager.notifications("LinkedSilence", 1))[0]!).get("Silence");
    assert.equal(`${url?.origin}${url?.pathname}`, `${GRAFANA}/alerting/silence/new`);
    assert.equal(url?.searchParams.get("alertmanager"), "Alertmanager");
    assert.deepEqual(
      url?.searchParams.getAll("matcher").sort(),
      Object.entries(one.labels)
        .map(([name, value]) => `${name}=${value}`)
        .sort(),
    );
  });

  it("lead to a silence of what several alerts have in common", async () => {
    const [one, two] = alerts("CommonSilence", [{ job: "api" }, { job: "web" }]);
    await alertmanager.post(one!, two!);
    const url = links((await alertmanager.notifications("CommonSilence", 1))[0]!).get("Silence all");
    const { job: _job, ...common } = one!.labels;
    assert.deepEqual(
      url?.searchParams.getAll("matcher").sort(),
      Object.entries(common)
        .map(([name, value]) => `${name}=${value}`)
        .sort(),
    );
  });

  it("lead nowhere but to Grafana and to the runbooks", () => {
    const all = alertmanager.arrived().map((notification) => [...links(notification).values()].map(({ host }) => host));
    const titles = alertmanager
      .arrived()
      .flatMap((notification) => attachment(notification).title_link ?? [])
      .map((link) => new URL(link).host);
    assert.deepEqual([...new Set([...all.flat(), ...titles])].sort(), ["docs.qualisys.io", "grafana.qualisys.io"]);
  });
});

describe("the heartbeat", function () {
  this.timeout(120_000);
  let alertmanager: RunningAlertmanager;
  const watchdog: PostedAlert = {
    labels: { alertname: "Watchdog", severity: "none", ...external },
    annotations: { summary: "Always firing." },
    startsAt: new Date().toISOString(),
  };

  before(async function () {
    await preparedTools.call(this, ["alertmanager"]);
    const { file, templates } = await configurationOf("production");
    const slack = configWith().alertmanager.slack;
    const heartbeat = { url: { secret: "heartbeat" }, interval: "1m" };
    alertmanager = await startAlertmanager({
      file: { ...file, ...alertmanagerConfig({ slack, heartbeat }) },
      templates,
    });
    await alertmanager.post(watchdog);
  });
  after(() => alertmanager.stop());

  it("is sent the Watchdog at once, and nothing to Slack", async () => {
    const found = await alertmanager.notifications("Watchdog", 1);
    assertMessages("heartbeat", found.slice(0, 1), watchdog);
  });

  it("is sent it again in each interval, and nobody else is", async () => {
    const found = await alertmanager.notifications("Watchdog", 4);
    assert.deepEqual([...new Set(found.map(({ address }) => address))], ["alertmanager-heartbeat/url"]);
  });
});
