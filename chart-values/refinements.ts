/**
 * What the key catalogue does not contain: the types of free-form values, and defaults whose type is not the only one allowed.
 *
 * The generator of `generated/values.ts` takes the types from here, the run-time check what is allowed.
 */
import type { LeafType } from "./catalogue";

/** A kind of value at run time; `texts` is a map of texts. */
export type Kind = "string" | "number" | "boolean" | "map" | "texts" | "list" | "any";

/** What may stand at a key: one of several kinds, or a map with these keys and no other. */
export type Allowed = readonly Kind[] | { readonly [key: string]: Allowed };

/** A type for some keys of the chart. */
export interface Refinement {
  /** How the keys' paths end: `annotations` means every key of that name. */
  readonly keys: readonly string[];
  /** The TypeScript type; names are those of `shapes.ts`, `$` is the type that follows from the catalogue. */
  readonly type: string;
  /** What may stand there at run time; by default what the catalogue says. */
  readonly allowed?: Allowed;
  /** Only keys whose default is of this type: one name can mean a list here and a map there. */
  readonly only?: LeafType;
}

const texts: Allowed = ["texts"];
const map: Allowed = ["map"];
const text: Allowed = ["string"];
const textOrNumber: Allowed = ["string", "number"];

/** A claim of a volume as the operator's resources embed it. */
const volumeClaimTemplate: Allowed = {
  apiVersion: text,
  kind: text,
  metadata: map,
  status: map,
  spec: {
    accessModes: ["list"],
    dataSource: map,
    dataSourceRef: map,
    resources: { requests: map, limits: map },
    selector: map,
    storageClassName: text,
    volumeAttributesClassName: text,
    volumeMode: text,
    volumeName: text,
  },
};

const storage: Allowed = { disableMountSubPath: ["boolean"], emptyDir: map, ephemeral: map, volumeClaimTemplate };

