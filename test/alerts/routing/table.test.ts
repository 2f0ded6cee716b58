/** Who is notified of each alert, as amtool reads what `render` writes. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { stringify } from "yaml";
import { markdown, table } from "../../../markdown";
import { checkConfig, receiversOf, withFiles } from "./amtool";
import { assertGolden } from "./golden";
import { preparedTools } from "./prepare";
import { chartAlerts, projectAlerts, type RuleLabels } from "./rules";
import { configurationOf, stacks, type Stack } from "./stacks";

const both = ["slack-critical", "slack-notifications"];
const first = ["slack-notifications"];
const nobody = ["null"];

/** Receivers by severity. */
const EXPECTED: Readonly<Record<Stack, Readonly<Record<string, readonly string[]>>>> = {
  production: { critical: both, warning: first, info: nobody, none: nobody },
  staging: { critical: first, warning: first, info: nobody, none: nobody },
};

/** What every alert carries besides its rule's labels. */
const target = { namespace: "monitoring", job: "api", cluster: "x" };

/** An alert, and who is notified of it. */
type Row = RuleLabels & { readonly receivers: readonly string[] };

/** The receivers of each alert, in the stack's configuration. */
async function routed(stack: Stack, alerts: readonly RuleLabels[]): Promise<readonly Row[]> {
  const { file } = await configurationOf(stack);
  return withFiles({ "alertmanager.yaml": stringify(file) }, async (folder) => {
    const rows: Row[] = [];
    for (const { alertname, severity, team } of alerts) {
      const labels = { ...target, alertname, severity, ...(team === undefined ? {} : { team }) };
      rows.push({ alertname, severity, team, receivers: await receiversOf(join(folder, "alertmanager.yaml"), labels) });
    }
    return rows;
  });
}

describe("the routing table", function () {
  this.timeout(180_000);
  const project: Partial<Record<Stack, readonly Row[]>> = {};
  before(async function () {
    await preparedTools.call(this, ["amtool"]);
    for (const stack of stacks) project[stack] = await routed(stack, await projectAlerts(stack));
  });

  it("has every alert of the project", () => {
    const columns = (stack: Stack) =>
      new Map(
        project[stack]?.map(({ alertname, severity, team, receivers }) => [
          `${alertname} | ${severity} | ${team}`,
          receivers.join(", "),
        ]),
      );
    const [production, staging] = [columns("production"), columns("staging")];
    const alerts = [...new Set([...production.keys(), ...staging.keys()])].sort();
    const rows = alerts.map((alert) => [
      ...alert.split(" | "),
      production.get(alert) ?? "-",
      staging.get(alert) ?? "-",
    ]);
    assertGolden("routing-table.md", markdown(table(["Alert", "Severity", "Team", "Production", "Staging"], rows)));
  });

  for (const stack of stacks) {
    describe(`of ${stack}`, () => {
      let rows: readonly Row[];
      before(async () => (rows = [...(project[stack] ?? []), ...(await routed(stack, chartAlerts()))]));

      it("sends each alert of the project and of the chart where its severity says", () => {
        assert.deepEqual(
          rows.filter(({ severity, receivers }) => receivers.join() !== EXPECTED[stack][severity]?.join()),
          [],
        );
      });

      it("has alerts of each severity that somebody has to act on", () => {
        for (const severity of ["critical", "warning"])
          assert.ok(
            project[stack]?.some((row) => row.severity === severity),
            `there is no alert of severity ${severity}`,
          );
      });

      it("leads to every receiver", async () => {
        const { file } = await configurationOf(stack);
        assert.deepEqual(
          [...new Set(rows.flatMap(({ receivers }) => receivers))].sort(),
          file.receivers?.map(({ name }) => name).sort(),
        );
      });

      it("notifies an alert of no known severity", async () => {
        const [unknown] = await routed(stack, [{ alertname: "Unknown", severity: "page" }]);
        assert.deepEqual(unknown?.receivers, first);
      });

      it("is accepted by amtool, with its templates", async () => {
        const { file, templates } = await configurationOf(stack);
        const files = { ...templates, "alertmanager.yaml": stringify({ ...file, templates: ["*.tmpl"] }) };
        assert.match(await withFiles(files, (folder) => checkConfig(join(folder, "alertmanager.yaml"))), /SUCCESS/);
      });
    });
  }

  it("is refused with a receiver that nobody defines", async () => {
    const { file } = await configurationOf("production");
    const broken = { ...file, receivers: file.receivers?.filter(({ name }) => name !== "slack-critical") };
    await assert.rejects(
      withFiles({ "alertmanager.yaml": stringify(broken) }, (folder) => checkConfig(join(folder, "alertmanager.yaml"))),
      /undefined receiver "slack-critical"/,
    );
  });

  it("is refused with a template that does not parse", async () => {
    const { file } = await configurationOf("production");
    const files = { "slack.tmpl": "{{ define }}", "alertmanager.yaml": stringify({ ...file, templates: ["*.tmpl"] }) };
    await assert.rejects(
      withFiles(files, (folder) => checkConfig(join(folder, "alertmanager.yaml"))),
      /slack\.tmpl/,
    );
  });
});
