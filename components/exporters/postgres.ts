/** The exporter of one PostgreSQL server. */
import { usesCaBundle } from "../../config/ca-bundle";
import type { DatabaseConfig } from "../../config/schema";
import { identityLabels, jobs } from "../../identity";
import { caBundle } from "../ca-bundles/bundle";
import { postgresSecretKeys } from "../credentials/names";
import { CREDENTIALS_FOLDER, type ExporterSpec } from "./spec";

/** Newest release of prometheus-community/postgres_exporter. */
const VERSION = "v0.20.1";

/** The user `nobody` of the image. */
const NOBODY = 65534;

/** Builds the exporter of a database in the configuration. */
export function postgresExporter(database: DatabaseConfig): ExporterSpec {
  return {
    job: jobs.postgres,
    server: database.name,
    credentials: database.credentials,
    serverLabel: identityLabels.database,
    image: `quay.io/prometheuscommunity/postgres-exporter:${VERSION}`,
    version: VERSION,
    runAsUser: NOBODY,
    args: [
      "--web.listen-address=:9187",
      // Query latency comes from pg_stat_statements only, and the collector is off by default.
      "--collector.stat_statements",
      "--collector.stat_statements.include_query",
      "--collector.stat_statements.query_length=120",
      "--collector.stat_statements.limit=100",
      "--collector.stat_statements.exclude_databases=rdsadmin",
    ],
    // A file rather than a variable: never in `kubectl describe` or a crash report; trimmed and escaped by the exporter.
    env: { DATA_SOURCE_PASS_FILE: `${CREDENTIALS_FOLDER}/${postgresSecretKeys.password}` },
    secretEnv: { DATA_SOURCE_URI: postgresSecretKeys.uri, DATA_SOURCE_USER: postgresSecretKeys.username },
    secretFiles: [postgresSecretKeys.password],
    port: 9187,
    healthPath: "/",
    // The story's requests and memory; no CPU limit, which is tight with pg_stat_statements.
    resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "128Mi" } },
    ...(usesCaBundle(database) ? { caBundle: caBundle(database.caBundle) } : {}),
  };
}
