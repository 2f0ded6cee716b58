/**
 * Values that must not compile, next to good ones that must.
 *
 * Each `@ts-expect-error` names the key that the compiler's error has to stand at; `compile-errors.test.ts` checks that.
 */
import { known } from "../../chart-values/known";
import type { ChartValues } from "../../chart-values/generated/values";

const claim = { spec: { storageClassName: "gp3", resources: { requests: { storage: "50Gi" } } } };

export const good = {
  prometheus: {
    service: { sessionAffinity: "ClientIP" },
    podDisruptionBudget: { enabled: true, minAvailable: null, maxUnavailable: "50%" },
    prometheusSpec: {
      retention: "15d",
      sampleLimit: 10_000,
      externalLabels: { cluster: "staging" },
      nodeSelector: { "kubernetes.io/os": "linux" },
      tolerations: [{ key: "monitoring", operator: "Exists", effect: "NoSchedule" }],
      storageSpec: { volumeClaimTemplate: claim },
      remoteWrite: [
        {
          url: "https://mimir.example.org/api/v1/push",
          sigv4: { region: "eu-central-1" },
          queueConfig: { maxShards: 20 },
        },
      ],
      additionalScrapeConfigs: "- job_name: extra",
    },
  },
  alertmanager: {
    alertmanagerSpec: { replicas: 2, storage: { volumeClaimTemplate: claim } },
    config: {
      route: { receiver: "null", routes: [{ receiver: "slack", matchers: ['severity = "critical"'] }] },
      receivers: [{ name: "null" }],
    },
  },
  grafana: {
    ingress: { annotations: { "nginx.ingress.kubernetes.io/ssl-redirect": "true" } },
    persistence: { storageClassName: "gp3" },
    deploymentStrategy: { type: "Recreate", rollingUpdate: null },
    "grafana.ini": { app_mode: "production", "auth.google": { enabled: true, allowed_domains: "qualisys.io" } },
    envFromSecrets: [{ name: "grafana-oauth" }],
    sidecar: { dashboards: { searchNamespace: "monitoring" } },
  },
  "kube-state-metrics": { resources: { requests: { cpu: "50m", memory: "64Mi" } } },
  kubeEtcd: { enabled: false },
} satisfies ChartValues;

export const unknownTopLevelKey = {
  // @ts-expect-error granana
  granana: { enabled: true },
} satisfies ChartValues;

export const volumeOneLevelTooHigh = {
  // @ts-expect-error storageSpec
  prometheus: { storageSpec: { volumeClaimTemplate: claim } },
} satisfies ChartValues;

export const replicasOneLevelTooHigh = {
  // @ts-expect-error replicas
  alertmanager: { replicas: 2 },
} satisfies ChartValues;

export const volumeUnderTheOtherResourcesName = {
  // @ts-expect-error storage
  prometheus: { prometheusSpec: { storage: { volumeClaimTemplate: claim } } },
} satisfies ChartValues;

export const misspeltVolumeField = {
  // @ts-expect-error volumeClaimTemplates
  prometheus: { prometheusSpec: { storageSpec: { volumeClaimTemplates: claim } } },
} satisfies ChartValues;

export const misspeltFieldOfTheClaim = {
  // @ts-expect-error storageClass
  alertmanager: { alertmanagerSpec: { storage: { volumeClaimTemplate: { spec: { storageClass: "gp3" } } } } },
} satisfies ChartValues;

export const retentionAsNumber = {
  // @ts-expect-error retention
  prometheus: { prometheusSpec: { retention: 15 } },
} satisfies ChartValues;

export const selectorOneLevelTooHigh = {
  // @ts-expect-error serviceMonitorSelectorNilUsesHelmValues
  prometheus: { serviceMonitorSelectorNilUsesHelmValues: false },
} satisfies ChartValues;

export const selectorWithoutItsLabels = {
  // @ts-expect-error release
  prometheus: { prometheusSpec: { ruleSelector: { release: "monitoring" } } },
} satisfies ChartValues;

export const booleanAnnotation = {
  // @ts-expect-error "nginx.ingress.kubernetes.io/ssl-redirect"
  grafana: { ingress: { annotations: { "nginx.ingress.kubernetes.io/ssl-redirect": true } } },
} satisfies ChartValues;

export const numberAsLabel = {
  // @ts-expect-error shard
  prometheus: { prometheusSpec: { externalLabels: { shard: 1 } } },
} satisfies ChartValues;

export const unknownEffectOfATaint = {
  // @ts-expect-error effect
  prometheus: { prometheusSpec: { tolerations: [{ key: "monitoring", effect: "NoScheduling" }] } },
} satisfies ChartValues;

export const limitsOutsideOfResources = {
  // @ts-expect-error memory
  prometheus: { prometheusSpec: { resources: { memory: "4Gi" } } },
} satisfies ChartValues;

export const remoteWriteWithoutAddress = {
  // @ts-expect-error {
  prometheus: { prometheusSpec: { remoteWrite: [{ name: "mimir" }] } },
} satisfies ChartValues;

export const remoteWriteInTheFilesSpelling = {
  // @ts-expect-error queue_config
  prometheus: { prometheusSpec: { remoteWrite: [{ url: "https://mimir.example.org", queue_config: {} }] } },
} satisfies ChartValues;

export const receiverInTheResourcesSpelling = {
  // @ts-expect-error slackConfigs
  alertmanager: { config: { receivers: [{ name: "slack", slackConfigs: [] }] } },
} satisfies ChartValues;

export const routeWithDeprecatedMatch = {
  // @ts-expect-error match
  alertmanager: { config: { route: { routes: [{ receiver: "slack", match: { severity: "critical" } }] } } },
} satisfies ChartValues;

export const listInGrafanasSettings = {
  // @ts-expect-error allowed_domains
  grafana: { "grafana.ini": { "auth.google": { allowed_domains: ["qualisys.io"] } } },
} satisfies ChartValues;

export const emptyBudget = {
  // @ts-expect-error minimum
  grafana: { podDisruptionBudget: { minimum: 1 } },
} satisfies ChartValues;

/** Two ways past the check of `satisfies`, which `known` closes. */
const replicated = process.pid > 0;
export const bySpread = {
  prometheus: { prometheusSpec: { retention: "15d", ...(replicated ? { podAntiAfinity: "hard" } : {}) } },
} satisfies ChartValues;
// @ts-expect-error bySpread
known(bySpread);

const strategy = () => ({ type: "Recreate" as const, rollingUpdates: null });
export const byFunction = { grafana: { deploymentStrategy: strategy() } } satisfies ChartValues;
// @ts-expect-error byFunction
known(byFunction);

known(good);
