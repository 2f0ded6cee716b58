/**
 * Every key of the configuration, with its meaning, unit, default and an example; one file a subject.
 *
 * The schema is the only place where a default is written down; the one that is computed is in `../sizes.ts`.
 * Components receive the parsed {@link Config} (or a part of it) and never read `pulumi.Config`.
 */
import { z } from "zod";
import { CHART_NAME, CHART_REPOSITORY, CHART_VERSION } from "../../chart-values/version";
import { exporterListSchemas } from "../../exporters";
import {
  chartRepository,
  clusterName,
  exactVersion,
  filePath,
  imageRegistry,
  kubernetesName,
  labelKey,
  labelName,
  labelValue,
  objectName,
  webAddress,
  wholeNumber,
} from "../fields/grammar";
import { withDefaultResources } from "../sizes";
import { alertmanager } from "./alertmanager";
import { alerts } from "./alerts";
import { grafana } from "./grafana";
import { prometheus } from "./prometheus";
import { certManager, service } from "./targets";

const namespace = z.strictObject({
  name: labelName
    .default("monitoring")
    .describe("Namespace of everything this program deploys")
    .meta({ examples: ["monitoring"] }),
  create: z
    .boolean()
    .default(true)
    .describe("true: this stack owns the namespace; false: it already exists and is only used")
    .meta({ examples: [true] }),
});

const chart = z.strictObject({
  version: exactVersion
    .default(CHART_VERSION)
    .describe("Exact version of kube-prometheus-stack")
    .meta({ examples: [CHART_VERSION] }),
  repository: chartRepository
    .refine(
      (value) => !value.startsWith("oci:") || value.endsWith(`/${CHART_NAME}`),
      `must end in the chart's name where it is an OCI reference, without a tag: oci://registry.qualisys.io/charts/${CHART_NAME}`,
    )
    .default(CHART_REPOSITORY)
    .describe("Helm repository, mirror or full OCI reference of the chart")
    .meta({ examples: [CHART_REPOSITORY] }),
  path: filePath
    .optional()
    .describe(
      "Folder or archive of the chart, for installations without a repository; takes precedence over repository",
    )
    .meta({ examples: [`/srv/charts/kube-prometheus-stack-${CHART_VERSION}.tgz`] }),
  timeoutSeconds: wholeNumber(60, 3600)
    .default(900)
    .describe("How long Helm waits for the workloads to be ready. Seconds")
    .meta({ examples: [900] }),
  maxHistory: wholeNumber(1, 20)
    .default(10)
    .describe("Revisions that Helm keeps")
    .meta({ examples: [10] }),
});

const placement = z.strictObject({
  nodeSelector: z
    .record(labelKey, labelValue)
    .default({})
    .describe("Labels of the nodes that everything except node-exporter runs on")
    .meta({ examples: [{ "qualisys.io/pool": "monitoring" }] }),
  tolerations: z
    .array(
      z.strictObject({
        key: labelKey.describe("Taint that is tolerated").meta({ examples: ["qualisys.io/pool"] }),
        operator: z
          .enum(["Equal", "Exists"])
          .default("Equal")
          .describe("Equal: value has to equal the taint's; Exists: any value")
          .meta({ examples: ["Equal"] }),
        value: labelValue
          .optional()
          .describe("Value of the taint, with Equal")
          .meta({ examples: ["monitoring"] }),
        effect: z
          .enum(["NoSchedule", "PreferNoSchedule", "NoExecute"])
          .optional()
          .describe("Effect of the taint; absent: every effect")
          .meta({ examples: ["NoSchedule"] }),
      }),
    )
    .default([])
    .describe("Taints of those nodes"),
});

/** What a stack file may say. Keys are under `monitoring:`. */
export const configSchema = z.strictObject({
  environment: objectName.describe("External label environment: staging or production").meta({ examples: ["staging"] }),
  cluster: clusterName
    .describe("External label cluster: the name of the EKS cluster")
    .meta({ examples: ["qualisys-staging"] }),
  namespace: namespace.prefault({}),
  chart: chart.prefault({}),
  storageClass: kubernetesName
    .default("gp3")
    .describe("StorageClass of all volumes; it has to exist and allow expansion")
    .meta({ examples: ["gp3"] }),
  protect: z
    .boolean()
    .default(false)
    .describe("true: Pulumi refuses to delete the release and the namespace")
    .meta({ examples: [false] }),
  retainVolumes: z
    .boolean()
    .default(false)
    .describe("true: volumes outlive the stack; destroy keeps the namespace and its claims")
    .meta({ examples: [false] }),
  runbookBaseUrl: webAddress
    .default("https://docs.qualisys.io/monitoring/runbooks")
    .describe("URL under which the runbooks are published")
    .meta({ examples: ["https://docs.qualisys.io/monitoring/runbooks"] }),
  prometheus: prometheus.prefault({}),
  alerts: alerts.prefault({}),
  alertmanager,
  grafana,
  ...exporterListSchemas,
  placement: placement.prefault({}),
  imageRegistry: imageRegistry
    .optional()
    .describe("Registry, with an optional path, that mirrors the public ones; images keep their repository and tag")
    .meta({ examples: ["registry.qualisys.internal/mirror"] }),
  labels: z
    .record(labelKey, labelValue)
    .default({})
    .describe("Additional labels on every object")
    .meta({ examples: [{ team: "platform" }] }),
  services: z.array(service).default([]).describe("Services whose metrics are scraped"),
  certManager: certManager
    .optional()
    .describe(
      "Scrapes cert-manager, for the alerts on certificates; absent: there are none. {} if it runs in the namespace cert-manager",
    ),
  extraValues: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("Chart values of the stack's own, merged last: maps merge, lists replace")
    .meta({ examples: [{ prometheus: { prometheusSpec: { logLevel: "info" } } }] }),
});

/** The schema with the default that depends on other keys: how large Prometheus is. */
export const sizedConfigSchema = configSchema.transform(withDefaultResources);

/** A stack's whole configuration, parsed and with defaults. */
export type Config = z.infer<typeof sizedConfigSchema>;
export type NamespaceConfig = Config["namespace"];
export type PlacementConfig = Config["placement"];
export type { SecretReference } from "../fields/common";
export type { HttpRouteConfig, OAuthConfig } from "./grafana";
export type { RemoteWriteConfig } from "./prometheus";
export type { CertManagerConfig, ServiceConfig } from "./targets";
