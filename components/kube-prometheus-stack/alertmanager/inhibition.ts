/**
 * Alerts that are not notified because another alert is their cause, or says it better.
 *
 * Two rules of thumb keep this safe. `equal` takes a label that is missing on both sides for equal, so each rule demands
 * the labels that it compares. And nothing that is not critical itself holds back a critical alert.
 */
import { overlaps } from "../../../alerts/overlaps";
import { burnWindows } from "../../../alerts/slo/windows";
import type { InhibitRule } from "../../../chart-values/shapes";
import { serverInhibitions, serverLabels } from "../../../exporters";

/** The chart's two alerts on a node that is lost. */
const NODE_UNREACHABLE = "KubeNodeUnreachable";
const NODE_NOT_READY = "KubeNodeNotReady";

/**
 * Labels that distinguish two alerts of one name. The rules of one name are of one form, so that a label which one of
 * them lacks the other lacks as well: then the others decide.
 */
const SAME_THING = [
  "alertname",
  "namespace",
  "job",
  "instance",
  "node",
  "pod",
  "container",
  "persistentvolumeclaim",
  "device",
  "mountpoint",
  ...Object.values(serverLabels),
  "server",
];

/** Every rule. */
export function inhibitRules(): InhibitRule[] {
  return [
    ...bySeverity,
    ...bySubject(),
    ...byPace("SLOErrorBudgetBurn"),
    ...byPace("SLOLatencyBudgetBurn"),
    ...byOverlap(),
    ...plumbing,
  ];
}

/** A higher severity inhibits a lower one of the same thing: a volume that is full, for the same volume nearly so. */
const bySeverity: readonly InhibitRule[] = [
  { source_matchers: ['severity = "critical"'], target_matchers: ['severity =~ "warning|info"'], equal: SAME_THING },
  { source_matchers: ['severity = "warning"'], target_matchers: ['severity = "info"'], equal: SAME_THING },
];

/** One explains, or says better, what others say of the same server, service or node. */
function bySubject(): InhibitRule[] {
  return [
    ...serverInhibitions().map(({ cause, target, equal }) => consequences(cause, target, equal)),
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
    consequences(NODE_UNREACHABLE, [`alertname = "${NODE_NOT_READY}"`, 'node != ""'], ["node"]),
    // Both are warnings. The chart's alerts on pods do not say on which node a pod is, so these go on.
    {
      source_matchers: [`alertname =~ "${NODE_UNREACHABLE}|${NODE_NOT_READY}"`],
      target_matchers: [
        `alertname !~ "${NODE_UNREACHABLE}|${NODE_NOT_READY}"`,
        'severity =~ "warning|info"',
        'node != ""',
      ],
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
            target_matchers: [`alertname = "${chart}"`, ...treatment.equal.map((label) => `${label} != ""`)],
            equal: treatment.equal,
          },
        ]
      : [],
  );
}

/** The chart's own: while nothing worse happens in a namespace, its info alerts are muted, and what mutes them is. */
const plumbing: readonly InhibitRule[] = [
  { source_matchers: ['alertname = "InfoInhibitor"'], target_matchers: ['severity = "info"'], equal: ["namespace"] },
  { target_matchers: ['alertname = "InfoInhibitor"'] },
];

/** Holds back what follows from one alert; not the alert itself. */
function consequences(cause: string, target: readonly string[], equal: readonly string[]): InhibitRule {
  return {
    source_matchers: [`alertname = "${cause}"`],
    target_matchers: [`alertname != "${cause}"`, ...target],
    equal,
  };
}
