/** PostgreSQL servers as the documentation has them prepared for the exporter. */
import { EXPORTER_ROLE } from "../../../exporters/postgres/role";
import { waitUntil } from "../../../sandbox/cluster/wait";
import type { PostgresOptions, PostgresServer, PostgresSettings } from "../../../sandbox/servers";
import { roleStatements } from "../../../sandbox/live/databases/statements";
import { MONITORING_PASSWORD, type Lab } from "./lab";

/** The application's role. */
export const APP = { user: "app", password: "app-password", database: "qualisys" } as const;

/** The statements of the documentation that create the exporter's role, the password set as `\password` would. */
export const MONITORING_ROLE = roleStatements({ ...EXPORTER_ROLE, password: MONITORING_PASSWORD }).join("\n");

/** A stopped server's data, prepared as documented, for other servers to start from. */
export interface Prepared {
  readonly data: string;
  readonly password: string;
}

let prepared: Promise<Prepared> | undefined;

/** Prepares a server, once in a run: the database `qualisys`, the application's role and the exporter's. */
export function preparedData(lab: Lab): Promise<Prepared> {
  prepared ??= prepare(lab);
  return prepared;
}

async function prepare(lab: Lab): Promise<Prepared> {
  const server = await lab.postgres();
  await server.sql("CREATE DATABASE qualisys");
  await server.sql(
    `CREATE ROLE ${APP.user} LOGIN PASSWORD '${APP.password}'; GRANT ALL ON DATABASE qualisys TO ${APP.user}; ${MONITORING_ROLE}`,
    { database: "qualisys" },
  );
  await server.stop();
  return { data: server.dataDir, password: server.password };
}

/** A server that starts from the prepared data. */
export async function preparedServer(
  lab: Lab,
  { data, password }: Prepared,
  options: Partial<PostgresOptions> = {},
): Promise<PostgresServer> {
  return lab.postgres({ data, password, ...options });
}

/** A primary and its replica over streaming replication. */
export interface Pair {
  readonly primary: PostgresServer;
  readonly replica: PostgresServer;
  /** Waits until the replica has received all that the primary has written. */
  readonly received: () => Promise<void>;
}

/** Starts both; the replica reads from a slot where one is named. */
export async function pair(lab: Lab, base: Prepared, slot?: string): Promise<Pair> {
  const primary = await preparedServer(lab, base);
  if (slot !== undefined) await primary.sql(`SELECT pg_create_physical_replication_slot('${slot}')`);
  const settings: PostgresSettings = slot === undefined ? {} : { primary_slot_name: slot };
  const replica = await preparedServer(lab, base, { primary, settings });
  const position = async (server: PostgresServer, name: string) =>
    Number((await server.sql(`SELECT ${name}() - '0/0' AS position`))[0]?.["position"] ?? 0);
  const received = async () => {
    const written = await position(primary, "pg_current_wal_lsn");
    await waitUntil({
      what: "the replica to receive what its primary has written",
      timeoutMs: 30_000,
      missing: async () =>
        (await position(replica, "pg_last_wal_receive_lsn")) >= written ? undefined : "the last of it",
    });
  };
  await received();
  return { primary, replica, received };
}
