/** Alerts and recording rules. */
import type { RenderedFiles } from "../../render/files";
import type { Fact, Item, Section } from "../model";
import { thresholds } from "../promql";
import { factsOf, parsedFolder } from "../read";

/** A rule as Prometheus' rule files have it. */
interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A group of rules. */
interface Group {
  readonly name: string;
  readonly interval?: string;
  readonly rules: readonly Rule[];
}

/** Alerts by name: thresholds first, then how long, how severe, and what people read. */
export const alerts: Section = {
  title: "Alerts",
  noun: ["alert", "alerts"],
  items: (files) =>
    rules(files).flatMap(({ group, rule }) => (rule.alert === undefined ? [] : [alertItem(rule.alert, rule, group)])),
};

/** Recording rules by the name of what they record. */
export const recordingRules: Section = {
  title: "Recording rules",
  noun: ["recording rule", "recording rules"],
  items: (files) =>
    rules(files).flatMap(({ group, rule: { record, expr, labels } }) =>
      record === undefined
        ? []
        : [
            {
              key: record,
              name: record,
              facts: factsOf({ expression: expr, ...prefixed("label", labels), "evaluated every": group.interval }),
            },
          ],
    ),
};

function rules(files: RenderedFiles): readonly { group: Group; rule: Rule }[] {
  const groups = parsedFolder<{ groups: readonly Group[] }>(files, "rules").flatMap((file) => file.groups);
  return groups.flatMap((group) => group.rules.map((rule) => ({ group, rule })));
}

function alertItem(name: string, rule: Rule, group: Group): Item {
  const { comparisons, shape } = thresholds(rule.expr);
  const { severity, ...labels } = rule.labels ?? {};
  const { summary, description, ...annotations } = rule.annotations ?? {};
  const expression: Fact = { label: "expression", value: rule.expr, identity: shape };
  return {
    key: name,
    name,
    facts: [
      ...factsOf({
        threshold: comparisons.length === 0 ? undefined : comparisons,
        for: rule.for ?? "0s",
        "keeps firing for": rule.keep_firing_for,
        severity,
        ...prefixed("label", labels),
        summary,
        description,
      }),
      expression,
      ...factsOf({ ...prefixed("annotation", annotations), "evaluated every": group.interval, group: group.name }),
    ],
  };
}

/** A map as facts of their own: `label team`. */
function prefixed(prefix: string, map: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [`${prefix} ${key}`, value]));
}
