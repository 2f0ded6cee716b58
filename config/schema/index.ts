/**
 * Every key of the configuration, with its meaning, unit and default; one file a subject.
 *
 * The schema is the only place where a default is written down. Components receive the
 * parsed {@link Config} (or a part of it) and never read `pulumi.Config`.
 */
import { z } from "zod";
import { CHART_REPOSITORY, CHART_VERSION } from "../../chart/version";
import { imageRegistry, labelKey, labelValue, objectName } from "../grammar";
import { alertmanager } from "./alertmanager";
import { grafana } from "./grafana";
import { prometheus } from "./prometheus";
import { cache, database, service } from "./targets";

const namespace = z.strictObject({
  name: objectName.default("monitoring").describe("Namespace of everything this program deploys"),
  create: z.boolean().default(true).describe("true: this stack owns the namespace; false: it exists already and is only used"),
});

const chart = z.strictObject({
  version: z.string().regex(/^\d+\.\d+\.\d+$/, "must be an exact version such as 88.5.3").default(CHART_VERSION)
    .describe("Exact version of kube-prometheus-stack"),
  repository: z.string().regex(/^(https?|oci):\/\/.+/, "must be a Helm repository (https://...) or an OCI reference (oci://...)").default(CHART_REPOSITORY)
    .describe("Helm repository, mirror or full OCI reference of the chart"),
  path: z.string().min(1).optional().describe("Folder or archive of the chart, for installs without a repository; wins over repository"),
  timeoutSeconds: z.number().int().min(60).max(3600).default(900)
    .describe("How long Helm waits for the workloads to be ready. Seconds"),
  maxHistory: z.number().int().min(1).max(20).default(10).describe("Revisions that Helm keeps"),
});

const placement = z.strictObject({
  nodeSelector: z.record(labelKey, labelValue).default({}).describe("Labels of the nodes that everything but node-exporter runs on"),
  tolerations: z.array(z.strictObject({
    key: labelKey.describe("Taint that is tolerated"),
    operator: z.enum(["Equal", "Exists"]).default("Equal").describe("Equal: value has to be the taint's; Exists: any value"),
    value: labelValue.optional().describe("Value of the taint, with Equal"),
    effect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]).optional().describe("Effect of the taint; absent: every effect"),
  })).default([]).describe("Taints of those nodes"),
});

/** The configuration of one stack. Keys are under `monitoring:` in the stack file. */
export const configSchema = z.strictObject({
  environment: objectName.describe("External label environment: staging or production"),
  cluster: objectName.describe("External label cluster: the name of the EKS cluster"),
  namespace: namespace.prefault({}),
  chart: chart.prefault({}),
  storageClass: z.string().min(1).default("gp3").describe("StorageClass of all volumes; it has to exist and to allow expansion"),
  protect: z.boolean().default(false).describe("true: Pulumi refuses to delete the release and the namespace"),
  retainVolumes: z.boolean().default(false).describe("true: volumes outlive the stack; destroy leaves the namespace and its claims"),
  runbookBaseUrl: z.url({ error: "must be an http or https address" }).default("https://docs.qualisys.io/monitoring/runbooks").describe("Address under which the runbooks are published"),
  prometheus: prometheus.prefault({}),
  alertmanager,
  grafana,
  databases: z.array(database).default([]).describe("PostgreSQL servers; one exporter each"),
  caches: z.array(cache).default([]).describe("Redis servers; one exporter each"),
  placement: placement.prefault({}),
  imageRegistry: imageRegistry.optional().describe("Registry, with a path where it has one, that mirrors the public ones; images keep their repository and tag"),
  labels: z.record(labelKey, labelValue).default({}).describe("Further labels on every object"),
  services: z.array(service).default([]).describe("Services whose metrics are scraped"),
  extraValues: z.record(z.string(), z.unknown()).default({}).describe("Chart values of the stack's own, merged last: maps merge, lists replace"),
});

/** A stack's whole configuration, parsed and with defaults. */
export type Config = z.infer<typeof configSchema>;
export type NamespaceConfig = z.infer<typeof namespace>;
export type PlacementConfig = z.infer<typeof placement>;
export type { SecretReference } from "./common";
export type { HttpRouteConfig, OAuthConfig } from "./grafana";
export type { RemoteWriteConfig } from "./prometheus";
export type { CacheConfig, DatabaseConfig, ServiceConfig } from "./targets";
