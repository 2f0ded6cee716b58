/**
 * Types of the chart's free-form values, for `generated/values.ts`: from the operator's CRDs and from Kubernetes where they say it,
 * narrow ones of our own where they don't. Types only: nothing of the packages named here is there when the program runs.
 */
import type { IAlertmanager } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/Alertmanager";
import type { IPrometheus } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/Prometheus";
import type { IPrometheusRule } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule";
import type { IServiceMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor";
import type { IThanosRuler } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ThanosRuler";
import type { IDaemonSetUpdateStrategy } from "kubernetes-models/apps/v1/DaemonSetUpdateStrategy";
import type { IDeploymentStrategy } from "kubernetes-models/apps/v1/DeploymentStrategy";
import type { IIngressTLS } from "kubernetes-models/networking.k8s.io/v1/IngressTLS";
import type { IEnvVar } from "kubernetes-models/v1/EnvVar";
import type { IEnvVarSource } from "kubernetes-models/v1/EnvVarSource";
import type { IProbe } from "kubernetes-models/v1/Probe";
import type { ISecurityContext } from "kubernetes-models/v1/SecurityContext";
import type { IServicePort } from "kubernetes-models/v1/ServicePort";

export type {
  IDeploymentStrategy as DeploymentStrategy,
  IEnvVar as EnvVar,
  IEnvVarSource as EnvVarSource,
  IIngressTLS as IngressTls,
  IServicePort as ServicePort,
};

type Operator = IPrometheus["spec"];
type Endpoint = IServiceMonitor["spec"]["endpoints"][number];
type OperatorStorage = NonNullable<Operator["storage"]>;
type PodSecurityContext = NonNullable<Operator["securityContext"]>;

/** Fields of the Prometheus resource; the others have another meaning in the chart. */
export type PrometheusSpec = Omit<
  Operator,
  "image" | "additionalScrapeConfigs" | "additionalAlertManagerConfigs" | "additionalAlertRelabelConfigs"
>;

/** Fields of the Alertmanager resource; `storage` is refined below, and the chart gives `image` by its parts. */
export type AlertmanagerSpec = Omit<IAlertmanager["spec"], "image" | "storage">;

/** Fields of the ThanosRuler resource; the others have another meaning in the chart. */
export type ThanosRulerSpec = Omit<
  IThanosRuler["spec"],
  | "image"
  | "storage"
  | "alertRelabelConfigs"
  | "alertmanagersConfig"
  | "objectStorageConfig"
  | "queryConfig"
  | "tracingConfig"
>;

/** The chart's keys of an operator's resource: typed by the resource where it has the key, by the chart's default where not. */
export type FromOperator<Keys, Spec> = { readonly [Key in keyof Keys]: Key extends keyof Spec ? Spec[Key] : Keys[Key] };

/** Entries under names of one's own, all of the kind that the chart's entries are. */
export type Named<Entries> = Readonly<Record<string, Entries[keyof Entries]>>;

/** Volumes of a StatefulSet that the operator makes; the claim says by itself what kind of object it is. */
export type Storage = Omit<OperatorStorage, "volumeClaimTemplate"> & {
  readonly volumeClaimTemplate?: Partial<NonNullable<OperatorStorage["volumeClaimTemplate"]>>;
};
/** Relabelling of a target or a sample. */
export type Relabeling = NonNullable<Endpoint["relabelings"]>[number];
/** How a scrape meets TLS. */
export type ScrapeTls = NonNullable<Endpoint["tlsConfig"]>;
/** Groups of rules, as a PrometheusRule holds them. */
export type RuleGroups = NonNullable<IPrometheusRule["spec"]>;

/** Requests and limits of a container. */
export type Resources = NonNullable<Operator["resources"]>;
/** Attraction of pods to nodes and pods. */
export type Affinity = NonNullable<Operator["affinity"]>;
/** A taint that pods bear. */
export type Toleration = NonNullable<Operator["tolerations"]>[number];
/** How pods spread over nodes and zones. */
export type TopologySpread = NonNullable<IAlertmanager["spec"]["topologySpreadConstraints"]>[number];
/** A container beside the chart's own. */
export type Container = NonNullable<Operator["containers"]>[number];
/** Resolver of a pod. */
export type DnsConfig = NonNullable<Operator["dnsConfig"]>;
/** Selector of objects by their labels. */
export type LabelSelector = NonNullable<Operator["serviceMonitorSelector"]>;
/** Security context; the chart's keys don't tell a pod's from a container's. */
export type SecurityContext = PodSecurityContext | ISecurityContext;
/** A probe; some of the chart's can be switched off. */
export type Probe = IProbe & { readonly enabled?: boolean };
/** How a Deployment or DaemonSet is updated; null takes a default of the chart away. */
export type UpdateStrategy = Omit<IDeploymentStrategy | IDaemonSetUpdateStrategy, "rollingUpdate"> & {
  readonly rollingUpdate?: IDeploymentStrategy["rollingUpdate"] | null;
};
/** Least number of pods that stay; null takes the chart's default away where `maxUnavailable` is given. */
export interface DisruptionBudget {
  readonly enabled?: boolean;
  readonly minAvailable?: number | string | null;
  readonly maxUnavailable?: number | string;
  readonly unhealthyPodEvictionPolicy?: "IfHealthyBudget" | "AlwaysAllow" | "";
}

/** Annotations, labels: anything but a text breaks the render. */
export type Texts = Readonly<Record<string, string>>;
/** A plain value that the chart writes as text. */
export type Scalar = string | number | boolean;
/** Environment variables by their names. */
export type Environment = Readonly<Record<string, Scalar>>;
/** A Secret with registry credentials, by name. */
export type PullSecret = string | { readonly name: string };

/** `grafana.ini`: settings by section; those outside a section stand beside the sections. */
export type GrafanaIni = Readonly<Record<string, Scalar | Readonly<Record<string, Scalar | null>>>>;

/** A Secret or ConfigMap whose keys become environment variables of Grafana. */
export interface EnvironmentSource {
  readonly name: string;
  readonly prefix?: string;
  readonly optional?: boolean;
}

/** A Secret that is mounted into Grafana's pod. */
export interface SecretMount {
  readonly name: string;
  readonly secretName?: string;
  readonly defaultMode?: number;
  readonly mountPath: string;
  readonly subPath?: string;
  readonly readOnly?: boolean;
  readonly optional?: boolean;
  readonly items?: readonly { readonly key: string; readonly path: string }[];
}

/** A change of a default alert. */
export interface CustomRule {
  readonly for?: string;
  readonly severity?: string;
}

/** Alertmanager's configuration file, as far as this program writes it: no types package has it in the file's spelling. */
export interface AlertmanagerFile {
  readonly global?: { readonly resolve_timeout?: string; readonly slack_api_url_file?: string };
  readonly templates?: readonly string[];
  readonly time_intervals?: readonly TimeInterval[];
  readonly inhibit_rules?: readonly InhibitRule[];
  readonly route?: Route;
  readonly receivers?: readonly Receiver[];
}

/** Times that routes refer to by their name. */
export interface TimeInterval {
  readonly name: string;
  readonly time_intervals: readonly {
    readonly weekdays?: readonly string[];
    readonly times?: readonly { readonly start_time: string; readonly end_time: string }[];
    readonly location?: string;
  }[];
}

/** Alerts that mute others. */
export interface InhibitRule {
  readonly source_matchers?: readonly string[];
  readonly target_matchers?: readonly string[];
  readonly equal?: readonly string[];
}

/** A node of the routing tree. */
export interface Route {
  readonly receiver?: string;
  readonly matchers?: readonly string[];
  readonly continue?: boolean;
  readonly group_by?: readonly string[];
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly repeat_interval?: string;
  readonly active_time_intervals?: readonly string[];
  readonly routes?: readonly Route[];
}

/** Who is notified. */
export interface Receiver {
  readonly name: string;
  readonly slack_configs?: readonly SlackConfig[];
  readonly webhook_configs?: readonly WebhookConfig[];
}

/** A message to Slack; the address comes from a file, so that no secret stands in the values. */
export interface SlackConfig {
  readonly api_url_file?: string;
  readonly channel?: string;
  readonly send_resolved?: boolean;
  readonly username?: string;
  readonly color?: string;
  readonly title?: string;
  readonly title_link?: string;
  readonly text?: string;
  readonly fallback?: string;
}

/** A post to any address, which comes from a file as well. */
export interface WebhookConfig {
  readonly url_file?: string;
  readonly send_resolved?: boolean;
  readonly max_alerts?: number;
}
