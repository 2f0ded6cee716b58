import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { alertGroups, isAlertingRule, severities, type AlertingRule } from "../../alerts";
import { defaultAlertSettings, type AlertSettings } from "../../config/schema/alerts";
import { nodes, selectedMetrics } from "../../promql";
import { externalLabelNames, targetLabels } from "../../naming";
import { alertOptions, alerts, ruleFiles, rules, RUNBOOK_BASE_URL } from "./options";
import { page, tableRows } from "../docs/markdown";
import { unitTestPaths } from "./unit-tests/files";
import { preparePromtool, promtool, withRuleFiles } from "./promtool";

const runbookFolder = join(__dirname, "../../runbooks");
const runbook = (alert: AlertingRule) => readFileSync(join(runbookFolder, `${alert.alert}.md`), "utf8");

/** Labels of the targets and their series, which an alert's own labels would hide. */
const reservedLabels: readonly string[] = [
  ...Object.values(targetLabels),
  ...externalLabelNames,
  ...["pod", "container", "service", "node", "endpoint", "uid", "server"],
];

/** What compares sizes, by the grammar's names. */
const ORDERS = ["Gtr", "Gte", "Lss", "Lte"];

/** They compare, and tell no more than that something happened: an end, failures, silence. */
const UP_OR_DOWN = ["ContainerOutOfMemory", "PostgresCollectorFailing", "PostgresReplicaDisconnected"];

/** Every alert, once: one on several services is one alert. */
const names = [...new Set(alerts.map(({ alert }) => alert))].sort();

/** Fails with the names of all alerts of which something does not hold. */
function assertAll(holds: (alert: AlertingRule) => boolean): void {
  assert.deepEqual(
    alerts.filter((alert) => !holds(alert)).map(({ alert }) => alert),
    [],
  );
}

describe("the alert rules", () => {
  before(preparePromtool);

  it("have a file and a group for each subject", () => {
    for (const { name, groups } of ruleFiles)
      assert.deepEqual(
        groups.map((group) => group.name),
        [name],
      );
  });

  // Runbooks and faults are compared with the alerts in tests of their own, so an alert that vanishes or changes its name leaves four traces.
  it("have a proof in the folder of their subject, and no proof is without an alert", () => {
    const folders = ruleFiles.flatMap(({ name, groups }) =>
      groups
        .flatMap((group) => group.rules)
        .filter(isAlertingRule)
        .map(({ alert }) => `${alert.startsWith("SLO") ? "slo" : name.replace(/^qualisys-/, "")}/${alert}`),
    );
    assert.deepEqual(unitTestPaths().sort(), [...new Set(folders)].sort());
  });

  it("have a row in docs/alerts.md, and no row is without an alert", () => {
    const tables = page("docs/alerts.md")
      .text.split("\n\n")
      .map(tableRows)
      .filter((rows) => rows[0]?.[0] === "Alert");
    assert.deepEqual(
      tables
        .flatMap((rows) => rows.slice(2))
        .map(([name]) => name)
        .sort(),
      names,
    );
  });

  it("are accepted by promtool", () =>
    withRuleFiles((_folder, paths) => promtool(["check", "rules", "--lint=all", "--lint-fatal", ...paths])));

  it("have a known severity", () => assertAll(({ labels }) => severities.includes(labels.severity)));

  it("overwrite no label of a target", () =>
    assertAll(({ labels }) => !Object.keys(labels).some((label) => reservedLabels.includes(label))));

  it("have a summary of one line that does not change with the value", () =>
    assertAll(
      ({ annotations: { summary } }) => summary !== "" && !summary.includes("\n") && !summary.includes("$value"),
    ));

  it("have a description that names the place", () =>
    assertAll(({ annotations: { description } }) => description.includes("$labels.")));

  it("have a description with the value, where it is more than up or down", () =>
    assertAll(
      ({ alert, expr, annotations: { description } }) =>
        description.includes("$value") ||
        UP_OR_DOWN.includes(alert) ||
        !nodes(expr).some(({ name }) => ORDERS.includes(name)),
    ));

  it("use every recording of their group, in an alert or in another recording", () => {
    const recordings = rules.flatMap((rule) => (isAlertingRule(rule) ? [] : [rule.record]));
    assert.deepEqual(
      recordings.filter((name) => !rules.some(({ expr }) => selectedMetrics(expr).names.includes(name))),
      [],
    );
  });

  it("follow the thresholds they are given", () => {
    const subjects = Object.entries<Readonly<Record<string, number>>>(defaultAlertSettings());
    // Every number becomes one that stands nowhere else; a share in per cent is compared as a hundredth, where its digits stay.
    const numbered = subjects.map(
      ([subject, settings], index) =>
        [
          subject,
          Object.fromEntries(Object.keys(settings).map((key, position) => [key, 90100 + 10 * index + position])),
        ] as const,
    );
    const settings = Object.fromEntries(numbered) as unknown as AlertSettings;
    const text = JSON.stringify(alertGroups({ ...alertOptions, settings }));
    const unused = numbered.flatMap(([subject, changed]) =>
      Object.entries(changed)
        .filter(([, value]) => !text.includes(`${value}`))
        .map(([key]) => `${subject}.${key}`),
    );
    assert.deepEqual(unused, []);
  });

  it("are the same every time", () => assert.equal(stringify(alertGroups(alertOptions)), stringify(ruleFiles)));

  it("accept a runbook address with a trailing slash", () =>
    assert.deepEqual(alertGroups({ ...alertOptions, runbookBaseUrl: `${RUNBOOK_BASE_URL}/` }), ruleFiles));
});

describe("the runbooks", () => {
  before(preparePromtool);

  it("are linked by their alerts", () =>
    assertAll(({ alert, annotations }) => annotations.runbook_url === `${RUNBOOK_BASE_URL}/${alert}.md`));

  it("exist for every alert, and for nothing else", () =>
    assert.deepEqual(readdirSync(runbookFolder).sort(), alerts.map(({ alert }) => `${alert}.md`).sort()));

  it("have the name of their alert and four headings", () =>
    assertAll((alert) => {
      const headings = runbook(alert)
        .split("\n")
        .filter((line) => /^##? /.test(line));
      const expected = [`# ${alert.alert}`, "## Meaning", "## Impact", "## Diagnosis", "## Mitigation"];
      return headings.join() === expected.join();
    }));

  it("have queries that promtool can read", () =>
    withRuleFiles(async (folder) => {
      const queries = alerts.flatMap((alert) =>
        [...runbook(alert).matchAll(/```promql\n(.*?)```/gs)].map(([, query]) => query),
      );
      assert.ok(queries.length >= alerts.length);
      const path = join(folder, "runbook-queries.yaml");
      const recordings = queries.map((expr, index) => ({ record: `query_${index}`, expr }));
      await writeFile(path, stringify({ groups: [{ name: "queries", rules: recordings }] }));
      await promtool(["check", "rules", path]);
    }));
});
