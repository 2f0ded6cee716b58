/** What the sandbox makes up of a PostgreSQL server. */
import type { SandboxSide } from "../kind";
import { DEFAULT_PORT, type DatabaseConfig } from "./config";

export const sandbox: SandboxSide<DatabaseConfig> = {
  // As RDS keeps its address in the secret that it manages.
  secretValues: ({ host }, placeholderHost): Record<string, string | number> =>
    host === undefined ? { host: placeholderHost, port: DEFAULT_PORT } : {},
};
