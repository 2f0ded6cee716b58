import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, statSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { collectorArguments } from "../../../exporters/postgres/collectors";
import { isAlive } from "../../../sandbox/cluster/processes";
import {
  removeDatabase,
  restartDatabase,
  startDatabase,
  stopDatabase,
  type DatabaseOptions,
  type LiveDatabase,
  type Login,
} from "../../../sandbox/live/databases";
import { roleStatements } from "../../../sandbox/live/databases/statements";
import type { ServerRecord } from "../../../sandbox/servers";
import { ensureTools, type Tools } from "../../../sandbox/tools";
import { olderArguments } from "../../../sandbox/servers/postgres/older-exporter";
import { metricNames, metrics, postgresExporter, sample } from "./exporters";

/** Names that need quotes, as the sandbox's made-up user does; a password that SQL reads its own way. */
const ROLE: Login = { user: "sandbox-monitoring-1f", password: "it's:monitoring\\$&of@qualisys" };

const DATABASE = "qualisys-shop";

/** What lets a session of the exporter's role write, as far as it has the rights. */
const WRITING = "SET default_transaction_read_only = off";

/** What every role may do through PUBLIC, once it may write. */
const OPEN_TO_PUBLIC = ["CREATE TEMP TABLE a ()", "SELECT lo_create(0)"];

/** How PostgreSQL refuses for want of rights. */
const NOT_ALLOWED =
  /permission denied|read-only transaction|must be (owner|superuser|able)|Only roles with|not allowed/;

/** The collectors that run, as 0.19.1 knows them; it asks for settings and sessions without one. */
const COLLECTORS = olderArguments(collectorArguments({ engine: "postgres", collectorsOff: [] }))
  .flatMap((argument) => /^--collector\.(\w+)$/.exec(argument)?.slice(1) ?? [])
  .sort();

const PROJECT = join(__dirname, "../../..");

type Row = Readonly<Record<string, unknown>>;

