/** Who is told of each alert, as amtool reads what `render` writes. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { stringify } from "yaml";
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

/** The receivers of each alert, in the stack's configuration. */
async function routed(stack: Stack, alerts: readonly RuleLabels[]): Promise<readonly (RuleLabels & { readonly receivers: readonly string[] })[]> {
  const { file } = await configurationOf(stack);
  return withFiles({ "alertmanager.yaml": stringify(file) }, async (folder) => {
    const config = join(folder, "alertmanager.yaml");
    const results = [];
    for (const alert of alerts) {
      const labels = Object.fromEntries(Object.entries({ ...target, ...alert }).filter(([, value]) => value !== undefined));
      results.push({ ...alert, receivers: await receiversOf(config, labels) });
    }
    return results;
  });
}

describe("the routing table", function () {
  this.timeout(180_000);
  before(function () {
    return preparedTools.call(this, ["amtool"]);
  });

  it("has every alert of the project", async () => {
    const rows = new Map<string, string[]>();
    for (const stack of stacks) {
      for (const { alertname, severity, team, receivers } of await routed(stack, await projectAlerts(stack))) {
        const row = `| ${alertname} | ${severity} | ${team} |`;
        rows.set(row, [...(rows.get(row) ?? []), receivers.join(", ")]);
      }
    }
    const lines = [...rows].map(([row, receivers]) => `${row} ${receivers.join(" | ")} |`);
    assertGolden("routing-table.md", ["| Alert | Severity | Team | Production | Staging |", "| --- | --- | --- | --- | --- |", ...lines, ""].join("\n"));
  });

  for (const stack of stacks) {
    describe(`of ${stack}`, () => {
      let alerts: Awaited<ReturnType<typeof routed>>;
      before(async () => (alerts = await routed(stack, [...(await projectAlerts(stack)), ...chartAlerts()])));

      it("sends each alert of the project and of the chart where its severity says", () => {
        const wrong = alerts.filter(({ severity, receivers }) => receivers.join() !== EXPECTED[stack][severity]?.join());
        assert.deepEqual(wrong, []);
      });

      it("has a severity of each", () => {
        for (const severity of ["critical", "warning", "none"]) assert.ok(alerts.some((alert) => alert.severity === severity), `there is no alert of severity ${severity}`);
      });

      it("leads to every receiver", async () => {
        const { file } = await configurationOf(stack);
        assert.deepEqual([...new Set(alerts.flatMap(({ receivers }) => receivers))].sort(), file.receivers?.map(({ name }) => name).sort());
      });

      it("lets an alert of no known severity be heard", async () => {
        const [unknown] = await routed(stack, [{ alertname: "Unknown", severity: "page" }]);
        assert.deepEqual(unknown?.receivers, first);
      });

      it("is accepted by amtool, with its templates", async () => {
        const { file, templates } = await configurationOf(stack);
        const said = await withFiles(templates, async (folder) => {
          const config = stringify({ ...file, templates: [join(folder, "*.tmpl")] });
          return withFiles({ "alertmanager.yaml": config }, (other) => checkConfig(join(other, "alertmanager.yaml")));
        });
        assert.match(said, /SUCCESS/);
        assert.match(said, /1 templates/);
      });
    });
  }

  it("is refused with a receiver that nobody defines", async () => {
    const { file } = await configurationOf("production");
    const broken = { ...file, receivers: file.receivers?.filter(({ name }) => name !== "slack-critical") };
    await assert.rejects(withFiles({ "alertmanager.yaml": stringify(broken) }, (folder) => checkConfig(join(folder, "alertmanager.yaml"))), /undefined receiver "slack-critical"/);
  });
});
