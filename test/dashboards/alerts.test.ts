import assert from "node:assert/strict";
import { alertGroups, isAlertingRule } from "../../alerts";
import { defaultAlertSettings, type AlertSettings } from "../../config/schema/alerts";
import { dashboards, dashboardSpecs } from "../../dashboards";
import { thresholds } from "../../report/promql";
import { alertOptions, alerts, RUNBOOK_BASE_URL } from "../alerts/options";
import { models, panels, type Model, type Panel } from "./model";

/** From this value on a panel has the colour. */
interface Step {
  readonly value: number | null;
  readonly color: string;
}

/** The last step of a panel whose alert compares so; a panel that counts has whole numbers. */
function stepFor(comparison: string, counts: boolean): Step {
  const [operator, number = ""] = comparison.split(" ");
  switch (operator) {
    case ">":
      return { value: Number(number) + (counts ? 1 : 0), color: "red" };
    case "<":
      return { value: Number(number), color: "green" };
    case "==":
      return { value: Number(number) + 1, color: "green" };
    default:
      return assert.fail(`no panel can draw "${comparison}"`);
  }
}

/** Every threshold a little higher, and no two of them alike, so that a panel with another one's is found. */
function otherSettings(): AlertSettings {
  let count = 0;
  const subjects = Object.entries<Readonly<Record<string, number>>>(defaultAlertSettings());
  const higher = subjects.map(
    ([subject, settings]) =>
      [
        subject,
        Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, value + 0.01 * ++count])),
      ] as const,
  );
  const values = higher.flatMap(([, settings]) => Object.values(settings));
  assert.equal(new Set(values).size, values.length, "two settings are alike");
  return Object.fromEntries(higher) as unknown as AlertSettings;
}

describe("panels that an alert watches", () => {
  const watched = (list: readonly Panel[]): [alert: string, panel: Panel][] =>
    list.flatMap((panel) =>
      (panel.links ?? []).map(({ title }): [string, Panel] => [title.replace("Runbook: ", ""), panel]),
    );

  it("link to the alert's runbook", () => {
    for (const [alert, panel] of watched(models.flatMap(panels))) {
      const rule = alerts.find((candidate) => candidate.alert === alert);
      assert.equal(panel.links?.[0]?.url, rule?.annotations.runbook_url, `${panel.title}: ${alert}`);
    }
  });

  it("turn red where the alert's expression begins to hold, also at a changed threshold", () => {
    const changed = otherSettings();
    for (const settings of [defaultAlertSettings(), changed]) {
      const rules = alertGroups({ ...alertOptions, settings })
        .flatMap(({ groups }) => groups)
        .flatMap((group) => group.rules)
        .filter(isAlertingRule);
      const files = dashboards({ runbookBaseUrl: RUNBOOK_BASE_URL, specs: dashboardSpecs(settings) });
      const drawn = watched(files.flatMap(({ json }) => panels(JSON.parse(JSON.stringify(json)) as Model)));
      assert.notEqual(drawn.length, 0);
      for (const [alert, { title, type, fieldConfig }] of drawn) {
        const { unit, thresholds: colours, custom } = fieldConfig?.defaults ?? {};
        // The first comparison is that of what is measured; others see to it that there is enough of it.
        const [comparison = ""] = thresholds(rules.find((rule) => rule.alert === alert)?.expr ?? "").comparisons;
        assert.deepEqual(colours?.steps.at(-1), stepFor(comparison, unit === "short"), `${title}: ${alert}`);
        // One number is coloured, and has no line.
        if (type === "timeseries") assert.equal(custom?.thresholdsStyle?.mode, "dashed", `${title}: no line`);
      }
    }
  });

  it("have no links to runbooks where their address is not given", () => {
    for (const { json } of dashboards({ specs: dashboardSpecs(defaultAlertSettings()) }))
      for (const panel of panels(JSON.parse(JSON.stringify(json)) as Model))
        assert.equal(panel.links, undefined, panel.title);
  });
});
