/** PostgreSQL servers that are awkward in one way each. */
import type { Client } from "pg";
import type { PostgresServer } from "../../../sandbox/servers";
import type { Phase } from "./held";
import { MONITORING_PASSWORD, type Lab } from "./lab";
import { APP, pair, preparedData, preparedServer, type Prepared } from "./postgres-server";
import { alternatingEndpoint, refusingStartup } from "./proxy";
import { scrapes } from "./scrape";
import type { Situation } from "./situation";

/** How long each state is held. Minutes. */
const [BEFORE, DURING] = [20, 70];

const IN_QUALISYS = { database: "qualisys" } as const;

type Run = (lab: Lab, base: Prepared) => Promise<readonly Phase[]>;

const database = (
  name: string,
  about: string,
  fires: readonly string[],
  run: Run,
  more: Pick<Situation, "item" | "firesBefore020"> = {},
): Situation => ({ name, about, kind: "database", fires, run: async (lab) => run(lab, await base()), ...more });

let shared: Promise<Prepared> | undefined;
let base: () => Promise<Prepared> = () => Promise.reject(new Error("no server was prepared"));

/** Prepares what the servers start from; its folder lives as long as the lab. */
export function preparePostgres(lab: Lab): void {
  base = () => (shared ??= preparedData(lab));
}

/** One state from the start. */
const throughout = async (url: string, count = 3): Promise<readonly Phase[]> => [
  { minutes: BEFORE + DURING, scrapes: await scrapes(url, count) },
];

/** A healthy state, and another after it. */
async function after(url: string, change: () => Promise<unknown>, count = 3): Promise<readonly Phase[]> {
  const healthy = await scrapes(url, 3);
  await change();
  return [
    { minutes: BEFORE, scrapes: healthy },
    { minutes: DURING, scrapes: await scrapes(url, count) },
  ];
}

/** Connections of the application until the server refuses one. */
async function takeAll(server: PostgresServer): Promise<readonly Client[]> {
  const clients: Client[] = [];
  for (;;) {
    try {
      clients.push(await server.connect(APP));
    } catch {
      return clients;
    }
  }
}

/** The exporter in front of a server that was changed before. */
async function changed(lab: Lab, server: PostgresServer, statements: string): Promise<readonly Phase[]> {
  await server.sql(statements, IN_QUALISYS);
  const exporter = await lab.postgresExporter(server.port);
  return throughout(exporter.url);
}

/** A function that raises what Aurora says of the one in the catalog. */
const unsupported = (name: string, returns: string): string => `
  CREATE FUNCTION aurora.${name}() RETURNS ${returns} LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'Function ${name}() is currently not supported for Aurora' USING ERRCODE = '0A000';
  END $$;`;

/**
 * Imitates Aurora on a real server: a schema that the role searches before the catalog has functions that raise what those
 * of Aurora raise. The catalog's own can't be replaced, since PostgreSQL knows them by their numbers; the view that calls
 * one of them can.
 */
const AURORA = `CREATE SCHEMA aurora; GRANT USAGE ON SCHEMA aurora TO monitoring; ${[
  unsupported("pg_last_wal_receive_lsn", "pg_lsn"),
  unsupported("pg_last_wal_replay_lsn", "pg_lsn"),
  unsupported("pg_last_xact_replay_timestamp", "timestamptz"),
  unsupported("pg_stat_get_wal_receiver", "boolean"),
].join("")} ALTER ROLE monitoring SET search_path = aurora, pg_catalog, public;
  SET allow_system_table_mods = on;
  DO $do$ BEGIN EXECUTE 'CREATE OR REPLACE VIEW pg_catalog.pg_stat_wal_receiver AS ' || replace(
    pg_get_viewdef('pg_catalog.pg_stat_wal_receiver'::regclass), 'WHERE (pid IS NOT NULL)', 'WHERE aurora.pg_stat_get_wal_receiver()');
  END $do$;`;

