/** What the PostgreSQL exporter is given about its server. */
import { optionalField, requiredField, type AskedField } from "../../config/fields/secret-fields";
import { serverAddress, type Server } from "../addresses";
import { CA_BUNDLE_PATH } from "../ca-bundle";
import type { CredentialsSide } from "../kind";
import { DEFAULT_PORT, usedBundle, type DatabaseConfig } from "./config";

/** Keys of the exporter's Secret: `uri` is for DATA_SOURCE_URI. */
export const secretKeys = { uri: "uri", username: "username", password: "password" } as const;

/** The secret is JSON (username, password, and host and port where RDS manages it); what the stack file says itself is not taken from it. */
export const credentials: CredentialsSide<DatabaseConfig> = {
  asked: (database) => ({ id: database.credentials, fields: askedFields(database) }),
  keys: () => Object.values(secretKeys),
  data: (database, text = "") => {
    const host = database.host ?? requiredField(text, "host", "host");
    const port = database.port ?? optionalField(text, "port", "port") ?? DEFAULT_PORT;
    return {
      [secretKeys.uri]: dataSourceUri(database, { host, port }),
      [secretKeys.username]: requiredField(text, "username", "databaseUser"),
      [secretKeys.password]: requiredField(text, "password", "text"),
    };
  },
};

function askedFields({ host, port }: DatabaseConfig): readonly AskedField[] {
  return [
    ...(host === undefined ? [{ key: "host", kind: "host" } as const] : []),
    { key: "password", kind: "text" },
    ...(port === undefined ? [{ key: "port", kind: "port", optional: true } as const] : []),
    { key: "username", kind: "databaseUser" },
  ];
}

/** The address without its scheme, before which the exporter puts the user and the password. */
function dataSourceUri(database: DatabaseConfig, server: Server): string {
  const parameters = new URLSearchParams({
    sslmode: database.sslMode,
    ...(usedBundle(database) === undefined ? {} : { sslrootcert: CA_BUNDLE_PATH }),
  });
  // As text: URL takes a database of the name `..` for the folder above.
  return `${serverAddress("postgresql", server).host}/${encodeURIComponent(database.database)}?${parameters}`;
}
