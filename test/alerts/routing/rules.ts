/** Every alert that may reach Alertmanager: the project's, and those of the chart that the sandbox has or an inhibition names. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { renderedFolder } from "../../stacks/rendered";
import { otherChartAlerts } from "../chart-alerts";
import type { Stack } from "./stacks";

/** An alert as its rule labels it. */
export interface RuleLabels {
  readonly alertname: string;
  readonly severity: string;
  readonly team?: string;
}

interface RuleFile {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert?: string; readonly labels?: Readonly<Record<string, string>> }[];
  }[];
}

/** The project's alerts of a stack, as rendered, by name. */
export async function projectAlerts(stack: Stack): Promise<RuleLabels[]> {
  return alertsOf([...(await renderedFolder(stack, "rules")).values()]);
}

/**
 * The chart's alerts, which have no team. The own chart has fewer than the real one, under the same names and severities;
 * those that an inhibition names are added.
 */
export function chartAlerts(): RuleLabels[] {
  const folder = join(__dirname, "../../../sandbox/own-chart/kube-prometheus-stack/files/rules");
  const others = otherChartAlerts.flatMap(({ alertname, severities }) =>
    severities.map((severity) => ({ alertname, severity })),
  );
  return [...alertsOf(readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"))), ...others];
}

function alertsOf(files: readonly string[]): RuleLabels[] {
  const rules = files.flatMap((text) => (parse(text) as RuleFile).groups).flatMap((group) => group.rules);
  const alerts = rules.flatMap(({ alert, labels = {} }) =>
    alert === undefined ? [] : [{ alertname: alert, severity: labels["severity"] ?? "", team: labels["team"] }],
  );
  return alerts.sort((a, b) => a.alertname.localeCompare(b.alertname) || a.severity.localeCompare(b.severity));
}