export const postgresSituations: readonly Situation[] = [
  database("pg-healthy", "prepared as documented, with sessions at work", [], async (lab, prepared) => {
    const server = await preparedServer(lab, prepared, { settings: { reserved_connections: 2 } });
    const clients = await Promise.all([server.connect(APP), server.connect(APP)]);
    const exporter = await lab.postgresExporter(server.port);
    const work = async () => {
      await clients[0].query("BEGIN; SELECT count(*) FROM pg_class; COMMIT");
    };
    return [{ minutes: BEFORE + DURING, scrapes: await scrapes(exporter.url, 4, work) }];
  }),

  database(
    "pg-no-statements",
    "without pg_stat_statements",
    ["PostgresCollectorFailing of stat_statements"],
    async (lab, prepared) => changed(lab, await preparedServer(lab, prepared), "DROP EXTENSION pg_stat_statements"),
  ),

  database(
    "pg-not-preloaded",
    "that has the extension and does not load its library",
    ["PostgresCollectorFailing of stat_statements"],
    async (lab, prepared) => {
      const server = await preparedServer(lab, prepared, { settings: { shared_preload_libraries: "" } });
      const exporter = await lab.postgresExporter(server.port);
      return throughout(exporter.url);
    },
  ),

  database(
    "pg-other-schema",
    "whose pg_stat_statements is in a schema that the role does not search",
    ["PostgresCollectorFailing of stat_statements"],
    async (lab, prepared) =>
      changed(
        lab,
        await preparedServer(lab, prepared),
        "CREATE SCHEMA extensions; ALTER EXTENSION pg_stat_statements SET SCHEMA extensions",
      ),
  ),

  database(
    "pg-searched-schema",
    "whose pg_stat_statements is in another schema, which the role searches",
    [],
    async (lab, prepared) =>
      changed(
        lab,
        await preparedServer(lab, prepared),
        `CREATE SCHEMA extensions; ALTER EXTENSION pg_stat_statements SET SCHEMA extensions;
       GRANT USAGE ON SCHEMA extensions TO monitoring; ALTER ROLE monitoring SET search_path = pg_catalog, public, extensions`,
      ),
  ),

  database(
    "pg-no-monitor",
    "whose role is no member of pg_read_all_stats",
    ["PostgresSessionsHidden"],
    async (lab, prepared) => {
      const server = await preparedServer(lab, prepared);
      const [app] = await Promise.all([1, 2, 3, 4, 5, 6].map(() => server.connect(APP)));
      for (const statement of ["SELECT 1 + 1", "SELECT count(*) FROM pg_class", "SELECT now()"])
        await app?.query(statement);
      return changed(lab, server, "REVOKE pg_read_all_stats FROM monitoring");
    },
  ),

  database(
    "pg-full-reserved",
    "with all connections taken but those reserved for the exporter",
    ["DatabaseConnectionPoolExhaustion", "PostgresConnectionsNearLimit"],
    async (lab, prepared) => {
      const server = await preparedServer(lab, prepared, {
        settings: { max_connections: 50, superuser_reserved_connections: 1, reserved_connections: 1 },
      });
      await server.sql("GRANT pg_use_reserved_connections TO monitoring");
      const exporter = await lab.postgresExporter(server.port);
      return after(exporter.url, () => takeAll(server));
    },
  ),

  database(
    "pg-full",
    "with all connections taken and none reserved",
    ["PostgresMetricsMissing"],
    async (lab, prepared) => {
      const server = await preparedServer(lab, prepared, {
        settings: { max_connections: 50, superuser_reserved_connections: 1, reserved_connections: 0 },
      });
      const exporter = await lab.postgresExporter(server.port);
      return after(exporter.url, () => takeAll(server));
    },
    {
      firesBefore020: [
        "DatabaseConnectionPoolExhaustion",
        "PostgresCollectorFailing of replication",
        "PostgresCollectorFailing of stat_database",
        "PostgresConnectionsNearLimit",
      ],
    },
  ),

  database("pg-full-at-start", "that was full before its exporter started", ["PostgresDown"], async (lab, prepared) => {
    const server = await preparedServer(lab, prepared, { settings: { max_connections: 20, reserved_connections: 0 } });
    await takeAll(server);
    const exporter = await lab.postgresExporter(server.port);
    return throughout(exporter.url);
  }),

  database("pg-replica", "that replicates an idle primary", [], async (lab, prepared) => {
    const { replica } = await pair(lab, prepared);
    const exporter = await lab.postgresExporter(replica.port);
    return throughout(exporter.url);
  }),

  database("pg-replica-slot", "that is a replica and has a slot of its own", [], async (lab, prepared) => {
    const { replica } = await pair(lab, prepared, "replica_1");
    await replica.sql("SELECT pg_create_physical_replication_slot('cascade', true)");
    const exporter = await lab.postgresExporter(replica.port);
    return throughout(exporter.url);
  }),

  database("pg-replica-alone", "that has lost its primary", ["PostgresReplicaDisconnected"], async (lab, prepared) => {
    const { primary, replica } = await pair(lab, prepared, "replica_1");
    const exporter = await lab.postgresExporter(replica.port);
    return after(exporter.url, () => primary.kill());
  }),

  database(
    "pg-replica-alone-no-slot",
    "that has lost its primary, from which it read without a slot",
    [],
    async (lab, prepared) => {
      const { primary, replica } = await pair(lab, prepared);
      const exporter = await lab.postgresExporter(replica.port);
      return after(exporter.url, () => primary.kill());
    },
  ),

  database(
    "pg-replica-paused",
    "that does not replay what it receives",
    ["PostgresReplicationLag"],
    async (lab, prepared) => {
      const { primary, replica, received } = await pair(lab, prepared);
      const exporter = await lab.postgresExporter(replica.port);
      await primary.sql("CREATE TABLE seen_first (id int)", IN_QUALISYS);
      return after(exporter.url, async () => {
        await replica.sql("SELECT pg_wal_replay_pause()");
        await primary.sql("CREATE TABLE not_seen (id int)", IN_QUALISYS);
        await received();
      });
    },
  ),

  database("pg-slot-held", "whose replication slot nobody reads", [], async (lab, prepared) => {
    const server = await preparedServer(lab, prepared);
    await server.sql("SELECT pg_create_physical_replication_slot('replica_1', true)");
    const exporter = await lab.postgresExporter(server.port);
    return throughout(exporter.url);
  }),

  database(
    "pg-slot-lost",
    "that has given up a replication slot",
    ["PostgresReplicationSlotLost of replica_1"],
    async (lab, prepared) => {
      const server = await preparedServer(lab, prepared, {
        settings: { max_slot_wal_keep_size: "1MB", min_wal_size: "32MB", max_wal_size: "32MB" },
      });
      await server.sql("SELECT pg_create_physical_replication_slot('replica_1', true)");
      const exporter = await lab.postgresExporter(server.port);
      return after(exporter.url, async () => {
        for (let segment = 0; segment < 4; segment += 1)
          await server.sql(
            "SELECT pg_logical_emit_message(false, 'sandbox', repeat('x', 1000)); SELECT pg_switch_wal()",
          );
        await server.sql("CHECKPOINT");
      });
    },
  ),

  database(
    "pg-aurora-writer",
    "that is like an Aurora writer (imitated)",
    ["PostgresCollectorFailing of replication", "PostgresCollectorFailing of stat_wal_receiver"],
    async (lab, prepared) => changed(lab, await preparedServer(lab, prepared), AURORA),
  ),

  database(
    "pg-aurora-configured",
    "that is like an Aurora writer (imitated), and is one to the stack file",
    [],
    async (lab, prepared) => {
      const server = await preparedServer(lab, prepared);
      await server.sql(AURORA, IN_QUALISYS);
      const exporter = await lab.postgresExporter(server.port, { engine: "aurora" });
      return throughout(exporter.url);
    },
    { item: { engine: "aurora" } },
  ),

  database(
    "pg-aurora-reader",
    "that is like an Aurora reader (imitated)",
    ["PostgresCollectorFailing of replication", "PostgresCollectorFailing of stat_wal_receiver"],
    async (lab, prepared) => {
      const { primary, replica, received } = await pair(lab, prepared);
      await primary.sql(AURORA, IN_QUALISYS);
      await received();
      const exporter = await lab.postgresExporter(replica.port);
      return throughout(exporter.url);
    },
  ),

  database(
    "pg-bouncer",
    "behind a PgBouncer that refuses the exporter's startup parameters (imitated)",
    ["PostgresDown"],
    async (lab) => {
      const exporter = await lab.postgresExporter(await refusingStartup(lab), { sslMode: "disable" });
      return throughout(exporter.url);
    },
  ),

  database(
    "pg-two-servers",
    "behind an endpoint that answers from a primary and its replica in turn",
    [],
    async (lab, prepared) => {
      const { primary, replica } = await pair(lab, prepared);
      const exporter = await lab.postgresExporter(await alternatingEndpoint(lab, [primary.port, replica.port]));
      return throughout(exporter.url, 6);
    },
  ),

  database("pg-locked-table", "with a table that a migration has locked", [], async (lab, prepared) => {
    const server = await preparedServer(lab, prepared);
    await server.sql("CREATE TABLE orders (id int)", IN_QUALISYS);
    const client = await server.connect(IN_QUALISYS);
    await client.query("BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
    // The server is killed long before it has slept.
    void client.query("SELECT pg_sleep(600)").catch(() => undefined);
    const exporter = await lab.postgresExporter(server.port);
    return throughout(exporter.url);
  }),

  database(
    "pg-locked-catalog",
    "whose catalog is locked",
    ["PostgresExporterDown", "TargetDown"],
    async (lab, prepared) => {
      const server = await preparedServer(lab, prepared);
      const exporter = await lab.postgresExporter(server.port);
      return after(
        exporter.url,
        async () => {
          const client = await server.connect(IN_QUALISYS);
          await client.query("BEGIN; LOCK TABLE pg_catalog.pg_database IN ACCESS EXCLUSIVE MODE");
        },
        1,
      );
    },
  ),

  database("pg-two-databases", "with a second database, with sessions in both", [], async (lab, prepared) => {
    const server = await preparedServer(lab, prepared);
    await server.sql("CREATE DATABASE reporting");
    await server.connect({ database: "reporting" });
    await server.connect(APP);
    const exporter = await lab.postgresExporter(server.port);
    return throughout(exporter.url);
  }),

  database(
    "pg-idle-transaction",
    "with a transaction that was left open",
    ["PostgresLongIdleTransaction"],
    async (lab, prepared) => {
      const server = await preparedServer(lab, prepared);
      const client = await server.connect(APP);
      await client.query("BEGIN");
      const exporter = await lab.postgresExporter(server.port);
      return throughout(exporter.url);
    },
  ),

  database("pg-wrong-password", "whose exporter has a wrong password", ["PostgresDown"], async (lab, prepared) => {
    const server = await preparedServer(lab, prepared);
    const exporter = await lab.postgresExporter(server.port, { password: "wrong" });
    return throughout(exporter.url);
  }),

  database(
    "pg-password-changed",
    "whose password was changed while the exporter was connected",
    ["PostgresMetricsMissing"],
    async (lab, prepared) => {
      const server = await preparedServer(lab, prepared);
      const exporter = await lab.postgresExporter(server.port);
      return after(exporter.url, () => server.sql(`ALTER ROLE monitoring PASSWORD 'not ${MONITORING_PASSWORD}'`));
    },
    { firesBefore020: ["PostgresCollectorFailing of replication", "PostgresCollectorFailing of stat_database"] },
  ),

  database("pg-stopped", "that was stopped", ["PostgresDown"], async (lab, prepared) => {
    const server = await preparedServer(lab, prepared);
    const exporter = await lab.postgresExporter(server.port);
    return after(exporter.url, () => server.stop());
  }),

  database("pg-restarted", "that was restarted", [], async (lab, prepared) => {
    const server = await preparedServer(lab, prepared);
    const exporter = await lab.postgresExporter(server.port);
    return after(exporter.url, () => server.restart());
  }),
];
