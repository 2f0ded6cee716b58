/** What has to hold of the rules and is beyond pint: what they refer to, and how they read counters. */
import { isAlertingRule } from "../../../alerts";
import { lifeRecordings as cacheLives } from "../../../alerts/cache/lives";
import { lifeRecordings as databaseLives } from "../../../alerts/database/lives";
import { externalLabelNames } from "../../../naming";
import { parseDuration } from "../../../units/duration";
import { childrenOf, nodes, ranges, selectedMetrics, selectors, textOf, type Node } from "../../../promql";
import { recordedExpressions, sentAlerts, type Deployed } from "./deployed";
import { brokenInhibitions } from "./inhibition";
import { operands, resultLabels, type ResultLabels } from "./labels";

/** Finds what is wrong, a sentence each. */
export type Rule = (deployed: Deployed) => readonly string[];

/** Counters, by their names; those of PostgreSQL's databases do not say it, and its gauge of sessions seems to. */
const COUNTERS = /^(pg_stat_database_(?!numbackends)|(?!pg_stat_activity_).+_(total|bucket|count|sum)$)/;

/** What reads counters. */
const COUNTER_FUNCTIONS = ["rate", "irate", "increase", "resets"];

/** Recordings that keep a counter a counter, for others to read. */
const RECORDED_COUNTERS = ["namespace_pod_container:kube_pod_restarts:max", ...cacheLives(), ...databaseLives()].map(
  (recording) => (typeof recording === "string" ? recording : recording.record),
);

/** Two scrapes at 60 s, with one edge of the window left out. Milliseconds. */
const SHORTEST_WINDOW = 120_000;

/** A rule's name and its expression. */
interface Expression {
  readonly name: string;
  readonly expr: string;
}

/** Every rule, by what it holds; the names end a sentence that begins with "the rules". */
export const lintRules: Readonly<Record<string, Rule>> = {
  "have runbooks that exist": ({ alerts, runbooks }) =>
    alerts
      .filter(({ annotations }) => !runbooks.includes(annotations.runbook_url.split("/").at(-1) ?? ""))
      .map(({ alert, annotations }) => `${alert}: ${annotations.runbook_url}`),

  "lead to panels that exist": ({ alerts, dashboards }) =>
    alerts.flatMap(({ alert, annotations: { dashboard_url: url } }) => {
      if (url === undefined) return [];
      const [, uid, panel] = /\/d\/([\w-]+)\?viewPanel=(\d+)/.exec(url) ?? [];
      const dashboard = dashboards.find((one) => one.uid === uid);
      if (!dashboard?.panels.some(({ id }) => id === Number(panel))) return [`${alert}: there is no panel ${url}`];
      const variables = [...url.matchAll(/var-(\w+)=/g)].map(([, name = ""]) => name);
      return variables
        .filter((name) => !dashboard.templating.list.some((variable) => variable.name === name))
        .map((name) => `${alert}: the dashboard ${uid} has no variable ${name}`);
    }),

  "have names of their own": ({ alerts, recordings }) => {
    const names = [
      ...alerts.map(({ alert, labels }) => `${alert} (${labels.severity})`),
      ...recordings.map(({ record }) => record),
    ];
    return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  },

  "look back where they do not wait": ({ alerts, recordings }) => {
    const recorded = recordedExpressions(recordings);
    const looksBack = (expr: string): boolean =>
      windows(expr).some(({ milliseconds }) => milliseconds >= 300_000) ||
      selectedMetrics(expr).names.some((name) => {
        const recording = recorded.get(name);
        return recording !== undefined && looksBack(recording);
      });
    return alerts.filter(({ expr, for: wait }) => wait === undefined && !looksBack(expr)).map(({ alert }) => alert);
  },

  "give windows two scrapes of 60 s": (deployed) =>
    every(deployed, ({ expr }) =>
      windows(expr)
        .filter(({ milliseconds }) => milliseconds < SHORTEST_WINDOW)
        .map(({ text }) => text),
    ),

  "take rates of counters only": (deployed) =>
    every(deployed, ({ expr }) =>
      calls(expr).flatMap(({ name, metrics }) =>
        COUNTER_FUNCTIONS.includes(name)
          ? metrics.filter((metric) => !isCounter(metric)).map((metric) => `${name}(${metric})`)
          : [],
      ),
    ),

  "read counters by how they grow": (deployed) =>
    every(deployed, ({ name, expr }) => (RECORDED_COUNTERS.includes(name) ? [] : rawCounters(expr))),

  "know no external labels": (deployed) =>
    every(deployed, ({ expr }) =>
      nodes(expr)
        .filter((node) => node.name === "LabelName")
        .map((node) => textOf(expr, node))
        .filter((label) => externalLabelNames.some((name) => name === label)),
    ),

  "match no whole bound of a bucket, which Prometheus 3 writes another way": (deployed) =>
    every(deployed, ({ expr }) =>
      selectors(expr).flatMap(({ matchers }) =>
        matchers
          .filter(({ label, operator, value }) => label === "le" && operator === "=" && /^\d+$/.test(value))
          .map(({ value }) => `le="${value}"`),
      ),
    ),

  "divide what has the same labels": (deployed) => {
    const recorded = recordedExpressions(deployed.recordings);
    return every(deployed, ({ expr }) =>
      nodes(expr)
        .filter((node) => node.name === "BinaryExpr" && childrenOf(node, "Div").length > 0)
        .flatMap((node) => unlike(node, expr, recorded)),
    );
  },

  "are held back by what has the labels that are compared": (deployed) =>
    brokenInhibitions(deployed.inhibitRules, sentAlerts(deployed)),
};

