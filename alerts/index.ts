/** The alert rules of the program, as the rule files that Prometheus loads. */
import type { CertManagerConfig } from "../config/schema";
import type { AlertSettings } from "../config/schema/alerts";
import { applicationAlerts, type ExpectedService } from "./application";
import { cacheAlerts } from "./cache";
import { certificateAlerts } from "./certificates";
import { databaseAlerts } from "./database";
import type { Servers } from "./exporters";
import { kubernetesAlerts } from "./kubernetes";
import { latencyAlerts } from "./latency";
import { monitoringAlerts, type LimitedService } from "./monitoring";
import { nodeAlerts } from "./nodes";
import { requestAlerts } from "./requests";
import type { ServiceWithSlos } from "./slo";
import type { AlertDefinition, AlertFile, AlertingRule, PrometheusRuleGroup, RuleGroup } from "./types";

export { isAlertingRule, severities } from "./types";
export type { AlertFile, AlertingRule, Duration, PrometheusRuleGroup, RecordingRule, Severity, Team } from "./types";

/** What the alerts depend on. */
export interface AlertOptions {
  /** Address under which the folder `runbooks/` is published, with or without a trailing slash. */
  readonly runbookBaseUrl: string;
  /** Address of the panel that shows what an alert watches, by the alert's name; `$labels` in it are filled in by Prometheus. An alert without one has no link. */
  readonly panelUrls: ReadonlyMap<string, string>;
  /** What counts as too much. */
  readonly settings: AlertSettings;
  /** The services of the configuration. */
  readonly services: readonly WatchedService[];
  /** The databases and caches of the configuration, which have to be measured. */
  readonly servers: Servers;
  /** Where cert-manager runs; absent: the stack does not scrape it. */
  readonly certManager?: CertManagerConfig | undefined;
}

/** What of a service the alerts depend on. */
export type WatchedService = LimitedService & ExpectedService & ServiceWithSlos;

/** Every rule file of the program, always in the same order. */
export function alertGroups({
  settings,
  services,
  servers,
  certManager,
  panelUrls,
  ...options
}: AlertOptions): AlertFile[] {
  const runbookBaseUrl = options.runbookBaseUrl.replace(/\/+$/, "");
  const links = (alert: string): Links => {
    const panelUrl = panelUrls.get(alert);
    return {
      runbook_url: `${runbookBaseUrl}/${alert}.md`,
      ...(panelUrl === undefined ? {} : { dashboard_url: panelUrl }),
    };
  };
  return [
    kubernetesAlerts(settings),
    nodeAlerts(settings),
    databaseAlerts(settings, servers),
    cacheAlerts(settings, servers),
    requestAlerts(settings, services),
    latencyAlerts(settings, services),
    applicationAlerts(settings, services),
    monitoringAlerts(settings, services, servers.namespace),
    certificateAlerts(settings, certManager),
  ]
    .filter(({ alerts }) => alerts.length > 0)
    .map((group) => ({ name: group.name, groups: [prometheusRuleGroup(group, links)] }));
}

/** Where an alert leads to. */
type Links = Pick<AlertingRule["annotations"], "runbook_url" | "dashboard_url">;

function prometheusRuleGroup(group: RuleGroup, links: (alert: string) => Links): PrometheusRuleGroup {
  const recordings = (group.recordings ?? []).map(({ record, expr }) => ({ record, expr }));
  const alerts = group.alerts.map((alert) => alertingRule(alert, links(alert.name)));
  return {
    name: group.name,
    ...(group.interval === undefined ? {} : { interval: group.interval }),
    rules: [...recordings, ...alerts],
  };
}

function alertingRule(alert: AlertDefinition, links: Links): AlertingRule {
  return {
    alert: alert.name,
    expr: alert.expr,
    ...(alert.for === undefined ? {} : { for: alert.for }),
    ...(alert.keepFiringFor === undefined ? {} : { keep_firing_for: alert.keepFiringFor }),
    labels: { severity: alert.severity, team: alert.team },
    annotations: { summary: alert.summary, description: alert.description, ...links },
  };
}
