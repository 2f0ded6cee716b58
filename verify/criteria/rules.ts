/** Whether Prometheus evaluates the rules that the program declares, and Alertmanager can route by their labels. */
import { alertGroups, isAlertingRule, type AlertingRule } from "../../alerts";
import { criterionOf } from "../../alerts/criteria";
import type { Config } from "../../config/schema";
import { exporterLists } from "../../exporters";
import { jobs } from "../../naming";
import type { ClusterObjects } from "../cluster/objects";
import { inWords, selects } from "../cluster/selectors";
import type { PrometheusApi } from "../prometheus/api";
import type { LoadedRule, RuleGroup } from "../prometheus/shapes";

/** An alert that the program declares. */
export interface DeclaredAlert {
  readonly rule: AlertingRule;
  /** Of its rule file, which is the name of its PrometheusRule as well. */
  readonly file: string;
  readonly criterion: string | undefined;
}

/** Every alert of the program, for a stack's configuration. */
export function declaredAlerts(config: Config): readonly DeclaredAlert[] {
  return alertGroups({
    runbookBaseUrl: config.runbookBaseUrl,
    // Links change no label and no expression.
    panelUrls: new Map(),
    settings: config.alerts,
    services: config.services,
    servers: { namespace: config.namespace.name, ...exporterLists(config) },
    certManager: config.certManager,
  }).flatMap(({ name: file, groups }) =>
    groups.flatMap(({ name, rules }) =>
      rules.filter(isAlertingRule).map((rule) => ({ rule, file, criterion: criterionOf(rule.alert, name) })),
    ),
  );
}

/** What is wrong with a declared alert in one Prometheus. */
export function ruleProblems(
  { rule, file }: DeclaredAlert,
  prometheus: PrometheusApi,
  groups: readonly RuleGroup[],
  objects: ClusterObjects,
): readonly string[] {
  const loaded = groups
    .flatMap(({ rules }) => rules)
    .filter(({ type, name }) => type === "alerting" && name === rule.alert);
  if (loaded.length === 0) return [whyNotLoaded(rule.alert, file, prometheus, objects)];
  const right = loaded.find(({ labels }) => wrongLabels(rule, labels).length === 0) ?? loaded[0];
  if (right === undefined) return [];
  return [...labelProblems(rule, right), ...healthProblems(rule, right, prometheus)];
}

/** Labels by which Alertmanager routes and inhibits, and which differ from the declared ones. */
function wrongLabels(rule: AlertingRule, labels: LoadedRule["labels"]): readonly (keyof AlertingRule["labels"])[] {
  return (["severity", "team"] as const).filter((name) => labels[name] !== rule.labels[name]);
}

function labelProblems(rule: AlertingRule, loaded: LoadedRule): string[] {
  return wrongLabels(rule, loaded.labels).map(
    (name) =>
      `The rule ${rule.alert} carries ${loaded.labels[name] === undefined ? `no label ${name}` : `${name}=${loaded.labels[name]}`}; routes and inhibition go by ${name}=${rule.labels[name]}.`,
  );
}

function healthProblems({ alert }: AlertingRule, { health, lastError }: LoadedRule, { pod }: PrometheusApi): string[] {
  if (health === "ok") return [];
  return health === "unknown"
    ? [`Prometheus ${pod} has not evaluated the rule ${alert} yet.`]
    : [`Prometheus ${pod} can't evaluate the rule ${alert}: ${lastError ?? "it does not say why"}.`];
}

function whyNotLoaded(
  alert: string,
  file: string,
  { pod }: PrometheusApi,
  { rules, prometheuses }: ClusterObjects,
): string {
  const object = rules.find(({ metadata }) => metadata.name === file);
  const start = `Prometheus ${pod} has no rule ${alert}`;
  if (object === undefined) return `${start}: there is no PrometheusRule ${file}.`;
  const selector = prometheuses.find(({ metadata }) => metadata.name === jobs.prometheus)?.spec.ruleSelector;
  if (selector === undefined || !selects(selector, object.metadata.labels))
    return `${start}: its ruleSelector asks for ${selector === undefined ? "no rules at all" : inWords(selector.matchLabels)}, and the PrometheusRule ${file} has ${inWords(object.metadata.labels)}.`;
  return `${start}: the PrometheusRule ${file} does not have it, or the operator has not passed it on yet.`;
}
