/** docs/alerts.md is what is deployed. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { isAlertingRule, type PrometheusRuleGroup } from "../../alerts";
import { alertsOfTheStory } from "../../alerts/criteria";
import type { AlertmanagerFile } from "../../chart-values/shapes";
import { parseConfig } from "../../config/load";
import { readStackFile } from "../../config/stack-file";
import { alertCatalogue, CATALOGUE_PAGE, STACK } from "../../scripts/alert-catalogue";
import { receiversOf, notified } from "../../scripts/alert-catalogue/routing";
import { plainSentence } from "../../scripts/alert-catalogue/sentence";
import { thresholds } from "../../scripts/alert-catalogue/thresholds";
import { renderedFile, renderedFiles, renderedFolder } from "../stacks/rendered";
import { page, PROJECT_FOLDER, tableRows } from "./markdown";

const GOLDEN = join(__dirname, "../alerts/routing/golden/routing-table.md");

async function deployedAlerts() {
  const groups = [...(await renderedFolder(STACK, "rules")).values()].flatMap(
    (text) => (parse(text) as { groups: PrometheusRuleGroup[] }).groups,
  );
  return groups.flatMap(({ rules }) => rules.filter(isAlertingRule));
}

describe("the catalogue of the alerts", function () {
  this.timeout(60_000);

  it("is the page in the documentation (npm run docs:alerts)", async () =>
    assert.equal(readFileSync(CATALOGUE_PAGE, "utf8"), alertCatalogue(await renderedFiles(STACK))));

  it("changes with a rule", async () => {
    const files = new Map(await renderedFiles(STACK));
    const path = "rules/qualisys-nodes.yaml";
    files.set(path, files.get(path)?.replace("for: 5m", "for: 6m") ?? "");
    assert.notEqual(alertCatalogue(files), readFileSync(CATALOGUE_PAGE, "utf8"));
  });

  it("has a row for every alert", async () => {
    const rows = tableRows(page("docs/alerts.md").text).map(([name]) => name);
    assert.deepEqual(
      (await deployedAlerts()).filter(({ alert }) => !rows.includes(alert)).map(({ alert }) => alert),
      [],
    );
  });

  it("refuses a link to a panel that does not exist", async () => {
    const files = new Map(
      [...(await renderedFiles(STACK))].map(
        ([path, text]) => [path, text.replaceAll("viewPanel=", "viewPanel=9999")] as const,
      ),
    );
    assert.throws(() => alertCatalogue(files), /There is no panel https:/);
  });

  it("knows the alerts of the story by their names", async () => {
    const names = (await deployedAlerts()).map(({ alert }) => alert);
    assert.deepEqual(
      alertsOfTheStory.filter((name) => !names.includes(name)),
      [],
    );
  });

  it("names the receivers that amtool names", async () => {
    const file = parse(await renderedFile(STACK, "alertmanager.yaml")) as AlertmanagerFile;
    const own = (await deployedAlerts()).map(({ alert, labels }) => [
      alert,
      receiversOf(file, { alertname: alert, ...labels }).join(", "),
    ]);
    const amtool = tableRows(readFileSync(GOLDEN, "utf8"))
      .slice(2)
      .map(([alert, , , receivers]) => [alert, receivers]);
    assert.deepEqual(own.toSorted(), amtool.toSorted());
  });
});

describe("who is notified of an alert", () => {
  const slack = (channel: string) => ({ name: channel, slack_configs: [{ channel: `#${channel}` }] });
  const file: AlertmanagerFile = {
    receivers: [{ name: "null" }, slack("a"), slack("b")],
    route: {
      receiver: "a",
      routes: [
        { receiver: "null", matchers: ['severity =~ "info|none"'] },
        { receiver: "b", matchers: ['severity = "critical"'], continue: true },
        {
          matchers: ['severity != "critical"', 'team = "x"'],
          routes: [{ receiver: "b", matchers: ['alertname !~ "A.*"'] }],
        },
        { receiver: "a", matchers: ['severity = "critical"'] },
      ],
    },
  } as AlertmanagerFile;

  const cases: readonly (readonly [what: string, labels: Readonly<Record<string, string>>, notified: string])[] = [
    ["is the root's channel where no route matches", { severity: "odd" }, "`#a`"],
    ["is nobody where a receiver has no channel", { severity: "info" }, "nobody"],
    ["is every channel of routes that go on", { severity: "critical" }, "`#b`, `#a`"],
    ["is the channel of the innermost route", { severity: "warning", team: "x", alertname: "B" }, "`#b`"],
    ["is the parent's channel where no child matches", { severity: "warning", team: "x", alertname: "AB" }, "`#a`"],
  ];
  for (const [what, labels, expected] of cases) it(what, () => assert.equal(notified(file, labels), expected));

  it("is not known of a matcher that cannot be read", () =>
    assert.throws(
      () =>
        notified({ ...file, route: { receiver: "a", routes: [{ matchers: ["severity"] }] } } as AlertmanagerFile, {}),
      /The matcher severity cannot be read/,
    ));
});

describe("the plain sentence of an alert", () => {
  const cases: readonly (readonly [string, string])[] = [
    ['Node {{ $labels.instance }} is {{ $value | printf "%.1f" }}% busy.', "Node *instance* is *value*% busy."],
    [
      "{{ $value }} of ({{ with $labels.server }}{{ . }} behind {{ end }}{{ $labels.instance }})",
      "*value* of (*server* behind *instance*)",
    ],
    ["Of {{ with $labels.app }}{{ . }}{{ else }}an unnamed one{{ end }}.", "Of *app*."],
  ];
  for (const [description, sentence] of cases) it(sentence, () => assert.equal(plainSentence(description), sentence));

  it("leaves nothing to fill in, of any alert", async function () {
    this.timeout(60_000);
    assert.deepEqual(
      (await deployedAlerts())
        .map(({ annotations }) => plainSentence(annotations.description))
        .filter((text) => text.includes("{{")),
      [],
    );
  });
});

describe("the keys of an alert", () => {
  const keys = thresholds(parseConfig(readStackFile(PROJECT_FOLDER, STACK)));

  it("are those with which its expression changes", () =>
    assert.deepEqual(keys.get("HighErrorRate"), [
      { key: "alerts.services.errorPercent", values: [5] },
      { key: "alerts.services.minRequestsIn5Minutes", values: [10] },
    ]));

  it("are none where no number of the configuration is in it", () =>
    assert.equal(keys.get("RedisRejectedConnections"), undefined));

  it("are those of every service", () =>
    assert.deepEqual(
      keys.get("SLOErrorBudgetBurn1Hour")?.find(({ key }) => key.includes("availability")),
      { key: "services[].slo.availability.percent", values: [99.5] },
    ));
});
