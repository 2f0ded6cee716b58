import assert from "node:assert/strict";
import { isIPv6 } from "node:net";
import fc from "fast-check";
import { endpointHost } from "../../config/fields/grammar";
import { secretUses } from "../../config/secret-uses";
import { databaseName, type DatabaseConfig } from "../../exporters/postgres/config";
import { credentials as postgres } from "../../exporters/postgres/credentials";
import { aclUser, type CacheConfig } from "../../exporters/redis/config";
import { credentials as redis } from "../../exporters/redis/credentials";
import { configWith } from "./config.fixture";

const database: DatabaseConfig = {
  name: "main",
  credentials: "db",
  database: "qualisys",
  sslMode: "verify-full",
  caBundle: "system",
  engine: "postgres",
  collectorsOff: [],
};
const cache: CacheConfig = {
  name: "sessions",
  host: "redis.internal",
  port: 6379,
  tls: true,
  caBundle: "system",
  configCommand: false,
};
const rds = JSON.stringify({
  username: "exporter",
  password: "p",
  host: "db.internal",
  port: 6432,
  engine: "postgres",
});

describe("credentials of a database", () => {
  it("take host and port from a secret that RDS manages", () => {
    assert.deepEqual(postgres.data(database, rds), {
      uri: "db.internal:6432/qualisys?sslmode=verify-full",
      username: "exporter",
      password: "p",
    });
  });

  it("prefer the host and port of the configuration", () => {
    assert.match(postgres.data({ ...database, host: "other", port: 5433 }, rds)["uri"] ?? "", /^other:5433\//);
  });

  it("use PostgreSQL's port where nobody names one", () => {
    const text = JSON.stringify({ username: "u", password: "p", host: "h" });
    assert.match(postgres.data(database, text)["uri"] ?? "", /^h:5432\//);
  });

  it("point to the mounted bundle, where one is mounted", () => {
    const uri = postgres.data({ ...database, caBundle: "rds" }, rds)["uri"] ?? "";
    assert.equal(new URL(`postgresql://${uri}`).searchParams.get("sslrootcert"), "/etc/exporter/ca/ca.pem");
  });

  it("keep a password with every special character as it is", () => {
    const password = "p@ss:w,rd/%?#'\"\\";
    assert.equal(postgres.data(database, JSON.stringify({ username: "u", password, host: "h" }))["password"], password);
  });
});

/** Texts that a grammar allows: its own alphabet, and many that are made of what has a meaning in addresses. */
function allowedBy(grammar: typeof endpointHost, alphabet: string, maxLength: number): fc.Arbitrary<string> {
  const letters = fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength });
  return fc
    .oneof(letters, fc.string({ unit: "grapheme", minLength: 1, maxLength }))
    .filter((text) => grammar.safeParse(text).success);
}

const hosts = allowedBy(endpointHost, "abcXYZ019-.@:/?#&=%[]\\", 20);
/** A host as it stands in an address: one of IPv6 in brackets and in its shortest form. */
const inAddress = (host: string) => (isIPv6(host) ? new URL(`x://[${host}]`).hostname : host);
const ports = fc.integer({ min: 1, max: 65535 });
/** What passes a grammar by chance is rare. */
const TRIALS = { numRuns: 500 };

describe("the address of a database", () => {
  const databases = allowedBy(databaseName, "abcXYZ019_$.-/?#&=%", 63);
  const settings = fc.record({
    sslMode: fc.constantFrom("verify-full", "verify-ca", "require", "disable"),
    caBundle: fc.constantFrom("rds", "system"),
  });

  it("is one host, one port, one database and our parameters, for all that the grammars allow", () => {
    fc.assert(
      fc.property(
        hosts,
        ports,
        databases,
        settings,
        fc.boolean(),
        (host, port, name, { sslMode, caBundle }, asText) => {
          const text = JSON.stringify({ host, port: asText ? String(port) : port, username: "u", password: "p" });
          const uri = postgres.data({ ...database, database: name, sslMode, caBundle }, text)["uri"] ?? "";
          const url = new URL(`postgresql://u:p@${uri}`);
          const bundle =
            caBundle === "rds" && sslMode.startsWith("verify-") ? { sslrootcert: "/etc/exporter/ca/ca.pem" } : {};
          assert.deepEqual([url.hostname, url.port, url.hash], [inAddress(host), String(port), ""]);
          // As Go reads it: URL takes `..` for the folder above.
          assert.equal(decodeURIComponent(uri.slice(uri.indexOf("/") + 1, uri.indexOf("?"))), name);
          assert.deepEqual([...url.searchParams], Object.entries({ sslmode: sslMode, ...bundle }));
        },
      ),
      TRIALS,
    );
  });

  it("is the same wherever host and port come from", () => {
    fc.assert(
      fc.property(hosts, ports, (host, port) => {
        const login = { username: "u", password: "p" };
        const here = postgres.data({ ...database, host, port }, JSON.stringify(login));
        assert.deepEqual(here, postgres.data(database, JSON.stringify({ ...login, host, port })));
      }),
      TRIALS,
    );
  });

  const wrong: Readonly<Record<string, unknown>> = {
    host: "db.internal/other?sslmode=disable&x=",
    port: "5432/other",
    username: "a\tb",
    password: 5,
  };
  for (const [key, value] of Object.entries(wrong)) {
    it(`is not made of a wrong ${key}, which is not shown`, () => {
      const text = JSON.stringify({ host: "h", port: 1, username: "u", password: "p", [key]: value });
      assert.throws(
        () => postgres.data(database, text),
        (error: Error) =>
          error.message.includes(`JSON key ${key}; it must be`) && !error.message.includes(String(value)),
      );
    });
  }
});

