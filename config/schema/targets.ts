/** Configuration of what is measured: databases, caches and services. */
import { z } from "zod";
import { endpointHost, objectName, port } from "../grammar";
import { secretReference } from "./common";

/** One item of `monitoring:databases`. */
export const database = z.strictObject({
  name: objectName.describe("Name of the database in labels, alerts and dashboards"),
  credentials: z.string().min(1).describe("Name or ARN of a JSON secret with username and password (host and port as well, where RDS manages it)"),
  host: endpointHost.optional().describe("Host; taken from the secret where absent"),
  port: port.optional().describe("Port; taken from the secret where absent, else 5432"),
  database: z.string().min(1).default("postgres").describe("Database to connect to; pg_stat_statements has to exist in it"),
  sslMode: z.enum(["verify-full", "verify-ca", "require", "disable"]).default("verify-full").describe("TLS to the server"),
  caBundle: z.string().min(1).default("rds").describe("Root certificates for TLS: rds or rds/<region> for Amazon RDS, system for the image's own, or the path of a PEM file"),
});
export type DatabaseConfig = z.infer<typeof database>;

/** One item of `monitoring:caches`. */
export const cache = z.strictObject({
  name: objectName.describe("Name of the cache in labels, alerts and dashboards"),
  host: endpointHost.describe("Host of one node"),
  port: port.default(6379).describe("Port"),
  tls: z.boolean().default(true).describe("rediss:// (true) or redis:// (false)"),
  credentials: secretReference.optional().describe("Secret with the password; absent where the cache asks for none"),
  username: z.string().min(1).optional().describe("ACL user; absent for the default user"),
  caBundle: z.string().min(1).default("system").describe("Root certificates for TLS: system for the image's (right for ElastiCache), or the path of a PEM file"),
  configCommand: z.boolean().default(false).describe("Whether the server allows CONFIG; ElastiCache does not"),
});
export type CacheConfig = z.infer<typeof cache>;

/** One item of `monitoring:services`. */
export const service = z.strictObject({
  name: objectName.describe("Name of the service; becomes the job label"),
  namespaces: z.array(objectName).min(1).describe("Namespaces it runs in"),
  selector: z.record(z.string(), z.string()).optional().describe("Labels of its Kubernetes Service; app: <name> by default"),
  port: z.string().min(1).default("http").describe("Name of the Service's port"),
  path: z.string().startsWith("/").default("/metrics").describe("Path of the metrics"),
  sampleLimit: z.number().int().min(1).default(10000)
    .describe("Samples a scrape of one pod may have; beyond it the scrape fails. 30 routes, 3 methods and 5 statuses make 5,400"),
});
export type ServiceConfig = z.infer<typeof service>;
