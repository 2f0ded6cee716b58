/** What the stack file says of a PostgreSQL server. */
import { z } from "zod";
import { endpointHost, objectName, PEM_FILE, port, databaseIdentifier, text } from "../../config/fields/grammar";
import { secretId } from "../../config/fields/common";
import { postgresEngines, runningCollectors } from "./collectors";
import { thresholds } from "./thresholds";

/** PostgreSQL's port, where neither the stack file nor the secret names one. */
export const DEFAULT_PORT = 5432;

/** Name of a database, as PostgreSQL takes it. */
export const databaseName = databaseIdentifier("a database").meta({ title: "name" });

/** Root certificates of a database: `rds`, `rds/<region>`, `system`, or a PEM file. */
const databaseBundle = text(
  /^(?!\w+:\/\/|rds\/(?![a-z]{2,4}(-[a-z]+)+-\d{1,2}$))(?!.*-----BEGIN)[^\s].*$/,
  `must be rds, rds/<region>, system or ${PEM_FILE}`,
).meta({ title: "bundle" });

/** One item of `monitoring:databases`. */
const item = z.strictObject({
  name: objectName.describe("Name of the database in labels, alerts and dashboards").meta({ examples: ["qualisys"] }),
  credentials: secretId
    .describe("Name or ARN of a JSON secret with username and password (and host and port, if RDS manages it)")
    .meta({ examples: ["qualisys/staging/postgres"] }),
  host: endpointHost
    .optional()
    .describe("Host; absent: taken from the secret. What the endpoints of a cluster measure: docs/endpoints.md")
    .meta({ examples: ["qualisys.abc123.eu-central-1.rds.amazonaws.com"] }),
  port: port
    .optional()
    .describe(`Port; absent: taken from the secret, else ${DEFAULT_PORT}`)
    .meta({ examples: [DEFAULT_PORT] }),
  database: databaseName
    .default("postgres")
    .describe("Database to connect to; pg_stat_statements has to exist in it")
    .meta({ examples: ["qualisys"] }),
  sslMode: z
    .enum(["verify-full", "verify-ca", "require", "disable"])
    .default("verify-full")
    .describe("TLS to the server")
    .meta({ examples: ["verify-full"] }),
  caBundle: databaseBundle
    .default("rds")
    .describe(
      "Root certificates for TLS: rds or rds/<region> for Amazon RDS, system for those of the image, or the path of a PEM file",
    )
    .meta({ examples: ["rds/eu-central-1"] }),
  engine: z
    .enum(postgresEngines)
    .default("postgres")
    .describe("What the server is: Amazon Aurora lacks functions that some collectors of the exporter call")
    .meta({ examples: ["rds"] }),
  collectorsOff: z
    .array(z.enum(runningCollectors))
    .default([])
    .describe("Collectors of the exporter that are left off; the alerts that need them can't fire for this server")
    .meta({ examples: [["stat_statements"]] }),
});
export type DatabaseConfig = z.infer<typeof item>;

export const config = {
  key: "databases",
  item,
  description: "PostgreSQL servers; one exporter each",
  thresholds,
} as const;

/** The bundle of root certificates that is mounted; undefined where the image's own do, or none are asked for. */
export function usedBundle({ caBundle, sslMode }: Pick<DatabaseConfig, "caBundle" | "sslMode">): string | undefined {
  return caBundle !== "system" && sslMode.startsWith("verify") ? caBundle : undefined;
}
