/** What the PostgreSQL exporter is told about its server. */
import { usesCaBundle } from "../../config/ca-bundle";
import type { DatabaseConfig } from "../../config/schema";
import { optionalField, requiredField } from "../../config/secret-fields";
import { CA_BUNDLE_KEY } from "../ca-bundles/bundle";
import { serverAddress, type Server } from "./addresses";
import { postgresSecretKeys } from "./names";

/** Where the CA bundle is mounted in an exporter's pod. */
export const CA_BUNDLE_PATH = `/etc/exporter/ca/${CA_BUNDLE_KEY}`;

/** PostgreSQL's port where neither the configuration nor the secret names one. */
const DEFAULT_PORT = "5432";

/**
 * The data of the exporter's Secret: `uri` for DATA_SOURCE_URI, `username` and `password`.
 *
 * @param text the JSON text of the server's secret (username, password, and host and port where RDS manages it).
 * @throws Error where the text lacks one of them or has a wrong one; readSecrets has reported it by then.
 */
export function postgresCredentials(database: DatabaseConfig, text: string): Record<string, string> {
  const host = database.host ?? requiredField(text, "host", "host");
  const port = database.port ?? optionalField(text, "port", "port") ?? DEFAULT_PORT;
  return {
    [postgresSecretKeys.uri]: dataSourceUri(database, { host, port }),
    [postgresSecretKeys.username]: requiredField(text, "username", "userName"),
    [postgresSecretKeys.password]: requiredField(text, "password", "text"),
  };
}

/** The address without its scheme, before which the exporter puts the user and the password. */
function dataSourceUri(database: DatabaseConfig, server: Server): string {
  const url = serverAddress("postgresql", server);
  url.pathname = encodeURIComponent(database.database);
  url.searchParams.set("sslmode", database.sslMode);
  if (usesCaBundle(database)) url.searchParams.set("sslrootcert", CA_BUNDLE_PATH);
  return url.href.slice(`${url.protocol}//`.length);
}
