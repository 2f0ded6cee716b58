/** The alert rules of the program, as the rule files that Prometheus loads. */
import type { AlertSettings } from "../config/schema/alerts";
import { applicationAlerts } from "./application";
import { cacheAlerts } from "./cache";
import { databaseAlerts } from "./database";
import { noServers, type Servers } from "./exporters";
import { kubernetesAlerts } from "./kubernetes";
import { nodeAlerts } from "./nodes";
import type { AlertDefinition, AlertFile, AlertingRule, PrometheusRuleGroup, RuleGroup } from "./types";

export { isAlertingRule, severities } from "./types";
export type { AlertFile, AlertingRule, Duration, PrometheusRuleGroup, RecordingRule, Severity, Team } from "./types";

/** What the alerts depend on. */
export interface AlertOptions {
  /** Address under which the folder `runbooks/` is published, with or without a trailing slash. */
  readonly runbookBaseUrl: string;
  /** What counts as too much. */
  readonly settings: AlertSettings;
  /** Servers that have to be measured; none by default. */
  readonly servers?: Servers;
}

/** Every rule file of the program, always in the same order. */
export function alertGroups({ settings, servers = noServers, ...options }: AlertOptions): AlertFile[] {
  const runbookBaseUrl = options.runbookBaseUrl.replace(/\/+$/, "");
  return [
    kubernetesAlerts(settings),
    nodeAlerts(settings),
    databaseAlerts(settings, servers),
    cacheAlerts(settings, servers),
    applicationAlerts(settings),
  ].map((group) => ({ name: group.name, groups: [prometheusRuleGroup(group, runbookBaseUrl)] }));
}

function prometheusRuleGroup(group: RuleGroup, runbookBaseUrl: string): PrometheusRuleGroup {
  const recordings = (group.recordings ?? []).map(({ record, expr }) => ({ record, expr }));
  const alerts = group.alerts.map((alert) => alertingRule(alert, runbookBaseUrl));
  return {
    name: group.name,
    ...(group.interval === undefined ? {} : { interval: group.interval }),
    rules: [...recordings, ...alerts],
  };
}

function alertingRule(alert: AlertDefinition, runbookBaseUrl: string): AlertingRule {
  return {
    alert: alert.name,
    expr: alert.expr,
    ...(alert.for === undefined ? {} : { for: alert.for }),
    ...(alert.keepFiringFor === undefined ? {} : { keep_firing_for: alert.keepFiringFor }),
    labels: { severity: alert.severity, team: alert.team },
    annotations: {
      summary: alert.summary,
      description: alert.description,
      runbook_url: `${runbookBaseUrl}/${alert.name}.md`,
    },
  };
}
