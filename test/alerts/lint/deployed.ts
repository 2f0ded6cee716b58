/** What the rules of this folder look at: what `render` writes for a stack, and the runbooks. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { isAlertingRule, type AlertingRule, type PrometheusRuleGroup, type RecordingRule } from "../../../alerts";
import type { AlertmanagerFile, InhibitRule } from "../../../chart-values/shapes";
import { renderedFile, renderedFolder } from "../../stacks/rendered";
import { otherChartAlerts } from "../chart-alerts";
import { resultLabels } from "./labels";
import type { SentAlert } from "./inhibition";

/** Rules, and what they refer to. */
export interface Deployed {
  readonly alerts: readonly AlertingRule[];
  readonly recordings: readonly RecordingRule[];
  /** Alerts of the chart, which the inhibitions may mean besides. */
  readonly chartAlerts: readonly AlertingRule[];
  /** Those of the real chart that the own one lacks. */
  readonly otherChartAlerts: readonly SentAlert[];
  readonly inhibitRules: readonly InhibitRule[];
  readonly dashboards: readonly Dashboard[];
  /** Names of the runbooks' files. */
  readonly runbooks: readonly string[];
}

/** What a link to a panel names. */
export interface Dashboard {
  readonly uid: string;
  readonly panels: readonly { readonly id: number }[];
  readonly templating: { readonly list: readonly { readonly name: string }[] };
}

const project = join(__dirname, "../../..");

/** What a stack deploys. */
export async function deployedBy(stack: string): Promise<Deployed> {
  const rules = rulesOf([...(await renderedFolder(stack, "rules")).values()]);
  const { inhibit_rules: inhibitRules = [] } = parse(
    await renderedFile(stack, "alertmanager.yaml"),
  ) as AlertmanagerFile;
  return {
    ...rules,
    chartAlerts: rulesOf(chartRules()).alerts,
    otherChartAlerts: otherChartAlerts.flatMap(({ alertname, severities, labels }) =>
      severities.map((severity) => ({ own: { alertname, severity }, found: new Set(labels) })),
    ),
    inhibitRules,
    dashboards: [...(await renderedFolder(stack, "dashboards")).values()].map((text) => JSON.parse(text) as Dashboard),
    runbooks: readdirSync(join(project, "runbooks")),
  };
}

/** Every alert as Alertmanager gets it. */
export function sentAlerts({ alerts, chartAlerts, otherChartAlerts, recordings }: Deployed): readonly SentAlert[] {
  const recorded = recordedExpressions(recordings);
  const ours = [...alerts, ...chartAlerts].map(({ alert, expr, labels }) => ({
    own: { alertname: alert, ...labels },
    found: resultLabels(expr, recorded),
  }));
  return [...ours, ...otherChartAlerts];
}

/** Expressions of recordings by their names. */
export function recordedExpressions(recordings: readonly RecordingRule[]): ReadonlyMap<string, string> {
  return new Map(recordings.map(({ record, expr }) => [record, expr]));
}

/** Texts of the rule files of the own chart, which has the names of the real one. */
function chartRules(): readonly string[] {
  const folder = join(project, "sandbox/own-chart/kube-prometheus-stack/files/rules");
  return readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
}

function rulesOf(files: readonly string[]) {
  const rules = files
    .flatMap((text) => (parse(text) as { groups: PrometheusRuleGroup[] }).groups)
    .flatMap((group) => group.rules);
  return {
    alerts: rules.filter(isAlertingRule),
    recordings: rules.filter((rule) => !isAlertingRule(rule)) as RecordingRule[],
  };
}
