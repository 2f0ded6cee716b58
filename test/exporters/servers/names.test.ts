import assert from "node:assert/strict";
import { databaseName } from "../../../exporters/postgres/config";
import { databaseUser } from "../../../config/fields/grammar";
import { aclUser } from "../../../exporters/redis/config";
import { ensureTools } from "../../../sandbox/tools";
import { type PostgresServer, type RedisServer, choosePostgres, findRedis } from "../../../sandbox/servers";
import { Lab } from "./lab";

/** Names that every program in between reads its own way: addresses, the kubelet, replacements in texts. */
const NAMES = [
  "a@b",
  "a:b",
  "a/b?c#d",
  "100%",
  "a%40b",
  "$$",
  "$&",
  "a$(HOME)$$b",
  "a${HOME}",
  "it's",
  'a"b\\c',
  "[::1]",
  "{a}|<b>^`c`",
  "użytkownik",
  "a😀",
  "!\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~",
];

/** What a password may have in it, but no blank: postgres_exporter 0.19, which is what can be built here, takes none in a DSN (its issue 393). */
const PASSWORD = "p@ss:w,rd/%41?#'\"\\$(A)${B}$&$$é😀";

/** Whether the exporter got in, as it says itself. */
async function gotIn(url: string, metric: string): Promise<boolean> {
  return new RegExp(`^${metric} 1$`, "m").test(await (await fetch(`${url}/metrics`)).text());
}

describe("the real exporter signs in", function () {
  this.timeout("2m");

  before(async function () {
    this.timeout("60m");
    await ensureTools(["postgres_exporter", "redis_exporter"]);
    choosePostgres();
    findRedis();
  });

  /** Runs something with a lab of its own, in which a server runs. */
  const inLab = (use: (lab: Lab) => Promise<void>) => () => Lab.with(use);

  async function redisAs(lab: Lab, server: RedisServer, user: string, entry: object = {}): Promise<boolean> {
    await server.command("ACL", "SETUSER", user, "on", `>${PASSWORD}`, "~*", "+@all");
    const { url } = await lab.redisExporter(server, { user, password: PASSWORD, ...entry });
    return gotIn(url, "redis_up");
  }

  async function postgresAs(lab: Lab, server: PostgresServer, user: string, entry: object = {}): Promise<boolean> {
    await server.sql(`CREATE ROLE ${quoted(user, '"')} LOGIN PASSWORD ${literal(PASSWORD)}`);
    const { url } = await lab.postgresExporter(server.port, {
      user,
      password: PASSWORD,
      database: "postgres",
      ...entry,
    });
    return gotIn(url, "pg_up");
  }

  it(
    "to Redis as users with every special character",
    inLab(async (lab) => {
      const server = await lab.redis();
      const failed: string[] = [];
      for (const user of NAMES) {
        assert.ok(aclUser.safeParse(user).success, user);
        if (!(await redisAs(lab, server, user))) failed.push(user);
      }
      assert.deepEqual(failed, []);
    }),
  );

  it(
    "to PostgreSQL as users with every special character",
    inLab(async (lab) => {
      const server = await lab.postgres();
      const failed: string[] = [];
      for (const user of NAMES) {
        assert.ok(databaseUser.safeParse(user).success, user);
        if (!(await postgresAs(lab, server, user))) failed.push(user);
      }
      assert.deepEqual(failed, []);
    }),
  );

  it(
    "to databases of PostgreSQL with every special character, and not to another",
    inLab(async (lab) => {
      const server = await lab.postgres();
      const failed: string[] = [];
      for (const [index, database] of [...NAMES, "..", "."].entries()) {
        assert.ok(databaseName.safeParse(database).success, database);
        await server.sql(`CREATE DATABASE ${quoted(database, '"')}`);
        const user = `user${index}`;
        await server.sql(
          `CREATE ROLE ${user} LOGIN PASSWORD ${literal(PASSWORD)}; REVOKE CONNECT ON DATABASE postgres FROM PUBLIC`,
        );
        const { url } = await lab.postgresExporter(server.port, { user, password: PASSWORD, database });
        if (!(await gotIn(url, "pg_up"))) failed.push(database);
      }
      assert.deepEqual(failed, []);
    }),
  );

  it(
    "to servers at an IPv6 address, whose certificate is for it",
    inLab(async (lab) => {
      const redis = await lab.redis({ settings: { bind: "127.0.0.1 ::1" } });
      assert.equal(await redisAs(lab, redis, "a@b", { host: "::1" }), true);
      const postgres = await lab.postgres({ settings: { listen_addresses: "127.0.0.1,::1" } });
      assert.equal(await postgresAs(lab, postgres, "a@b", { host: "0:0::1" }), true);
    }),
  );

  it(
    "to neither with a password that is not the server's: what is asserted above can fail",
    inLab(async (lab) => {
      const redis = await lab.redis();
      assert.equal(await redisAs(lab, redis, "a", { password: "p" }), false);
      const postgres = await lab.postgres();
      assert.equal(await postgresAs(lab, postgres, "a", { password: "p" }), false);
    }),
  );
});

function quoted(name: string, quote: string): string {
  return quote + name.replaceAll(quote, quote + quote) + quote;
}

/** A literal of SQL in which a backslash means nothing. */
function literal(value: string): string {
  return quoted(value, "'");
}
