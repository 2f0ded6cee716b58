/**
 * Alerts that are not notified because another alert is their cause, or says it better.
 *
 * Three rules of thumb keep this safe. What is held back is named: alerts that others write, of whose labels nothing is
 * known here, are held back by nothing. `equal` takes a label that is missing on both sides for equal, so each rule
 * demands the labels that it compares. And nothing that is not critical itself holds back a critical alert.
 */
import { alertGroups, isAlertingRule } from "../../../alerts";
import { overlaps } from "../../../alerts/overlaps";
import { burnWindows } from "../../../alerts/slo/windows";
import type { InhibitRule } from "../../../chart-values/shapes";
import { defaultAlertSettings } from "../../../config/schema/alerts";
import { downAlerts, noServers, serverInhibitions } from "../../../exporters";
import { lostNodeWarnings, nodeLost, twoSeverities } from "./chart-alerts";

/** Every rule. */
export function inhibitRules(): InhibitRule[] {
  return [
    ...bySeverity(),
    ...byServer(),
    ...bySubject(),
    ...byPace("SLOErrorBudgetBurn"),
    ...byPace("SLOLatencyBudgetBurn"),
    ...byOverlap(),
    ...plumbing,
  ];
}

/** A critical alert inhibits the warning of the same thing: a volume that is full, for the same volume nearly so. */
function bySeverity(): InhibitRule[] {
  return twoSeverities.map(({ names, thing }) => {
    const named = `alertname =~ "${names.join("|")}"`;
    return {
      source_matchers: [named, 'severity = "critical"'],
      target_matchers: [named, 'severity = "warning"', ...thing.map(present)],
      equal: ["alertname", ...thing],
    };
  });
}

/** A server that does not answer explains what else is said of it; some of these alerts say it better than others. */
function byServer(): InhibitRule[] {
  const down = downAlerts().flatMap(({ alert, job, server }) => {
    const others = besides(alert);
    const target = [`alertname =~ "${others.join("|")}"`, `job = "${job}"`, present(server)];
    return others.length === 0 ? [] : [consequences(alert, target, ["namespace", "job", server])];
  });
  return [...down, ...serverInhibitions().map(({ cause, target, equal }) => consequences(cause, target, equal))];
}

/** Names of the program's other alerts in the group of one of them; they depend on no setting, service or server. */
function besides(alert: string): readonly string[] {
  return alertGroups({
    runbookBaseUrl: "",
    panelUrls: new Map(),
    settings: defaultAlertSettings(),
    services: [],
    servers: { namespace: "", ...noServers },
  })
    .flatMap(({ groups }) => groups)
    .map(({ rules }) => rules.filter(isAlertingRule).map((rule) => rule.alert))
    .filter((names) => names.includes(alert))
    .flat()
    .filter((name) => name !== alert);
}

/** One explains, or says better, what others say of the same certificate, service or node. */
function bySubject(): InhibitRule[] {
  return [
    // Three days left are fewer than twenty-one.
    consequences(
      "CertificateExpiryImminent",
      ['alertname = "CertificateExpiringSoon"', 'namespace != ""', 'name != ""'],
      ["namespace", "job", "name"],
    ),
    // Failing requests are the worse news, and slow ones are often the same.
    consequences(
      "HighErrorRate",
      ['alertname = "HighAPILatency"', 'namespace != ""', 'job != ""'],
      ["namespace", "job"],
    ),
    // Where nothing is measured, no single node is.
    consequences("ClusterMetricsAbsent", ['alertname = "NodeNotMeasured"', 'job != ""'], ["job"]),
    // A node that is gone is not ready either.
    consequences(nodeLost.unreachable, [`alertname = "${nodeLost.notReady}"`, present("node")], ["node"]),
    // All are warnings. The chart's alerts on pods do not say on which node a pod is, so these go on.
    {
      source_matchers: [`alertname =~ "${Object.values(nodeLost).join("|")}"`],
      target_matchers: [`alertname =~ "${lostNodeWarnings.join("|")}"`, present("node")],
      equal: ["node"],
    },
  ];
}

/** A budget that burns fast burns slowly as well: the fastest alert of a service inhibits the slower ones. */
function byPace(prefix: string): InhibitRule[] {
  return burnWindows.slice(0, -1).map(({ name }, index) => {
    const slower = burnWindows.slice(index + 1).map((pair) => `${prefix}${pair.name}`);
    return consequences(
      `${prefix}${name}`,
      [`alertname =~ "${slower.join("|")}"`, 'namespace != ""', 'job != ""'],
      ["namespace", "job"],
    );
  });
}

/** What an alert of the chart says is said by one of ours. */
function byOverlap(): InhibitRule[] {
  return overlaps.flatMap(({ chart, ours, treatment }) =>
    treatment.how === "inhibited"
      ? [
          {
            source_matchers: [`alertname =~ "${ours.join("|")}"`],
            target_matchers: [`alertname = "${chart}"`, ...treatment.equal.map(present)],
            equal: treatment.equal,
          },
        ]
      : [],
  );
}

/**
 * The chart's own: while nothing worse happens in a namespace, its info alerts are muted, and what mutes them is. This is
 * the one rule that holds back alerts whose names are not known: nobody is notified of severity info anyway.
 */
const plumbing: readonly InhibitRule[] = [
  {
    source_matchers: ['alertname = "InfoInhibitor"'],
    target_matchers: ['severity = "info"', present("namespace")],
    equal: ["namespace"],
  },
  { target_matchers: ['alertname = "InfoInhibitor"'] },
];

/** Holds back what follows from one alert. */
function consequences(cause: string, target: readonly string[], equal: readonly string[]): InhibitRule {
  return {
    source_matchers: [`alertname = "${cause}"`],
    target_matchers: target,
    equal,
  };
}

/** Matches an alert that has the label. */
function present(label: string): string {
  return `${label} != ""`;
}