/** All refinements; of several that fit a key the first counts. */
export const refinements: readonly Refinement[] = [
  { keys: ["prometheus.prometheusSpec"], type: "FromOperator<$, PrometheusSpec>" },
  { keys: ["alertmanager.alertmanagerSpec"], type: "FromOperator<$, AlertmanagerSpec>" },
  { keys: ["thanosRuler.thanosRulerSpec"], type: "FromOperator<$, ThanosRulerSpec>" },
  {
    keys: ["prometheusSpec.storageSpec", "alertmanagerSpec.storage", "thanosRulerSpec.storage"],
    type: "Storage",
    allowed: storage,
  },
  { keys: ["prometheusSpec.tsdb"], type: "$", allowed: map },
  { keys: ["prometheusSpec.additionalScrapeConfigs"], type: "$ | string", allowed: ["list", "string"] },
  // Their default is false where the resource has a number, a text or a map.
  {
    keys: [
      "enforcedLabelLimit",
      "enforcedLabelNameLengthLimit",
      "enforcedLabelValueLengthLimit",
      "enforcedSampleLimit",
      "enforcedTargetLimit",
      "prometheusSpec.sampleLimit",
    ],
    type: "$",
    allowed: ["number", "boolean"],
  },
  { keys: ["clusterAdvertiseAddress", "queryLogFile"], type: "$", allowed: ["string", "boolean"] },
  { keys: ["arbitraryFSAccessThroughSMs"], type: "$", allowed: ["map", "boolean"] },

  { keys: ["alertmanager.config"], type: "AlertmanagerFile", allowed: ["map", "string"] },
  { keys: ["grafana.grafana.ini"], type: "GrafanaIni", allowed: map },
  { keys: ["envFromSecrets", "envFromConfigMaps"], type: "readonly EnvironmentSource[]" },
  { keys: ["extraSecretMounts"], type: "readonly SecretMount[]" },
  { keys: ["customRules"], type: "Readonly<Record<string, CustomRule>>" },
  { keys: ["defaultRules.disabled"], type: "Readonly<Record<string, boolean>>" },
  { keys: ["additionalPrometheusRulesMap"], type: "Readonly<Record<string, RuleGroups>>" },

  {
    keys: [
      "additionalLabels",
      "additionalPrometheusSecretsAnnotations",
      "additionalRuleAnnotations",
      "additionalRuleLabels",
      "annotations",
      "commonLabels",
      "configMapAnnotations",
      "customLabels",
      "daemonsetAnnotations",
      "externalLabels",
      "extraLabels",
      "extraPvcLabels",
      "extraSecret.data",
      "labels",
      "matchLabels",
      "nodeSelector",
      "podAnnotations",
      "podLabels",
      "selectorLabels",
      "service.selector",
      "staticConfigLabels",
      "templateFiles",
    ],
    type: "Texts",
    allowed: texts,
  },
  { keys: ["env"], only: "list", type: "readonly EnvVar[]", allowed: ["list"] },
  { keys: ["env"], type: "Environment", allowed: map },
  { keys: ["envValueFrom"], type: "Readonly<Record<string, EnvVarSource>>" },

  { keys: ["affinity"], type: "Affinity", allowed: map },
  { keys: ["resources"], type: "Resources", allowed: { claims: ["list"], limits: map, requests: map } },
  { keys: ["tolerations"], type: "readonly Toleration[]" },
  { keys: ["topologySpreadConstraints"], type: "readonly TopologySpread[]" },
  { keys: ["containers", "initContainers", "extraInitContainers"], type: "readonly Container[]" },
  { keys: ["dnsConfig"], type: "DnsConfig" },
  {
    keys: ["securityContext", "containerSecurityContext", "podSecurityContext"],
    type: "$ | SecurityContext",
    allowed: map,
  },
  { keys: ["livenessProbe", "readinessProbe", "startupProbe"], type: "Probe", allowed: map },
  { keys: ["deploymentStrategy", "strategy", "updateStrategy"], type: "UpdateStrategy", allowed: map },
  {
    keys: ["podDisruptionBudget"],
    type: "DisruptionBudget",
    allowed: {
      enabled: ["boolean"],
      minAvailable: textOrNumber,
      maxUnavailable: textOrNumber,
      unhealthyPodEvictionPolicy: text,
    },
  },
  { keys: ["imagePullSecrets", "pullSecrets"], type: "readonly PullSecret[]" },
  // The chart's own entry is called main; any other name makes one more.
  {
    keys: [
      "alertmanager.route",
      "grafana.route",
      "prometheus.route",
      "thanosRuler.route",
      "listenerSet",
      "routePerReplica",
    ],
    type: "Named<$>",
    allowed: map,
  },
  { keys: ["serviceMonitor.selector"], type: "LabelSelector", allowed: map },
  { keys: ["ingress.tls"], type: "readonly IngressTls[]" },
  { keys: ["additionalPorts"], type: "readonly ServicePort[]" },
  { keys: ["additionalRemoteWrite"], type: 'PrometheusSpec["remoteWrite"]' },
  { keys: ["additionalRemoteRead"], type: 'PrometheusSpec["remoteRead"]' },
  {
    keys: [
      "cAdvisorMetricRelabelings",
      "cAdvisorRelabelings",
      "dnsmasqMetricRelabelings",
      "dnsmasqRelabelings",
      "metricRelabelings",
      "probesMetricRelabelings",
      "probesRelabelings",
      "relabelings",
      "resourceMetricRelabelings",
      "resourceRelabelings",
    ],
    type: "readonly Relabeling[]",
    allowed: ["list"],
  },
  {
    keys: ["serviceMonitor.tlsConfig", "http.tlsConfig", "metrics.tlsConfig", "monitor.tlsConfig"],
    type: "ScrapeTls",
    allowed: map,
  },

  {
    keys: [
      "accessModes",
      "alertDropLabels",
      "capabilities.add",
      "capabilities.drop",
      "collectors",
      "endpoints",
      "externalIPs",
      "finalizers",
      "hosts",
      "hostnames",
      "ipFamilies",
      "loadBalancerSourceRanges",
      "metricAllowlist",
      "metricAnnotationsAllowList",
      "metricDenylist",
      "metricLabelsAllowlist",
      "paths",
      "podTargetLabels",
      "targetLabels",
    ],
    only: "list",
    type: "readonly string[]",
  },
  // Their default is null, or only the templates know them.
  {
    keys: [
      "adminPassword",
      "appProtocol",
      "bearerTokenFile",
      "clusterDomain",
      "clusterIP",
      "configSecret",
      "defaultDatasourceScrapeInterval",
      "defaultFolderName",
      "dnsPolicy",
      "existingClaim",
      "externalTrafficPolicy",
      "externalUrl",
      "folderAnnotation",
      "folderUID",
      "fullnameOverride",
      "imageRegistry",
      "ingressClassName",
      "interval",
      "logFormat",
      "logLevel",
      "nameOverride",
      "pathType",
      "priorityClassName",
      "proxyUrl",
      "restartPolicy",
      "schedulerName",
      "scheme",
      "scrapeTimeout",
      "sha",
      "storageClassName",
      "subPath",
    ],
    type: "string",
    allowed: text,
  },
  { keys: ["searchNamespace"], type: "string | readonly string[]", allowed: ["string", "list"] },
  {
    keys: ["enableServiceLinks", "honorLabels", "hostUsers", "insecureSkipVerify", "skipTlsVerify"],
    type: "boolean",
    allowed: ["boolean"],
  },
  {
    keys: [
      "minReadySeconds",
      "nodePort",
      "progressDeadlineSeconds",
      "revisionHistoryLimit",
      "terminationGracePeriodSeconds",
      "updateIntervalSeconds",
    ],
    type: "number",
    allowed: ["number"],
  },
  // A share such as 50%, or the name of a port.
  {
    keys: ["maxUnavailable", "minAvailable", "targetCPU", "targetMemory", "targetPort"],
    type: "number | string",
    allowed: textOrNumber,
  },
];

/** The refinement of the key at `path` with a default of type `leaf` (undefined: a map with defaults of its own). */
export function refinementOf(path: readonly string[], leaf: LeafType | undefined): Refinement | undefined {
  const spelled = path.join(".");
  const fits = (key: string): boolean => spelled === key || spelled.endsWith(`.${key}`);
  return refinements.find(({ keys, only }) => (only === undefined || only === leaf) && keys.some(fits));
}