describe("credentials of a cache", () => {
  it("key the password by the exact address", () => {
    assert.deepEqual(redis.data(cache, "p"), {
      address: "rediss://redis.internal:6379",
      "passwords.json": '{"rediss://redis.internal:6379":"p"}',
    });
  });

  it("have the user in the password's key only", () => {
    const data = redis.data({ ...cache, username: "app", tls: false }, "p");
    assert.equal(data["address"], "redis://redis.internal:6379");
    assert.equal(data["passwords.json"], '{"redis://app@redis.internal:6379":"p"}');
  });
});

describe("the user in the key of a cache's password", () => {
  const keyOf = (username: string) =>
    Object.keys(JSON.parse(redis.data({ ...cache, username }, "p")["passwords.json"] ?? "{}") as object)[0];

  // What Go prints for `u, _ := url.Parse("rediss://redis.internal:6379"); u.User = url.User(user); fmt.Println(u)`, as the exporter does.
  const printedByGo: Readonly<Record<string, string>> = {
    app: "app",
    "a@b": "a%40b",
    "a$&b": "a$&b",
    $$: "$$",
    "$`x": "$%60x",
    "a+b,c;d=e": "a+b,c;d=e",
    "a!b*c(d)e": "a%21b%2Ac%28d%29e",
    "a%40b": "a%2540b",
    użytkownik: "u%C5%BCytkownik",
    "a~b-c_d.e": "a~b-c_d.e",
    "a|b^c{d}<e>`": "a%7Cb%5Ec%7Bd%7D%3Ce%3E%60",
    "a😀": "a%F0%9F%98%80",
    // Every character of ASCII that is seen.
    "!\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~":
      "%21%22%23$%25&%27%28%29%2A+,-.%2F09%3A;%3C=%3E%3F%40AZ%5B%5C%5D%5E_%60az%7B%7C%7D~",
  };
  for (const [user, printed] of Object.entries(printedByGo)) {
    it(`is as Go prints it: ${user}`, () => assert.equal(keyOf(user), `rediss://${printed}@redis.internal:6379`));
  }

  it("is read back as the same user of the same server, for all that the grammars allow", () => {
    const users = allowedBy(aclUser, "aZ09$&`'+,;=-_.~!*()%@<>^{|}:/?#[]\"\\", 30);
    fc.assert(
      fc.property(users, hosts, ports, fc.boolean(), (username, host, port, tls) => {
        const data = redis.data({ ...cache, username, host, port, tls }, "p");
        const [key = ""] = Object.keys(JSON.parse(data["passwords.json"] ?? "{}") as object);
        const url = new URL(key);
        assert.deepEqual(
          [
            url.protocol,
            decodeURIComponent(url.username),
            url.password,
            url.hostname,
            url.port,
            url.pathname + url.search + url.hash,
          ],
          [tls ? "rediss:" : "redis:", username, "", inAddress(host), String(port), ""],
        );
        assert.equal(data["address"], `${url.protocol}//${inAddress(host)}:${port}`);
      }),
      TRIALS,
    );
  });
});

describe("the secrets of a stack", () => {
  it("are listed once each, with all keys asked of them", () => {
    const slack = (key: string) => ({ channel: `#${key}`, webhook: { secret: "slack", key } });
    const alertmanager = {
      slack: { alerts: slack("alerts"), critical: slack("critical") },
      heartbeat: { url: { secret: "heartbeat" } },
    };
    const config = configWith({ alertmanager, databases: [{ name: "main", credentials: "db" }] });
    assert.deepEqual(
      secretUses(config).map(({ id, keys }) => [id, keys]),
      [
        ["grafana", ["password"]],
        ["slack", ["alerts", "critical"]],
        ["heartbeat", []],
        ["db", ["host", "password", "username"]],
      ],
    );
  });

  it("do not include a password that the stack generates", () => {
    const config = configWith({
      grafana: { host: "g.example.org", admin: { password: { secret: "grafana" }, generate: true } },
    });
    assert.deepEqual(
      secretUses(config).map(({ id }) => id),
      ["slack"],
    );
  });
});
