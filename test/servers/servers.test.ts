import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { isAlive } from "../../sandbox/cluster/processes";
import {
  connectRedis,
  createAuthority,
  findRedis,
  killRecorded,
  startPostgres,
  startRedis,
  type PostgresServer,
  type RedisServer,
} from "../../sandbox/servers";
import { checkReachable } from "../../sandbox/servers/account";

const authority = createAuthority("sandbox");

/** What a promise is rejected with. */
async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "nothing";
}

describe("the sandbox's servers", function () {
  this.timeout("2m");
  let dir: string;

  before(() => {
    dir = mkdtempSync(join(tmpdir(), "servers-test-"));
    chmodSync(dir, 0o711);
  });
  after(() => rmSync(dir, { recursive: true, force: true, maxRetries: 10 }));

  describe("PostgreSQL", () => {
    let server: PostgresServer;
    before(async () => {
      server = await startPostgres({ dir: join(dir, "postgres"), authority });
    });
    after(() => killRecorded(server.record()));

    it("lets its superuser in over TLS, with pg_stat_statements loaded", async () => {
      await server.sql("CREATE EXTENSION pg_stat_statements");
      assert.deepEqual(await server.sql("SELECT count(*) > 0 AS counts FROM pg_stat_statements"), [{ counts: true }]);
    });

    it("refuses whoever comes without TLS, and a wrong password", async () => {
      const { host, port, user, password } = server;
      const client = new Client({ host, port, user, password, database: "postgres", ssl: false });
      assert.match(await refusal(client.connect()), /pg_hba\.conf rejects connection .*no encryption/);
      assert.match(await refusal(server.connect({ password: "wrong" })), /password authentication failed/);
    });

    it("has a certificate of its own authority", async () => {
      const { host, port, user, password } = server;
      const ca = createAuthority("another").certificate;
      const client = new Client({ host, port, user, password, database: "postgres", ssl: { ca } });
      assert.notEqual(await refusal(client.connect()), "nothing");
    });

    it("listens on loopback only, at the port of its record", async () => {
      const record: unknown = JSON.parse(readFileSync(join(dir, "postgres", "postgres.json"), "utf8"));
      assert.deepEqual(record, server.record());
      assert.equal(server.record().port, server.port);
      assert.deepEqual(await server.sql("SHOW listen_addresses"), [{ listen_addresses: "127.0.0.1" }]);
      assert.deepEqual(await server.sql("SHOW unix_socket_directories"), [{ unix_socket_directories: "" }]);
    });

    it("is restarted with other settings under the same port", async () => {
      const { pid } = server.record();
      await server.restart({ max_connections: 33 });
      assert.notEqual(server.record().pid, pid);
      assert.deepEqual(await server.sql("SHOW max_connections"), [{ max_connections: "33" }]);
    });

    it("says in its own words why it does not start", async () => {
      const wrong = startPostgres({ dir: join(dir, "wrong"), authority, settings: { no_such_setting: 1 } });
      assert.match(await refusal(wrong), /unrecognized configuration parameter "no_such_setting"/);
    });

    it("ends although a client is connected, and takes its record along", async () => {
      await server.connect();
      const record = server.record();
      await server.stop();
      assert.equal(isAlive(record), false);
      assert.equal(existsSync(join(dir, "postgres", "postgres.json")), false);
    });

    it("is not put where its user can't enter", () => {
      const closed = join(dir, "closed");
      mkdirSync(closed, { mode: 0o700 });
      assert.throws(
        () => checkReachable(closed, { uid: 65534, gid: 65534 }),
        new RegExp(`runs as user 65534, which can't enter ${closed}: choose a folder`),
      );
    });
  });

  describe("Redis", () => {
    let server: RedisServer;
    before(async () => {
      server = await startRedis({ dir: join(dir, "redis"), authority, users: { reader: "-@all +info ~none" } });
    });
    after(() => killRecorded(server.record()));

    it("answers its user over TLS", async () => {
      assert.equal(await server.command("SET", "key", "a value"), "OK");
      assert.equal(await server.command("GET", "key"), "a value");
    });

    it("refuses a wrong password, and an ACL user what it may not do", async () => {
      const { port, passwords } = server;
      const ca = authority.certificate;
      assert.match(await refusal(connectRedis({ port, ca, password: "wrong" })), /^Redis refuses AUTH: WRONGPASS/);
      const reader = await connectRedis({ port, ca, user: "reader", password: passwords["reader"] ?? "" });
      assert.match(await reader.command("INFO", "server"), /run_id:/);
      assert.match(await refusal(reader.command("GET", "key")), /^Redis refuses GET: NOPERM/);
      reader.close();
    });

    it("ends, and takes its record along", async () => {
      const record = server.record();
      await server.stop();
      assert.equal(isAlive(record), false);
      assert.equal(existsSync(join(dir, "redis", "redis.json")), false);
    });

    it("is explained in a sentence where there is none", () => {
      const before = { ...process.env };
      Object.assign(process.env, { PATH: "", MONITORING_CACHE_DIR: join(dir, "cache"), MONITORING_TOOLS_OFFLINE: "1" });
      try {
        assert.throws(
          findRedis,
          /^Error: There is no Redis server to start: install redis-server or valkey-server .*MONITORING_TOOLS_OFFLINE is 1\.$/,
        );
      } finally {
        for (const name of ["PATH", "MONITORING_CACHE_DIR", "MONITORING_TOOLS_OFFLINE"])
          if (before[name] === undefined) delete process.env[name];
          else process.env[name] = before[name];
      }
    });
  });
});
