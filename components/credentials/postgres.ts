/** What the PostgreSQL exporter is told about its server. */
import { usesCaBundle } from "../../config/ca-bundle";
import type { DatabaseConfig } from "../../config/schema";
import { CA_BUNDLE_KEY } from "../ca-bundles/bundle";
import { parseFields } from "./secrets-manager";
import { postgresSecretKeys } from "./names";

/** Where the CA bundle is mounted in an exporter's pod. */
export const CA_BUNDLE_PATH = `/etc/exporter/ca/${CA_BUNDLE_KEY}`;

/** PostgreSQL's port where neither the configuration nor the secret names one. */
const DEFAULT_PORT = "5432";

/**
 * The data of the exporter's Secret: `uri` for DATA_SOURCE_URI, `username` and `password`.
 *
 * @param text the JSON text of the server's secret (username, password, and host and port where RDS manages it).
 */
export function postgresCredentials(database: DatabaseConfig, text: string): Record<string, string> {
  const fields = parseFields(text);
  const host = database.host ?? fields["host"] ?? "";
  const port = database.port?.toString() ?? fields["port"] ?? DEFAULT_PORT;
  const parameters = new URLSearchParams({
    sslmode: database.sslMode,
    ...(usesCaBundle(database) ? { sslrootcert: CA_BUNDLE_PATH } : {}),
  });
  return {
    [postgresSecretKeys.uri]: `${host}:${port}/${encodeURIComponent(database.database)}?${parameters.toString()}`,
    [postgresSecretKeys.username]: fields["username"] ?? "",
    [postgresSecretKeys.password]: fields["password"] ?? "",
  };
}