/** What is wrong in each rule's expression, after the rule's name. */
function every({ alerts, recordings }: Deployed, wrong: (rule: Expression) => readonly string[]): readonly string[] {
  return [...recordings, ...alerts].flatMap((rule) => {
    const name = isAlertingRule(rule) ? rule.alert : rule.record;
    return wrong({ name, expr: rule.expr }).map((what) => `${name}: ${what}`);
  });
}

function windows(expr: string): readonly { readonly text: string; readonly milliseconds: number }[] {
  return ranges(expr).map(({ range }) => ({ text: range, milliseconds: parseDuration(range) ?? 0 }));
}

/** Functions, and the metrics anywhere in what they are given. */
function calls(expr: string): readonly { readonly name: string; readonly metrics: readonly string[] }[] {
  return nodes(expr)
    .filter(({ name }) => name === "FunctionCall")
    .map((node) => {
      const [name] = childrenOf(node, "FunctionIdentifier");
      return { name: name === undefined ? "" : textOf(expr, name), metrics: metricsIn(node, expr) };
    });
}

function metricsIn(node: Node, expr: string): readonly string[] {
  return selectedMetrics(textOf(expr, node)).names;
}

function isCounter(metric: string): boolean {
  return COUNTERS.test(metric) || RECORDED_COUNTERS.includes(metric);
}

/**
 * Counters that are read as they are; less their own minimum within a window they are what was counted in it. One on the right
 * of `and` or `unless` is not read: only whether it is there.
 */
function rawCounters(expr: string): readonly string[] {
  const functions = calls(expr);
  const read = new Set(
    functions
      .filter(({ name }) => [...COUNTER_FUNCTIONS, "changes", "min_over_time"].includes(name))
      .flatMap(({ metrics }) => metrics),
  );
  const all = nodes(expr)
    .filter((node) => node.name === "VectorSelector" && !isOnlyThere(node))
    .flatMap((node) => metricsIn(node, expr));
  return [...new Set(all.filter((metric) => isCounter(metric) && !read.has(metric)))];
}

/** Whether a part is the right side of `and` or `unless`. */
function isOnlyThere({ parent, from }: Node): boolean {
  if (parent?.name !== "BinaryExpr" || operands(parent).at(-1)?.from !== from) return false;
  return ["And", "Unless"].some((operator) => childrenOf(parent, operator).length > 0);
}

/** A division is joined by all labels, so that both sides need the same; `on` says which. */
function unlike(node: Node, expr: string, recorded: ReadonlyMap<string, string>): readonly string[] {
  if (childrenOf(node, "MatchingModifierClause").length > 0) return [];
  const [left, right] = operands(node).map((side) => resultLabels(textOf(expr, side), recorded));
  if (left === "scalar" || right === "scalar" || describe(left) === describe(right))
    return left === "series" && right === "series" ? ["aggregate both sides of the division"] : [];
  return [`the sides of the division have ${describe(left)}, and ${describe(right)}`];
}

function describe(labels: ResultLabels | undefined): string {
  return labels === undefined || typeof labels === "string"
    ? "the labels of the series"
    : [...labels].sort().join(", ");
}
