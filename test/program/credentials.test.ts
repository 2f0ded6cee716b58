import assert from "node:assert/strict";
import { postgresCredentials } from "../../components/credentials/postgres";
import { redisCredentials } from "../../components/credentials/redis";
import { missingKeys, parseFields } from "../../components/credentials/secrets-manager";
import { secretUses } from "../../components/credentials/uses";
import type { CacheConfig, DatabaseConfig } from "../../config/schema";
import { configWith } from "./config.fixture";

const database: DatabaseConfig = { name: "main", credentials: "db", database: "qualisys", sslMode: "verify-full", caBundle: "system" };
const cache: CacheConfig = { name: "sessions", host: "redis.internal", port: 6379, tls: true, caBundle: "system", configCommand: false };
const rds = JSON.stringify({ username: "exporter", password: "p", host: "db.internal", port: 6432, engine: "postgres" });

describe("credentials of a database", () => {
  it("take host and port from a secret that RDS manages", () => {
    assert.deepEqual(postgresCredentials(database, rds), {
      uri: "db.internal:6432/qualisys?sslmode=verify-full",
      username: "exporter",
      password: "p",
    });
  });

  it("prefer the host and port of the configuration", () => {
    assert.match(postgresCredentials({ ...database, host: "other", port: 5433 }, rds)["uri"] ?? "", /^other:5433\//);
  });

  it("use PostgreSQL's port where nobody names one", () => {
    const text = JSON.stringify({ username: "u", password: "p", host: "h" });
    assert.match(postgresCredentials(database, text)["uri"] ?? "", /^h:5432\//);
  });

  it("point to the mounted bundle, where one is mounted", () => {
    const uri = postgresCredentials({ ...database, caBundle: "rds" }, rds)["uri"] ?? "";
    assert.equal(new URL(`postgresql://${uri}`).searchParams.get("sslrootcert"), "/etc/exporter/ca/ca.pem");
  });

  it("keep a password with every special character as it is", () => {
    const password = "p@ss:w,rd/%?#'\"\\";
    assert.equal(postgresCredentials(database, JSON.stringify({ username: "u", password, host: "h" }))["password"], password);
  });
});

describe("credentials of a cache", () => {
  it("key the password by the exact address", () => {
    assert.deepEqual(redisCredentials(cache, "p"), { address: "rediss://redis.internal:6379", "passwords.json": '{"rediss://redis.internal:6379":"p"}' });
  });

  it("have the user in the password's key only", () => {
    const data = redisCredentials({ ...cache, username: "app", tls: false }, "p");
    assert.equal(data["address"], "redis://redis.internal:6379");
    assert.equal(data["passwords.json"], '{"redis://app@redis.internal:6379":"p"}');
  });
});

describe("a JSON secret", () => {
  it("gives numbers as texts", () => assert.deepEqual(parseFields('{"port":5432}'), { port: "5432" }));
  it("has no fields where it is no object", () => {
    for (const text of ["", "plain", "[1]", "null", '"text"']) assert.deepEqual(parseFields(text), {});
  });
  it("lacks a key that is absent or empty", () => assert.deepEqual(missingKeys('{"a":"x","b":""}', ["a", "b", "c"]), ["b", "c"]));
  it("lacks nothing where its whole text is the value", () => assert.deepEqual(missingKeys("plain", []), []));
});

describe("the secrets of a stack", () => {
  it("are listed once each, with all keys asked of them", () => {
    const slack = (key: string) => ({ channel: `#${key}`, webhook: { secret: "slack", key } });
    const alertmanager = { slack: { alerts: slack("alerts"), critical: slack("critical") }, heartbeat: { url: { secret: "heartbeat" } } };
    const config = configWith({ alertmanager, databases: [{ name: "main", credentials: "db" }] });
    assert.deepEqual(secretUses(config).map(({ id, keys }) => [id, keys]), [
      ["grafana", ["password"]],
      ["slack", ["alerts", "critical"]],
      ["heartbeat", []],
      ["db", ["host", "password", "username"]],
    ]);
  });

  it("do not include a password that the stack generates", () => {
    const config = configWith({ grafana: { host: "g.example.org", admin: { password: { secret: "grafana" }, generate: true } } });
    assert.deepEqual(secretUses(config).map(({ id }) => id), ["slack"]);
  });
});
