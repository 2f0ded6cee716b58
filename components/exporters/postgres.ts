/** The exporter of one PostgreSQL server. */
import { usesCaBundle } from "../../config/ca-bundle";
import type { DatabaseConfig } from "../../config/schema";
import { identityLabels, jobs } from "../../identity";
import { caBundle } from "../ca-bundles/bundle";
import { postgresSecretKeys } from "../credentials/names";
import { collectorArguments, POSTGRES_EXPORTER_VERSION } from "./postgres-collectors";
import { CREDENTIALS_FOLDER, type ExporterSpec } from "./spec";

/** The user `nobody` of the image. */
const NOBODY = 65534;

/** Builds the exporter of a database in the configuration. */
export function postgresExporter(database: DatabaseConfig): ExporterSpec {
  return {
    job: jobs.postgres,
    server: database.name,
    credentials: database.credentials,
    serverLabel: identityLabels.database,
    image: `quay.io/prometheuscommunity/postgres-exporter:${POSTGRES_EXPORTER_VERSION}`,
    version: POSTGRES_EXPORTER_VERSION,
    runAsUser: NOBODY,
    args: [
      "--web.listen-address=:9187",
      ...collectorArguments(),
      // Statements are known by their id alone. Their text has literals in it where PostgreSQL does not normalise them, passwords among
      // these, and would go to every reader of Prometheus: there is no `include_query`, and no setting for it.
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
