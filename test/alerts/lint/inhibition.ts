/** Whether the alerts of an inhibition have the labels that it compares. */
import type { InhibitRule } from "../../../chart-values/shapes";
import { matches, parsedMatcher } from "../../../scripts/alert-catalogue/matchers";
import type { ResultLabels } from "./labels";

/** An alert as Alertmanager gets it. */
export interface SentAlert {
  /** Labels that its rule gives it, with `alertname`. */
  readonly own: Readonly<Record<string, string>>;
  /** Labels that come from what its rule finds. */
  readonly found: ResultLabels;
}

/** Whether the alert has a label; `maybe` where its expression does not say. */
type Has = "yes" | "no" | "maybe";

/** What is wrong, a sentence for each pair of alerts: a label that one side lacks is never equal, one that both lack always is. */
export function brokenInhibitions(rules: readonly InhibitRule[], alerts: readonly SentAlert[]): readonly string[] {
  const matching = (matchers: readonly string[]) =>
    alerts.filter((alert) => matchers.every((matcher) => mayMatch(alert, matcher)));
  return rules.flatMap(({ source_matchers: source, target_matchers: target = [], equal = [] }) => {
    if (source === undefined) return [];
    const [causes, others] = [matching(source), matching(target)];
    if (causes.length === 0 || others.length === 0)
      return [`There is no alert with ${(causes.length === 0 ? source : target).join(", ")}`];
    const pairs = causes.flatMap((cause) =>
      others.filter((other) => other !== cause).map((other) => [cause, other] as const),
    );
    const named = equal.includes("alertname") ? pairs.filter(([cause, other]) => name(cause) === name(other)) : pairs;
    return named.flatMap(([cause, other]) => equal.flatMap((label) => unequal(cause, other, label)));
  });
}

function unequal(cause: SentAlert, other: SentAlert, label: string): readonly string[] {
  const pair = `${name(cause)} over ${name(other)}`;
  const both = `${has(cause, label)}, ${has(other, label)}`;
  if (both === "no, no") return [`${pair}: neither has ${label}, so each holds back every other`];
  if (both === "yes, no" || both === "no, yes")
    return [`${pair}: only ${name(both === "yes, no" ? cause : other)} has ${label}`];
  return [];
}

function has({ own, found }: SentAlert, label: string): Has {
  if (label in own) return "yes";
  if (found === "series") return "maybe";
  return found !== "scalar" && found.has(label) ? "yes" : "no";
}

/** Whether an alert can be meant: of a label that its rule does not set only its absence is known. */
function mayMatch(alert: SentAlert, matcher: string): boolean {
  const { label } = parsedMatcher(matcher);
  const isKnown = label in alert.own || has(alert, label) === "no";
  return !isKnown || matches(matcher, () => alert.own[label] ?? "");
}

function name({ own }: SentAlert): string {
  return own["alertname"] ?? "";
}
