/**
 * Every key of the configuration, with its meaning, unit and default.
 *
 * The schema is the only place where a default is written down. Components receive the
 * parsed {@link Config} (or a part of it) and never read `pulumi.Config`.
 */
import { z } from "zod";
import { CHART_REPOSITORY, CHART_VERSION } from "../chart/version";
import { duration, endpointHost, hostName, objectName, port, prometheusSize, quantity, slackChannel } from "./grammar";

/** Where a secret lies in AWS Secrets Manager. Never its value. */
const secretReference = z.strictObject({
  secret: z.string().min(1).describe("Name or ARN of the secret in AWS Secrets Manager"),
  key: z.string().min(1).optional().describe("Key of the value, where the secret is a JSON object; absent where the secret is the value itself"),
});

const resources = z.strictObject({
  requests: z.strictObject({ cpu: quantity, memory: quantity }),
  limits: z.strictObject({ cpu: quantity.optional(), memory: quantity }),
});

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

const prometheus = z.strictObject({
  replicas: z.number().int().min(1).max(3).default(1).describe("Prometheus servers; two or more are kept on different nodes"),
  retention: duration.default("15d").describe("How long samples are kept (the story: 15 days)"),
  retentionSize: prometheusSize.default("45GB").describe("Size at which the oldest samples go first (the story: 45GB)"),
  storage: quantity.default("50Gi").describe("Volume of each server (the story: 50Gi)"),
  scrapeInterval: duration.default("15s").describe("NFR-OBS3: 15 seconds; also the evaluation interval"),
  scrapeTimeout: duration.default("10s").describe("At most the scrape interval"),
  resources: resources.default({ requests: { cpu: "500m", memory: "2Gi" }, limits: { memory: "4Gi" } })
    .describe("CPU and memory of each server; no CPU limit by default, since it throttles replay and compaction"),
});

const slackReceiver = z.strictObject({
  channel: slackChannel.describe("Slack channel"),
  webhook: secretReference.describe("Secret with the channel's incoming-webhook address"),
});

const alertmanager = z.strictObject({
  replicas: z.number().int().min(1).max(3).default(1).describe("Alertmanagers; they share silences and send each message once"),
  storage: quantity.default("2Gi").describe("Volume of each Alertmanager, for silences and the notification log"),
  slack: z.strictObject({
    alerts: slackReceiver.describe("Receives critical and warning alerts"),
    critical: slackReceiver.optional().describe("Receives critical alerts besides; absent: everything goes to the first channel"),
  }),
});

const grafana = z.strictObject({
  host: hostName.describe("Host name of Grafana's address"),
  storage: quantity.default("10Gi").describe("Volume for Grafana's database"),
  admin: z.strictObject({
    user: z.string().min(1).default("admin").describe("Name of the administrator"),
    password: secretReference.describe("Secret with the administrator's password"),
    generate: z.boolean().default(false).describe("true: the password is generated and stored under that secret, so that nobody types it"),
  }),
  ingress: z.strictObject({
    className: z.string().min(1).default("nginx").describe("IngressClass"),
    clusterIssuer: z.string().min(1).default("letsencrypt-prod").describe("cert-manager ClusterIssuer of the certificate"),
    tlsSecret: objectName.default("grafana-tls").describe("Secret that cert-manager keeps the certificate in"),
    annotations: z.record(z.string(), z.string()).default({}).describe("Further annotations"),
  }).prefault({}),
});

const database = z.strictObject({
  name: objectName.describe("Name of the database in labels, alerts and dashboards"),
  credentials: z.string().min(1).describe("Name or ARN of a JSON secret with username and password (host and port as well, where RDS manages it)"),
  host: endpointHost.optional().describe("Host; taken from the secret where absent"),
  port: port.optional().describe("Port; taken from the secret where absent, else 5432"),
  database: z.string().min(1).default("postgres").describe("Database to connect to; pg_stat_statements has to exist in it"),
  sslMode: z.enum(["verify-full", "verify-ca", "require", "disable"]).default("verify-full").describe("TLS to the server"),
  caBundle: z.string().min(1).default("rds").describe("Root certificates for TLS: rds or rds/<region> for Amazon RDS, system for the image's own, or the path of a PEM file"),
});

const cache = z.strictObject({
  name: objectName.describe("Name of the cache in labels, alerts and dashboards"),
  host: endpointHost.describe("Host of one node"),
  port: port.default(6379).describe("Port"),
  tls: z.boolean().default(true).describe("rediss:// (true) or redis:// (false)"),
  credentials: secretReference.optional().describe("Secret with the password; absent where the cache asks for none"),
  username: z.string().min(1).optional().describe("ACL user; absent for the default user"),
  caBundle: z.string().min(1).default("system").describe("Root certificates for TLS: system for the image's (right for ElastiCache), or the path of a PEM file"),
  configCommand: z.boolean().default(false).describe("Whether the server allows CONFIG; ElastiCache does not"),
});

const service = z.strictObject({
  name: objectName.describe("Name of the service; becomes the job label"),
  namespaces: z.array(objectName).min(1).describe("Namespaces it runs in"),
  selector: z.record(z.string(), z.string()).optional().describe("Labels of its Kubernetes Service; app: <name> by default"),
  port: z.string().min(1).default("http").describe("Name of the Service's port"),
  path: z.string().startsWith("/").default("/metrics").describe("Path of the metrics"),
  sampleLimit: z.number().int().min(1).default(10000)
    .describe("Samples a scrape of one pod may have; beyond it the scrape fails. 30 routes, 3 methods and 5 statuses make 5,400"),
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
  services: z.array(service).default([]).describe("Services whose metrics are scraped"),
  extraValues: z.record(z.string(), z.unknown()).default({}).describe("Chart values of the stack's own, merged last: maps merge, lists replace"),
});

/** A stack's whole configuration, parsed and with defaults. */
export type Config = z.infer<typeof configSchema>;
export type SecretReference = z.infer<typeof secretReference>;
export type DatabaseConfig = z.infer<typeof database>;
export type CacheConfig = z.infer<typeof cache>;
export type ServiceConfig = z.infer<typeof service>;
export type NamespaceConfig = z.infer<typeof namespace>;
