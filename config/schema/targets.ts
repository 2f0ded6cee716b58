/** Configuration of what is measured: databases, caches and services. */
import { z } from "zod";
import { cacheBundle, databaseBundle, databaseName, endpointHost, labelKey, labelName, labelValue, numberBetween, objectName, port, portName, urlPath, userName, wholeNumber } from "../grammar";
import { secretId, secretReference } from "./common";

/** One item of `monitoring:databases`. */
export const database = z.strictObject({
  name: objectName.describe("Name of the database in labels, alerts and dashboards").meta({ examples: ["qualisys"] }),
  credentials: secretId.describe("Name or ARN of a JSON secret with username and password (host and port as well, where RDS manages it)").meta({ examples: ["qualisys/staging/postgres"] }),
  host: endpointHost.optional().describe("Host; taken from the secret where absent").meta({ examples: ["qualisys.abc123.eu-central-1.rds.amazonaws.com"] }),
  port: port.optional().describe("Port; taken from the secret where absent, else 5432").meta({ examples: [5432] }),
  database: databaseName.default("postgres").describe("Database to connect to; pg_stat_statements has to exist in it").meta({ examples: ["qualisys"] }),
  sslMode: z.enum(["verify-full", "verify-ca", "require", "disable"]).default("verify-full").describe("TLS to the server").meta({ examples: ["verify-full"] }),
  caBundle: databaseBundle.default("rds").describe("Root certificates for TLS: rds or rds/<region> for Amazon RDS, system for the image's own, or the path of a PEM file")
    .meta({ examples: ["rds/eu-central-1"] }),
});
export type DatabaseConfig = z.infer<typeof database>;

/** One item of `monitoring:caches`. */
export const cache = z.strictObject({
  name: objectName.describe("Name of the cache in labels, alerts and dashboards").meta({ examples: ["sessions"] }),
  host: endpointHost.describe("Host of one node").meta({ examples: ["sessions.staging.cache.qualisys.internal"] }),
  port: port.default(6379).describe("Port").meta({ examples: [6379] }),
  tls: z.boolean().default(true).describe("rediss:// (true) or redis:// (false)").meta({ examples: [true] }),
  credentials: secretReference.optional().describe("Secret with the password; absent where the cache asks for none").meta({ examples: [{ secret: "qualisys/staging/redis", key: "password" }] }),
  username: userName.optional().describe("ACL user; absent for the default user").meta({ examples: ["monitoring"] }),
  caBundle: cacheBundle.default("system").describe("Root certificates for TLS: system for the image's (right for ElastiCache), or the path of a PEM file").meta({ examples: ["system"] }),
  configCommand: z.boolean().default(false).describe("Whether the server allows CONFIG; ElastiCache does not").meta({ examples: [false] }),
});
export type CacheConfig = z.infer<typeof cache>;

/** What a service promises. Below 95% the quickest alert could never fire: 14.4 times the share that may go wrong is more than everything. */
const slo = z.strictObject({
  availability: z.strictObject({
    alerts: z.boolean().default(true).describe("true: alerts tell when too many requests fail for the objective to be met").meta({ examples: [true] }),
    percent: numberBetween(95, 99.99).default(99.5).describe("Requests that are not answered with a 5xx status (NFR-R4). Per cent, of 30 days").meta({ examples: [99.9] }),
  }).prefault({}),
  latency: z.strictObject({
    alerts: z.boolean().default(true).describe("true: alerts tell when too many requests are slow for the objective to be met").meta({ examples: [true] }),
    percent: numberBetween(95, 99.99).default(95).describe("Requests that are answered within seconds (AC12). Per cent, of 30 days").meta({ examples: [99] }),
    seconds: numberBetween(0.001, 60).default(0.5)
      .describe("Time within which those requests are answered (AC12). Seconds; a bucket bound of the service's histogram, or nothing is measured").meta({ examples: [0.25] }),
  }).prefault({}),
});

/** One item of `monitoring:services`. */
export const service = z.strictObject({
  name: objectName.describe("Name of the service; becomes the job label").meta({ examples: ["qualisys-api"] }),
  namespaces: z.array(labelName).min(1).describe("Namespaces it runs in").meta({ examples: [["staging"]] }),
  selector: z.record(labelKey, labelValue).optional().describe("Labels of its Kubernetes Service, one of them with the service's name as its value; app: <name> by default")
    .meta({ examples: [{ app: "qualisys-api", tier: "backend" }] }),
  port: portName.default("http").describe("Name of the Service's port").meta({ examples: ["http"] }),
  path: urlPath.default("/metrics").describe("Path of the metrics").meta({ examples: ["/metrics"] }),
  sampleLimit: wholeNumber(1).default(10000)
    .describe("Samples a scrape of one pod may have; beyond it the scrape fails. 30 routes, 3 methods and 5 statuses make 5,400").meta({ examples: [10000] }),
  slo: slo.prefault({}),
});
export type ServiceConfig = z.infer<typeof service>;

/** Keys under `monitoring:certManager`. */
export const certManager = z.strictObject({
  namespace: labelName.default("cert-manager").describe("Namespace that cert-manager runs in").meta({ examples: ["cert-manager"] }),
});
export type CertManagerConfig = z.infer<typeof certManager>;
