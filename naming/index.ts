/**
 * Names and labels of everything this program deploys and measures, in one table.
 *
 * Rules, dashboards, Alertmanager's routing and the documentation all take their
 * label names from here, so that a label means the same thing everywhere.
 */
import { exporterJobs, serverLabels } from "../exporters";

/** Helm release name. Fixed: every object name of the chart derives from it. */
export const RELEASE_NAME = "monitoring";

/** The chart's full name for this release: `<release>-kube-prometheus-stack`, cut to 26 characters by the chart. */
export const CHART_FULLNAME = "monitoring-kube-prometheus";

/** Value of `app.kubernetes.io/part-of` on every object. */
export const PART_OF = "qualisys-monitoring";

/**
 * Labels that say where a series comes from.
 *
 * `cluster` and `environment` are not among them: they are external labels, which Prometheus
 * adds when it sends alerts or samples away and which are absent while rules are evaluated.
 */
export const targetLabels = {
  /** The service's name, or the exporter's (see {@link jobs}); set through `jobLabel`. */
  job: "job",
  /** Namespace of the scraped pod. */
  namespace: "namespace",
  /** Address of the scraped target. */
  instance: "instance",
  /** Name of the server in the configuration, on targets of exporters: `database`, `cache`. */
  ...serverLabels,
} as const;

/** Labels that Prometheus adds outside of rule evaluation. */
export const externalLabelNames = ["cluster", "environment"] as const;

/** `job` of the targets that are not services of the configuration. */
export const jobs = {
  ...exporterJobs,
  node: "node-exporter",
  kubeStateMetrics: "kube-state-metrics",
  kubelet: "kubelet",
  prometheus: `${CHART_FULLNAME}-prometheus`,
  certManager: "cert-manager",
} as const;

/** What {@link standardLabels} needs to know of an object. */
export interface LabelSubject {
  /** What it is: `postgres-exporter`, `grafana`, `qualisys-api`. */
  readonly name: string;
  /** Which one it is, when there are several; the name by default. */
  readonly instance?: string;
  /** Its role: `exporter`, `dashboard`, `alerting`, `ingress`, `scrape-target`, `credentials`. */
  readonly component: string;
  /** Version of what runs, where something runs. */
  readonly version?: string;
}

/** The `app.kubernetes.io/*` labels that every object of the program carries. */
export function standardLabels(subject: LabelSubject): Record<string, string> {
  return {
    "app.kubernetes.io/name": subject.name,
    "app.kubernetes.io/instance": subject.instance ?? subject.name,
    "app.kubernetes.io/component": subject.component,
    "app.kubernetes.io/part-of": PART_OF,
    "app.kubernetes.io/managed-by": "pulumi",
    ...(subject.version === undefined ? {} : { "app.kubernetes.io/version": subject.version }),
  };
}

/** The stable subset of {@link standardLabels} that selectors use: it never changes with a version. */
export function selectorLabels(subject: Pick<LabelSubject, "name" | "instance">): Record<string, string> {
  return {
    "app.kubernetes.io/name": subject.name,
    "app.kubernetes.io/instance": subject.instance ?? subject.name,
  };
}