describe("the live pipeline's PostgreSQL", function () {
  this.timeout("2m");
  let dir: string;
  let tools: Tools;
  let database: LiveDatabase;
  let records: ServerRecord[];
  const options = (more: Partial<DatabaseOptions> = {}): DatabaseOptions => ({
    dir: join(dir, "postgres"),
    authority: join(dir, "authority"),
    database: DATABASE,
    role: ROLE,
    onStart: (record) => records.push(record),
    ...more,
  });

  /** An open connection; the exporter's by default. */
  async function connect(login: Login = ROLE, to = DATABASE, more: object = {}): Promise<Client> {
    const { host, port, caFile } = database;
    const client = new Client({
      host,
      port,
      ...login,
      database: to,
      ssl: { ca: readFileSync(caFile, "utf8") },
      ...more,
    });
    client.on("error", () => undefined);
    await client.connect();
    return client;
  }

  /** Rows of a statement, or of the last of some, or in what words it is refused. */
  async function answer(
    statements: string | readonly string[],
    login: Login = ROLE,
    to = DATABASE,
  ): Promise<readonly Row[] | string> {
    try {
      const client = await connect(login, to);
      try {
        let results: unknown;
        for (const statement of [statements].flat()) results = await client.query(statement);
        return ([results].flat().at(-1) as { rows: Row[] }).rows;
      } finally {
        await client.end();
      }
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  const asAdministrator = (statement: string, to = DATABASE) => answer(statement, database.administrator, to);

  before(async function () {
    this.timeout("60m");
    tools = await ensureTools(["postgres_exporter"]);
    dir = await mkdtemp(join(tmpdir(), "live-postgres-"));
    records = [];
    database = await startDatabase(options());
  });
  after(async () => {
    await removeDatabase(join(dir, "postgres"));
    rmSync(dir, { recursive: true, force: true, maxRetries: 10 });
  });

  describe("gives the exporter's role", () => {
    it("what every collector needs: as many metrics as a superuser gets, under verify-full", async () => {
      const said: string[] = [];
      const session = await connect(database.administrator);
      await session.query("SELECT 1");
      for (const login of [ROLE, database.administrator]) {
        const exporter = await postgresExporter(tools, dir, database, login);
        said.push(await metrics(exporter));
        await exporter.stop();
      }
      await session.end();
      const [text = "", all = ""] = said;
      assert.deepEqual([sample(text, "pg_up"), sample(text, "pg_exporter_last_scrape_error")], ["1", "0"]);
      const collectors = [...text.matchAll(/^pg_scrape_collector_success\{collector="(\w+)"\} (\d)$/gm)];
      assert.deepEqual(
        collectors.map(([, name, success]) => [name, success]),
        COLLECTORS.map((name) => [name, "1"]),
      );
      assert.deepEqual(metricNames(text), metricNames(all));
      // Of all databases, and of what other roles do.
      for (const seen of [
        /^pg_database_size_bytes\{datname="template0"\} [1-9]/m,
        /^pg_settings_max_connections\{.*\} 80$/m,
        /^pg_stat_activity_count\{.*datname="qualisys-shop",.*state="idle",usename="postgres",.*\} 1$/m,
        /^pg_stat_statements_calls_total\{.*user="postgres"\} [1-9]/m,
      ])
        assert.ok(seen.test(text), String(seen));
    });

    it("membership of two roles, and no other", async () => {
      assert.deepEqual(
        await asAdministrator(
          `SELECT roleid::regrole::text AS role FROM pg_auth_members WHERE member = '"${ROLE.user}"'::regrole ORDER BY 1`,
        ),
        [{ role: "pg_read_all_stats" }, { role: "pg_use_reserved_connections" }],
      );
    });

    it("no function and no relation that is not open to everyone, but how memory is used", async () => {
      const own = (kind: string, catalog: string, rights: string, right: string) =>
        `SELECT oid::${kind}::text AS name FROM ${catalog}
         WHERE has_${rights}('${ROLE.user}', oid, '${right}') AND NOT has_${rights}('public', oid, '${right}') ORDER BY 1`;
      const names = async (query: string) => {
        const rows = await asAdministrator(query);
        assert.ok(Array.isArray(rows), String(rows));
        return rows.map(({ name }: Row) => String(name));
      };
      const functions = own("regprocedure", "pg_proc", "function_privilege", "EXECUTE");
      // What pg_read_all_stats has besides the columns of views; which there are depends on the version.
      const memory = /^pg_(get_)?(aios|backend_memory_contexts|shmem_allocations(_numa)?)(\(\))?$/;
      const relations = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"].map((right) =>
        own("regclass", "pg_class", "table_privilege", right),
      );
      for (const query of [functions, ...relations])
        assert.deepEqual(
          (await names(query)).filter((name) => !memory.test(name)),
          [],
        );
      // The same question about what RDS has to grant in place of it finds what that adds.
      assert.ok((await names(`BEGIN; GRANT pg_monitor TO "${ROLE.user}"; ${functions}`)).includes("pg_ls_waldir()"));
    });
  });

  /** What the role is refused, by what it is. */
  const REFUSED: Readonly<Record<string, readonly string[]>> = {
    "the application's tables": [
      "SELECT * FROM orders",
      "SELECT count(*) FROM orders",
      "INSERT INTO orders (customer, cents) VALUES ('a', 1)",
      "UPDATE orders SET cents = 1",
      "DELETE FROM orders",
      "TRUNCATE orders",
      "DROP TABLE orders",
      "BEGIN; LOCK TABLE orders",
      "SELECT nextval('orders_id_seq')",
      "SELECT stavalues1 FROM pg_statistic",
    ],
    "the server's files": [
      "SELECT pg_read_file('PG_VERSION')",
      "SELECT pg_read_binary_file('server.key')",
      "SELECT pg_stat_file('PG_VERSION')",
      "SELECT pg_ls_dir('.')",
      "SELECT pg_ls_waldir()",
      "SELECT pg_ls_logdir()",
      "SELECT pg_ls_tmpdir()",
      "SELECT pg_ls_archive_statusdir()",
      "SELECT pg_current_logfile()",
      "SELECT * FROM pg_hba_file_rules",
      "SELECT * FROM pg_file_settings",
      "SHOW data_directory",
      "SHOW hba_file",
      "SELECT lo_import('/etc/passwd')",
      "COPY (SELECT 1) TO '/tmp/monitoring'",
      "COPY (SELECT 1) TO PROGRAM 'id'",
      "CREATE TEMP TABLE lines (line text); COPY lines FROM '/etc/passwd'",
    ],
    "other roles": [
      "SELECT rolpassword FROM pg_authid",
      "SELECT passwd FROM pg_shadow",
      "SELECT umoptions FROM pg_user_mapping",
      "SET ROLE postgres",
      "SET ROLE qualisys",
      "SET ROLE pg_monitor",
      "SET SESSION AUTHORIZATION postgres",
      "GRANT postgres TO CURRENT_USER",
      "ALTER ROLE postgres PASSWORD 'a'",
      "ALTER ROLE qualisys PASSWORD 'a'",
      "ALTER ROLE CURRENT_USER SUPERUSER",
      "CREATE ROLE another",
      "DROP ROLE qualisys",
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'",
      "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'",
    ],
    "making anything": [
      "CREATE TABLE public.a ()",
      "CREATE TEMP TABLE a ()",
      "CREATE SCHEMA a",
      "CREATE VIEW public.a AS SELECT 1",
      "CREATE FUNCTION public.a() RETURNS int LANGUAGE sql AS 'SELECT 1'",
      "CREATE EXTENSION dblink",
      "CREATE DATABASE a",
      "CREATE PUBLICATION a",
      "CREATE EVENT TRIGGER a ON sql_drop EXECUTE FUNCTION now()",
      "SELECT lo_create(0)",
      "SELECT pg_create_physical_replication_slot('a')",
      "SELECT pg_create_restore_point('a')",
    ],
    "the server's own affairs": [
      "SELECT pg_stat_statements_reset()",
      "SELECT pg_stat_reset()",
      "SELECT pg_stat_reset_shared('io')",
      "SELECT pg_reload_conf()",
      "SELECT pg_rotate_logfile()",
      "SELECT pg_switch_wal()",
      "SELECT pg_promote()",
      "SELECT pg_backup_start('a')",
      "CHECKPOINT",
      "ALTER SYSTEM SET work_mem = '1MB'",
      "SET log_statement = 'all'",
      "SET session_replication_role = replica",
      "LOAD 'auto_explain'",
      "DROP EXTENSION pg_stat_statements",
    ],
  };

  describe("refuses the exporter's role", () => {
    const idle: Client[] = [];
    before(async () => {
      idle.push(await connect(database.administrator));
    });
    after(async () => {
      for (const client of idle) await client.end();
    });

    for (const [what, statements] of Object.entries(REFUSED))
      it(what, async () => {
        for (const statement of statements) {
          assert.match(`${statement}: ${String(await answer(statement))}`, NOT_ALLOWED);
          // Read-only is a default that the role may change: the rights refuse as well.
          if (!OPEN_TO_PUBLIC.includes(statement))
            assert.match(`${statement}: ${String(await answer([WRITING, statement]))}`, NOT_ALLOWED);
        }
      });

    it("the replication protocol", async () => {
      await assert.rejects(
        connect(ROLE, DATABASE, { replication: "database" }),
        /permission denied to start WAL sender/,
      );
    });

    it("none of this by the refusal of everything: the superuser's statements are taken", async () => {
      for (const statement of ["SELECT count(*) FROM orders", "SELECT pg_read_file('PG_VERSION')", "SHOW hba_file"])
        assert.ok(Array.isArray(await asAdministrator(statement)), statement);
    });
  });

  describe("leaves to the exporter's role what PUBLIC has", () => {
    const LEFT = [...OPEN_TO_PUBLIC, "ALTER ROLE CURRENT_USER RESET work_mem"].map((statement) => [WRITING, statement]);

    it("temporary tables, large objects and its own settings, once it has switched read-only off", async () => {
      for (const statements of LEFT) assert.ok(Array.isArray(await answer(statements)), String(statements));
    });

    it("other databases, until CONNECT and TEMPORARY are taken from PUBLIC, as the page says", async () => {
      await asAdministrator("CREATE DATABASE other");
      assert.deepEqual(await answer("SELECT 1 AS one", ROLE, "other"), [{ one: 1 }]);
      for (const name of ["other", DATABASE])
        await asAdministrator(`REVOKE CONNECT, TEMPORARY ON DATABASE "${name}" FROM PUBLIC`);
      assert.match(String(await answer("SELECT 1", ROLE, "other")), /permission denied for database/);
      assert.match(String(await answer(LEFT[0] ?? [])), /permission denied to create temporary tables/);
      // The application is in danger, as the page says, unless it has been granted both.
      assert.match(String(await answer("SELECT 1", database.application)), /permission denied for database/);
      await asAdministrator(`GRANT CONNECT, TEMPORARY ON DATABASE "${DATABASE}" TO qualisys`);
      assert.ok(Array.isArray(await answer("SELECT 1", database.application)));
      const exporter = await postgresExporter(tools, dir, database, ROLE);
      assert.equal(sample(await metrics(exporter), "pg_exporter_last_scrape_error"), "0");
      await exporter.stop();
    });
  });

  it("is prepared by the page's statements where the master user may pass on pg_monitor only, as on RDS from 16 on", async () => {
    const master = { user: "master", password: "a" };
    await asAdministrator(`CREATE ROLE rds_superuser; CREATE ROLE master LOGIN CREATEROLE PASSWORD 'a';
      GRANT pg_monitor TO rds_superuser WITH ADMIN OPTION; GRANT rds_superuser TO master; GRANT CONNECT ON DATABASE "${DATABASE}" TO master`);
    const statements = roleStatements({ user: "on_rds", password: "a", database: DATABASE });
    const [create = "", , grant = ""] = statements;
    assert.match(grant, /^GRANT pg_read_all_stats TO "on_rds";$/);
    assert.match(
      String(await answer(`${create} ${grant}`, master)),
      /permission denied to grant role "pg_read_all_stats"/,
    );
    assert.ok(Array.isArray(await answer(`${create} ${grant.replace("pg_read_all_stats", "pg_monitor")}`, master)));
  });

  it("keeps passwords out of pg_stat_statements and out of its log", async () => {
    const found = await asAdministrator("SELECT query FROM pg_stat_statements WHERE query ILIKE '%password%'");
    assert.deepEqual(found, []);
    assert.doesNotMatch(readFileSync(database.record.log, "utf8"), /monitoring\\\$&of/);
  });

  it("lets the exporter in when every other connection is taken", async () => {
    const taken: Client[] = [];
    for (;;) {
      try {
        taken.push(await connect(database.application));
      } catch (error) {
        assert.match(String(error), /remaining connection slots are reserved/);
        break;
      }
    }
    assert.ok(taken.length > 0.9 * 80, `${taken.length} connections`);
    assert.deepEqual(await answer("SELECT 1 AS one"), [{ one: 1 }]);
    for (const client of taken) await client.end();
  });

  describe("goes on", () => {
    const MARK = "INSERT INTO orders (customer, cents) VALUES ('mark', 1)";
    const MARKS = "SELECT count(*)::int AS marks FROM orders WHERE customer = 'mark'";

    it("in another process, with its port, data and passwords", async () => {
      await answer(MARK, database.application);
      await stopDatabase(options().dir);
      assert.equal(isAlive(database.record), false);
      const script = `require("./sandbox/live/databases").restartDatabase(process.argv[1], {
        onStart: (record) => console.log(JSON.stringify(record)),
      })`;
      const output = execFileSync(process.execPath, ["--require", "tsx/cjs", "--eval", script, options().dir], {
        cwd: PROJECT,
        encoding: "utf8",
      });
      const record = JSON.parse(output) as ServerRecord;
      assert.deepEqual({ port: record.port, endedBy: record.endedBy }, { port: database.port, endedBy: "SIGINT" });
      assert.ok(isAlive(record));
      assert.deepEqual(await answer(MARKS, database.application), [{ marks: 1 }]);
    });

    it("where `up` runs again: it is left running, and the exporter gets the password of now", async () => {
      const before = records.length;
      const again = await startDatabase(options({ role: { ...ROLE, password: "another" } }));
      assert.equal(records.length, before);
      assert.equal(again.port, database.port);
      assert.deepEqual(await answer("SELECT 1 AS one", { ...ROLE, password: "another" }), [{ one: 1 }]);
      assert.match(String(await answer("SELECT 1")), /password authentication failed/);
      await startDatabase(options());
      assert.deepEqual(await answer(MARKS, database.application), [{ marks: 1 }]);
    });

    it("after a crash", async () => {
      const { record } = await restartDatabase(options().dir);
      process.kill(record.pid, "SIGKILL");
      while (isAlive(record)) await new Promise((resolve) => setTimeout(resolve, 20));
      await restartDatabase(options().dir, { onStart: (started) => records.push(started) });
      assert.notEqual(records.at(-1)?.pid, record.pid);
      assert.deepEqual(await answer("SELECT 1 AS one"), [{ one: 1 }]);
    });

    it("with a certificate that has expired, which the exporter refuses, and with a good one again", async () => {
      await stopDatabase(options().dir);
      await assert.rejects(
        restartDatabase(options().dir, { certificateUntil: new Date(Date.now() - 60_000) }).then(() => connect()),
        /certificate has expired/,
      );
      const exporter = await postgresExporter(tools, dir, database, ROLE);
      assert.equal(sample(await metrics(exporter), "pg_up"), "0");
      await stopDatabase(options().dir);
      await restartDatabase(options().dir);
      assert.equal(sample(await metrics(exporter), "pg_up"), "1");
      await exporter.stop();
    });

    it("not on a port that another program has taken in the meantime", async () => {
      await stopDatabase(options().dir);
      const other = createServer().listen(database.port, "127.0.0.1");
      await new Promise((resolve) => other.once("listening", resolve));
      await assert.rejects(
        restartDatabase(options().dir),
        new RegExp(
          `^Error: Port ${database.port} of the sandbox's PostgreSQL \\(postgres\\) is taken on 127\\.0\\.0\\.1: `,
        ),
      );
      await new Promise((resolve) => other.close(resolve));
      await restartDatabase(options().dir);
    });

    it("from the beginning where its first start was interrupted", async () => {
      const broken = options({ dir: join(dir, "broken"), name: "postgres-broken" });
      await assert.rejects(
        startDatabase({
          ...broken,
          onStart: () => {
            throw new Error("interrupted");
          },
        }),
        /interrupted/,
      );
      const started = await startDatabase(broken);
      assert.ok(isAlive(started.record));
      assert.equal(started.record.name, "postgres-broken");
      await removeDatabase(broken.dir);
      assert.equal(isAlive(started.record), false);
    });
  });

  it("keeps what it needs for that in files that nobody else can read", () => {
    for (const file of ["postgres/server.json", "authority/authority.key", "authority/authority.crt"])
      assert.equal(statSync(join(dir, file)).mode & 0o777, 0o600, file);
  });

  it("is missed in a sentence where there is none", async () => {
    await assert.rejects(
      restartDatabase(join(dir, "none")),
      /^Error: There is no PostgreSQL server of the sandbox in .*none: start/,
    );
  });
});
