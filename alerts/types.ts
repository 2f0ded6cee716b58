/** Alert rules as typed data, and the plain Prometheus rules that they become. */
import type { Duration } from "../queries/promql";

export type { Duration } from "../queries/promql";

/** How urgent an alert is: `critical` now, `warning` the same day, `info` for dashboards only. */
export const severities = ["critical", "warning", "info"] as const;

/** One of {@link severities}. Alertmanager routes by it. */
export type Severity = (typeof severities)[number];

/** Who acts on an alert: `platform` runs the cluster and the databases, `application` the services. */
export type Team = "platform" | "application";

/** One alert. */
export interface AlertDefinition {
  /** Name in CamelCase; also the name of its runbook, `runbooks/<name>.md`. */
  readonly name: string;
  /** PromQL whose results are the alerts. It keeps the labels that identify what is wrong. */
  readonly expr: string;
  /** How long the expression has to hold before the alert fires; at once by default. */
  readonly for?: Duration;
  /** How long the alert goes on firing after the expression stopped holding; not at all by default. */
  readonly keepFiringFor?: Duration;
  readonly severity: Severity;
  readonly team: Team;
  /** What is wrong, in one line without a value, so that it stays the same while the alert fires. */
  readonly summary: string;
  /** What, where and how much, with the value in human units. */
  readonly description: string;
}

/** A query whose result Prometheus stores under a new name, for alerts of the same group to build on. */
export interface RecordingDefinition {
  /** Name of the stored series: `level:metric:operations`. */
  readonly record: string;
  readonly expr: string;
}

/** Rules that Prometheus evaluates one after the other, recordings first. */
export interface RuleGroup {
  /** Name of the group, of its rule file and of its PrometheusRule. */
  readonly name: string;
  /** How often the group is evaluated; Prometheus' evaluation interval by default. */
  readonly interval?: Duration;
  readonly recordings?: readonly RecordingDefinition[];
  readonly alerts: readonly AlertDefinition[];
}

/** An alert as Prometheus reads it. Its own labels never carry the name of a target's label. */
export interface AlertingRule {
  alert: string;
  expr: string;
  for?: Duration;
  keep_firing_for?: Duration;
  labels: { severity: Severity; team: Team };
  annotations: { summary: string; description: string; runbook_url: string; dashboard_url?: string };
}

/** A recording as Prometheus reads it. */
export interface RecordingRule {
  record: string;
  expr: string;
}

/** A rule group as Prometheus and the operator's PrometheusRule read it. */
export interface PrometheusRuleGroup {
  name: string;
  interval?: Duration;
  rules: (RecordingRule | AlertingRule)[];
}

/** The content of one rule file, which is one PrometheusRule in the cluster. */
export interface AlertFile {
  /** Name of the file without its ending, and of the PrometheusRule. */
  name: string;
  groups: PrometheusRuleGroup[];
}

/** Tells the alerts of a group from its recordings. */
export function isAlertingRule(rule: RecordingRule | AlertingRule): rule is AlertingRule {
  return "alert" in rule;
}
