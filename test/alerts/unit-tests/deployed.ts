/** The alerts of the rule files that the unit tests' stack deploys. */
import { parse } from "yaml";
import { isAlertingRule, type AlertingRule, type PrometheusRuleGroup, type RecordingRule } from "../../../alerts";
import { parseDuration } from "../../../units/duration";
import { selectedMetrics } from "../../../promql";
import { renderFiles, type RenderedFiles } from "../../../render/files";
import { declaredGraph } from "../../program/declared.fixture";
import { testedConfig } from "./stack";

/** An alert, and everything that Prometheus needs to evaluate it. */
export interface DeployedAlert {
  readonly rule: AlertingRule;
  /** The recordings that it builds on, each after those that it builds on itself. */
  readonly recordings: readonly RecordingRule[];
  /** Between two evaluations of its group. Seconds. */
  readonly evaluationSeconds: number;
}

let rendered: Promise<RenderedFiles> | undefined;

/** The files of the stack, rendered once in a run of the tests. */
function tested(): Promise<RenderedFiles> {
  rendered ??= declaredGraph(testedConfig()).then(renderFiles);
  return rendered;
}

/** Every alert of the unit tests' stack, in the order of the files. */
export async function deployedAlerts(): Promise<readonly DeployedAlert[]> {
  const files = await tested();
  const rules = [...files].filter(([path]) => path.startsWith("rules/")).map(([, text]) => text);
  const groups = rules.flatMap((text) => (parse(text) as { groups: PrometheusRuleGroup[] }).groups);
  const recordings = groups.flatMap(({ rules }) => rules).filter((rule) => !isAlertingRule(rule)) as RecordingRule[];
  const interval = evaluationInterval(files.get("values.yaml") ?? "");
  return groups.flatMap((group) =>
    group.rules.filter(isAlertingRule).map((rule) => ({
      rule,
      recordings: recordingsOf(rule.expr, recordings),
      evaluationSeconds: seconds(group.interval ?? interval),
    })),
  );
}

/** How often Prometheus evaluates a group that does not say. */
function evaluationInterval(chartValues: string): string {
  const values = parse(chartValues) as { prometheus: { prometheusSpec: { evaluationInterval: string } } };
  return values.prometheus.prometheusSpec.evaluationInterval;
}

function recordingsOf(expr: string, all: readonly RecordingRule[]): readonly RecordingRule[] {
  const names = new Set(selectedMetrics(expr).names);
  const used = all.filter(({ record }) => names.has(record));
  return [...new Set(used.flatMap((recording) => [...recordingsOf(recording.expr, all), recording]))];
}

function seconds(duration: string): number {
  const milliseconds = parseDuration(duration);
  if (milliseconds === undefined) throw new Error(`The interval "${duration}" of a rule group is no duration.`);
  return milliseconds / 1000;
}
