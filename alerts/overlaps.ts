/** Where the chart and this program have an alert on the same thing, and which of the two notifies you. */

/** What is done about an alert of the chart. */
export type Treatment =
  /** It is switched off: ours says the same earlier. */
  | { readonly how: "off" }
  /** It is muted while ours fires for the same thing, known by these labels; it stays for what ours does not see. */
  | { readonly how: "inhibited"; readonly equal: readonly string[] }
  /** Each sees what the other does not. */
  | { readonly how: "both" }
  /** The chart's is all there is: it is not written twice. */
  | { readonly how: "chart" };

/** One alert of the chart. */
export interface Overlap {
  readonly chart: string;
  /** Ours on the same thing; empty where the chart's is all there is. */
  readonly ours: readonly string[];
  readonly treatment: Treatment;
  /** What the two have in common, and why one of them is preferred. One or two sentences. */
  readonly why: string;
}

const off: Treatment = { how: "off" };
const both: Treatment = { how: "both" };
const chart: Treatment = { how: "chart" };

/** Every overlap, by subject. The chart's thresholds are those of its version 88.5.3. */
export const overlaps: readonly Overlap[] = [
  {
    chart: "KubePodCrashLooping",
    ours: ["PodCrashLooping"],
    treatment: { how: "inhibited", equal: ["namespace", "pod"] },
    why: "Ours counts restarts and pages after the fourth. The chart's sees a container wait in CrashLoopBackOff for 15 minutes, which goes on when restarts have become rare: it takes over then.",
  },
  {
    chart: "KubePodNotReady",
    ours: ["PodCrashLooping"],
    treatment: { how: "inhibited", equal: ["namespace", "pod"] },
    why: "A pod whose init container loops stays Pending; without a loop the chart's alert says what ours cannot.",
  },
  {
    chart: "NodeCPUHighUsage",
    ours: ["HighCPUUsage"],
    treatment: off,
    why: "Above 90% for 15 minutes, for nobody (info), and it takes time that the hypervisor steals for use. Ours warns above 80% after 5 minutes (AC10).",
  },
  {
    chart: "NodeMemoryHighUtilization",
    ours: ["HighMemoryUsage"],
    treatment: off,
    why: "The same share of memory above 90% for 15 minutes. Ours warns above 80% after 5 minutes (AC10).",
  },
  {
    chart: "KubePersistentVolumeFillingUp",
    ours: ["PrometheusVolumeFillingUp"],
    treatment: both,
    why: "The chart's watches every claim (Grafana's and Alertmanager's too) by its trend over 6 hours, but takes the volume of Prometheus, which is meant to fill up to retentionSize, for a fault. A label on that claim leaves it out, and ours watches it.",
  },
  {
    chart: "PrometheusScrapeSampleLimitHit",
    ours: ["ScrapeNearSampleLimit"],
    treatment: both,
    why: "Ours names the service, and warns before scrapes fail. The chart's counts failed scrapes of any target, without naming it.",
  },
  {
    chart: "TargetDown",
    ours: ["PostgresExporterDown", "RedisExporterDown", "ServiceAbsent", "ClusterMetricsAbsent"],
    treatment: { how: "inhibited", equal: ["namespace", "job"] },
    why: "Ours say which database, cache or service it is, or that the cluster is not measured, and also see one without any target. The chart's counts targets that do not answer, and is all there is for the other jobs: Grafana, the operator, CoreDNS. It also counts single nodes, which NodeNotMeasured names.",
  },
  {
    chart: "KubeStateMetricsListErrors",
    ours: ["ClusterMetricsMissing"],
    treatment: both,
    why: "The chart's counts requests that the API server refuses. Ours names the metric that alerts miss, whatever took it away: rights, settings or relabelling.",
  },
  {
    chart: "Watchdog",
    ours: [],
    treatment: chart,
    why: "Always fires: the dead man's switch.",
  },
  {
    chart: "AlertmanagerFailedToSendAlerts",
    ours: [],
    treatment: chart,
    why: "One Alertmanager cannot notify. The message takes the same way as what fails; what is reliable is an outside heartbeat that misses the Watchdog.",
  },
  {
    chart: "AlertmanagerClusterFailedToSendAlerts",
    ours: [],
    treatment: chart,
    why: "No Alertmanager can notify, critical.",
  },
  {
    chart: "PrometheusNotConnectedToAlertmanagers",
    ours: [],
    treatment: chart,
    why: "Prometheus has nobody to send alerts to.",
  },
  {
    chart: "PrometheusRuleFailures",
    ours: [],
    treatment: chart,
    why: "Rules, ours included, that cannot be evaluated.",
  },
];

/** Names of the chart's alerts that are switched off, as its value `defaultRules.disabled` takes them. */
export function disabledChartAlerts(): Readonly<Record<string, true>> {
  return Object.fromEntries(
    overlaps.filter(({ treatment }) => treatment.how === "off").map((overlap) => [overlap.chart, true as const]),
  );
}
