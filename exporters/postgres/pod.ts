/** The pod of the exporter of one PostgreSQL server. */
import { caBundle } from "../ca-bundle";
import { CREDENTIALS_FOLDER, type PodSide } from "../spec";
import { collectorArguments, POSTGRES_EXPORTER_VERSION } from "./collectors";
import { usedBundle, type DatabaseConfig } from "./config";
import { secretKeys } from "./credentials";

/** The user `nobody` of the image. */
const NOBODY = 65534;

/** What runs beside a database of the configuration. */
export function pod(database: DatabaseConfig): PodSide {
  const bundle = usedBundle(database);
  return {
    image: `quay.io/prometheuscommunity/postgres-exporter:${POSTGRES_EXPORTER_VERSION}`,
    version: POSTGRES_EXPORTER_VERSION,
    runAsUser: NOBODY,
    args: [
      "--web.listen-address=:9187",
      ...collectorArguments(database),
      // Statements are known by their id alone. Their text has literals in it where PostgreSQL does not normalise them, passwords among
      // these, and would go to every reader of Prometheus: there is no `include_query`, and no setting for it.
      "--collector.stat_statements.limit=100",
      "--collector.stat_statements.exclude_databases=rdsadmin",
    ],
    // A file rather than a variable: never in `kubectl describe` or a crash report; trimmed and escaped by the exporter.
    env: { DATA_SOURCE_PASS_FILE: `${CREDENTIALS_FOLDER}/${secretKeys.password}` },
    secretEnv: { DATA_SOURCE_URI: secretKeys.uri, DATA_SOURCE_USER: secretKeys.username },
    secretFiles: [secretKeys.password],
    port: 9187,
    healthPath: "/",
    // The story's requests and memory; no CPU limit, which is tight with pg_stat_statements.
    resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "128Mi" } },
    ...(bundle === undefined ? {} : { caBundle: caBundle(bundle) }),
  };
}
