/** Mutants of an alert: the alert, with one thing about its rule or about one of its recordings changed. */
import { severities, type AlertingRule, type Duration } from "../../../alerts";
import type { DeployedAlert } from "../unit-tests/deployed";
import type { Candidate } from "../unit-tests/run-cases";
import type { Series } from "../series";
import { labelsOf } from "./labels";
import { operators, type Context } from "./operators";
import { durationSteps } from "./steps";
import { nodes } from "../../../promql";
import { edited, type Edit } from "./tree";

/** One changed alert. */
export interface Mutant extends Candidate {
  /** What was changed, unique among the mutants of an alert: "threshold: 80 → 81 in: ) > 80". */
  readonly name: string;
}

/** Characters of an expression that a name shows at most. */
const SHOWN = 100;

/**
 * Every mutant of an alert's own rule.
 *
 * @param series what the mutants will be tested on: labels are added only where series have them.
 */
export function mutantsOf(alert: DeployedAlert, series: readonly Series[]): readonly Mutant[] {
  const { rule, recordings } = alert;
  return named([
    ...expressionMutants(rule.expr, contextOf(alert, series)).map(({ name, expr }) => ({
      name,
      rule: { ...rule, expr },
      recordings,
    })),
    ...ruleMutants(alert).map(({ name, changed }) => ({ name, rule: { ...rule, ...changed }, recordings })),
  ]);
}

/** An alert with every mutant of one of the recordings that it builds on; the names are the same for every such alert. */
export function recordingMutantsOf(alert: DeployedAlert, record: string, series: readonly Series[]): readonly Mutant[] {
  const { rule, recordings } = alert;
  return named(
    recordings
      .filter((recording) => recording.record === record)
      .flatMap((recording) =>
        expressionMutants(recording.expr, contextOf(alert, series)).map(({ name, expr }) => ({
          name,
          rule,
          recordings: recordings.map((one) => (one === recording ? { ...one, expr } : one)),
        })),
      ),
  );
}

function contextOf({ recordings }: DeployedAlert, series: readonly Series[]): Context {
  return { labels: (metric) => metricLabels(metric, recordings, series) };
}

/** Labels of a recording's result, or of the series of a metric. */
function metricLabels(
  metric: string,
  recordings: DeployedAlert["recordings"],
  series: readonly Series[],
): readonly string[] {
  const recording = recordings.find(({ record }) => record === metric);
  if (recording === undefined)
    return [...new Set(series.filter((one) => one.metric === metric).flatMap(({ labels }) => Object.keys(labels)))];
  const [whole] = nodes(recording.expr);
  return whole === undefined ? [] : labelsOf(whole, recording.expr, (inner) => metricLabels(inner, recordings, series));
}

/** An expression with one thing changed. */
interface ExpressionMutant {
  readonly name: string;
  readonly expr: string;
}

/** Every expression that the operators make of one, each once. */
export function expressionMutants(expr: string, context: Context): readonly ExpressionMutant[] {
  const mutants = operators.flatMap(({ name, edits }) =>
    nodes(expr)
      .flatMap((node) => edits(node, expr, context))
      .map((edit) => ({ name: `${name}: ${described(expr, edit)}`, expr: edited(expr, edit) })),
  );
  return [...new Map(mutants.map((mutant) => [mutant.expr, mutant])).values()].filter((mutant) => mutant.expr !== expr);
}

/** Changes of everything about a rule but its expression. */
function ruleMutants({
  rule,
  evaluationSeconds,
}: DeployedAlert): readonly { name: string; changed: Partial<AlertingRule> }[] {
  const lower = severities[severities.indexOf(rule.labels.severity) + 1] ?? "critical";
  const { description } = rule.annotations;
  const plain = description.replace(/\s*\|[^}]*(?=}})/, " ").replace(/ +}}/, " }}");
  return [
    ...durationMutants("for", rule.for, evaluationSeconds),
    ...durationMutants("keep_firing_for", rule.keep_firing_for, evaluationSeconds),
    { name: `severity: ${rule.labels.severity} → ${lower}`, changed: { labels: { ...rule.labels, severity: lower } } },
    ...(plain === description
      ? []
      : [
          {
            name: "text: a value that is not formatted",
            changed: { annotations: { ...rule.annotations, description: plain } },
          },
        ]),
  ];
}

function durationMutants(key: "for" | "keep_firing_for", duration: Duration | undefined, evaluationSeconds: number) {
  if (duration === undefined) return [{ name: `${key}: none → 5m`, changed: { [key]: "5m" } }];
  const steps = durationSteps(duration, evaluationSeconds).map((step) => ({
    name: `${key}: ${duration} → ${step}`,
    changed: { [key]: step },
  }));
  return [{ name: `${key}: ${duration} → none`, changed: { [key]: undefined } }, ...steps];
}

/** The change, and the line that it is made in. */
function described(expr: string, { from, to, text }: Edit): string {
  const [before = ""] = expr.slice(0, from).split("\n").slice(-1);
  const [after = ""] = expr.slice(from).split("\n");
  return `${short(expr.slice(from, to))} → ${short(text)} in: ${short(`${before}${after}`)}`;
}

function short(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}

/** Mutants of the same name get a number. */
function named(mutants: readonly Mutant[]): readonly Mutant[] {
  const seen = new Map<string, number>();
  return mutants.map((mutant) => {
    const count = (seen.get(mutant.name) ?? 0) + 1;
    seen.set(mutant.name, count);
    return count === 1 ? mutant : { ...mutant, name: `${mutant.name} (${count})` };
  });
}
