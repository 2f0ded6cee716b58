import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { secretProblems } from "../../components/credentials/secrets-manager";
import { secretUses } from "../../config/secret-uses";
import { sandboxSecrets } from "../../sandbox/engine/secrets-file";
import { readStore } from "../../sandbox/engine/fake-providers/store";
import { secretFixtures } from "../../sandbox/session/fixtures";
import { configWith, minimalConfig } from "./config.fixture";
import { runProgram } from "./program.fixture";

/** What RDS keeps of a database. */
const rds = {
  username: "exporter",
  password: "p@ss:w,r d/%?#'\"\\$(A)${B}",
  engine: "postgres",
  host: "db.abc123.eu-central-1.rds.amazonaws.com",
  port: 5432,
  dbname: "qualisys",
  dbInstanceIdentifier: "qualisys",
  masterarn: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:master-AbC123",
  further: { keys: [1, null] },
};

/** What is said of the secret of a database. */
function problems(secret: unknown, database: Readonly<Record<string, unknown>> = {}): readonly string[] {
  const config = configWith({ databases: [{ name: "main", credentials: "db", ...database }] });
  const use = secretUses(config).find(({ id }) => id === "db") ?? assert.fail();
  return secretProblems(use, typeof secret === "string" ? secret : JSON.stringify(secret));
}

/** What is said of a value in place of RDS's own. */
const problemsWith = (key: string, value: unknown) => problems({ ...rds, [key]: value });

/** One sentence: the secret, who uses it, the key, what is allowed; never the value. */
function assertRefused(key: string, value: unknown, says: RegExp): void {
  const [sentence = "", ...more] = problemsWith(key, value);
  assert.deepEqual(more, []);
  assert.match(sentence, says);
  for (const part of ['"db"', "monitoring:databases[0].credentials", ` ${key}`, "must"])
    assert.ok(sentence.includes(part), `${sentence} lacks ${part}`);
  const text = String(value).trim();
  if (text.length > 4 && text !== "[object Object]") assert.ok(!sentence.includes(text), sentence);
}

describe("the secret of a database", () => {
  it("may be the one that RDS manages, as it is", () => assert.deepEqual(problems(rds), []));

  const hosts: readonly (readonly [what: string, value: unknown])[] = [
    ["a path and a parameter", "db.internal/other?sslmode=disable&x="],
    ["a parameter", "db.internal?sslmode=disable"],
    ["a fragment", "db.internal#sslmode=disable"],
    ["a user", "somebody@db.internal"],
    ["a user and a password", "somebody:hunter2@db.internal"],
    ["a port", "db.internal:6432"],
    ["an empty port", "db.internal:"],
    ["a scheme", "postgresql://db.internal"],
    ["two slashes before it", "//db.internal"],
    ["an IPv6 address in brackets", "[2001:db8::1]"],
    ["the address of an interface", "fe80::1%eth0"],
    ["too many groups of an IPv6 address", "1:2:3:4:5:6:7:8:9"],
    ["a space before it", " db.internal"],
    ["a space behind it", "db.internal "],
    ["a space within it", "db internal"],
    ["a newline behind it", "db.internal\n"],
    ["a newline within it", "db.internal\nsslmode=disable"],
    ["a tab", "db.\tinternal"],
    ["a NUL", "db.internal\0"],
    ["a slash that is escaped", "db.internal%2Fother"],
    ["a letter that is escaped", "%64b.internal"],
    ["a backslash", "db.internal\\other"],
    ["several hosts", "db.internal,evil.example"],
    ["several settings", "db.internal sslmode=disable"],
    ["letters beyond ASCII", "db.internäl"],
    ["a dot that looks like one", "db。internal"],
    ["a letter that looks like one", "dℬ.internal"],
    ["a character that is not seen", "db\u200b.internal"],
    ["a dot at the end", "db.internal."],
    ["a dot before it", ".db.internal"],
    ["an empty label", "db..internal"],
    ["an underscore", "my_db.internal"],
    ["a path of a socket", "/var/run/postgresql"],
    ["a name in the file system", "@socket"],
    ["a number for an address", "2130706433"],
    ["an address of hexadecimal digits", "0x7f.0.0.1"],
    ["an address with zeros before it", "010.0.0.1"],
    ["an address beyond 255", "10.0.0.256"],
    ["a label of 64 letters", `${"a".repeat(64)}.internal`],
    ["more than 253 letters", `${"a.".repeat(130)}internal`],
    ["variables", "${HOST}"],
    ["quotes", "'db.internal'"],
    ["a number", 5],
    ["true", true],
    ["a list", ["db.internal"]],
    ["a map", { host: "db.internal" }],
  ];
  for (const [what, value] of hosts) {
    it(`is refused with ${what} for its host`, () =>
      assertRefused(
        "host",
        value,
        /; it must be a host name or an IP address, without scheme, port or path, and without brackets;/,
      ));
  }

  for (const value of ["db.internal", "10.0.0.1", "2001:db8::1", "::ffff:10.0.0.1", "DB.internal"]) {
    it(`may have the host ${value}`, () => assert.deepEqual(problemsWith("host", value), []));
  }

  const ports: readonly (readonly [what: string, value: unknown])[] = [
    ["0", 0],
    ["a negative number", -5432],
    ["more than 65535", 70000],
    ["a part of a number", 5432.5],
    ["a number that is none any more", 12345678901234567890n.toString()],
    ["0 as a text", "0"],
    ["more than 65535 as a text", "65536"],
    ["an exponent as a text", "1e3"],
    ["hexadecimal digits", "0x1538"],
    ["a sign", "+5432"],
    ["a zero before it", "05432"],
    ["a path", "5432/x"],
    ["a parameter", "5432?sslmode=disable"],
    ["spaces", " 5432 "],
    ["a newline", "5432\n"],
    ["a name", "postgresql"],
    ["digits beyond ASCII", "５４３２"],
    ["several", "5432,5433"],
    ["an empty text", ""],
    ["true", true],
    ["null", null],
    ["a map", { port: 5432 }],
    ["a list", [5432]],
  ];
  for (const [what, value] of ports) {
    it(`is refused with ${what} for its port`, () =>
      assertRefused("port", value, /; it must be a whole number from 1 to 65535;/));
  }

  for (const value of [1, 5432, 65535, "1", "5432", "65535"]) {
    it(`may have the port ${JSON.stringify(value)}`, () => assert.deepEqual(problemsWith("port", value), []));
  }

  it("may have no port", () => assert.deepEqual(problems({ username: "u", password: "p", host: "h" }), []));

  const users: readonly (readonly [what: string, value: unknown])[] = [
    ["a space at its end", "exporter "],
    ["a newline behind it", "exporter\n"],
    ["a tab", "exp\torter"],
    ["a NUL", "exporter\0"],
    ["a character that is not seen", "export\u200ber"],
    ["half of a character", "exporter\ud800"],
    ["more than 63 bytes", "é".repeat(32)],
    ["an empty text", ""],
    ["a number", 12345],
    ["null", null],
  ];
  for (const [what, value] of users) {
    it(`is refused with ${what} for its user`, () =>
      assertRefused(
        "username",
        value,
        /; it must be the name of a database user: at most 63 bytes, without blanks at its ends;/,
      ));
  }

  for (const value of [
    "monitoring@server",
    "a$&b",
    "użytkownik",
    "100%",
    "a.b-c_d",
    "rds_user/read only",
    "a:b?c#d[e]\"f'\\",
    "12345",
    "a$(HOME)$$",
  ]) {
    it(`may have the user ${value}`, () => assert.deepEqual(problemsWith("username", value), []));
  }

  for (const [what, value] of [
    ["a number", 1234567890],
    ["true", true],
    ["null", null],
    ["a map", { p: 1 }],
    ["a list", ["p"]],
  ] as const) {
    it(`is refused with ${what} for its password, which JSON would write differently`, () =>
      assertRefused("password", value, /; it must be a text that is not blank, in quotes as JSON writes texts;/));
  }

  it("is distinguished where a value is absent, empty, null or of another type", () => {
    const { host: _, ...withoutHost } = rds;
    const said = [problems(withoutHost), ...["", null, 5, "a b"].map((host) => problemsWith("host", host))].map(
      ([sentence = ""]) => /\) (.*?)[,;] (which|it) must/.exec(sentence)?.[1],
    );
    assert.deepEqual(said, [
      "lacks the JSON key host",
      "has an empty text at the JSON key host",
      "has null at the JSON key host",
      "has a number that is not shown at the JSON key host",
      "has a text that is not shown at the JSON key host",
    ]);
  });

  it("has a sentence for each wrong value", () => {
    const keys = problems({ host: "a/b", port: 0, username: "a\0b", password: 5 }).map(
      (sentence) => /JSON key (\w+)/.exec(sentence)?.[1],
    );
    assert.deepEqual(keys, ["host", "password", "port", "username"]);
  });

  it("has one sentence where it is no JSON object, and another where it is empty", () => {
    for (const text of ["plain", "[1]", "null", '"text"', "5", "{", '{"host": }']) {
      const [sentence = "", ...more] = problems(text);
      assert.deepEqual(more, []);
      assert.match(sentence, /holds no JSON object; it must be one with the JSON keys host, password, username;/);
    }
    assert.match(problems("").join(), /is empty; it must be one with/);
  });

  it("lacks what every object in JavaScript has", () => {
    const config = configWith({
      caches: [{ name: "a", host: "h", credentials: { secret: "redis", key: "constructor" } }],
    });
    const use = secretUses(config).find(({ id }) => id === "redis") ?? assert.fail();
    assert.match(secretProblems(use, "{}").join(), /lacks the JSON key constructor/);
    assert.deepEqual(secretProblems(use, '{"constructor":"p"}'), []);
  });

  it("is not checked by what the stack file says itself", () => {
    const wrong = { ...rds, host: "a/b", port: "x" };
    assert.deepEqual(problems(wrong, { host: "db.internal", port: 5432 }), []);
    assert.match(problems(wrong, { host: "db.internal" }).join("\n"), /^[^\n]*JSON key port[^\n]*$/);
    assert.match(problems(wrong, { port: 5432 }).join("\n"), /^[^\n]*JSON key host[^\n]*$/);
  });

  it("names everybody who uses a wrong value, once", () => {
    const config = configWith({ databases: ["a", "b"].map((name) => ({ name, credentials: "db" })) });
    const use = secretUses(config).find(({ id }) => id === "db") ?? assert.fail();
    const sentences = secretProblems(use, JSON.stringify({ ...rds, host: "a/b" }));
    assert.equal(sentences.length, 1);
    assert.match(
      sentences[0] ?? "",
      /\(monitoring:databases\[0\]\.credentials, monitoring:databases\[1\]\.credentials\)/,
    );
  });
});

describe("a secret whose whole text is the value", () => {
  const config = configWith({ caches: [{ name: "a", host: "h", credentials: { secret: "redis" } }] });
  const use = secretUses(config).find(({ id }) => id === "redis") ?? assert.fail();

  it("may be any text", () => {
    for (const text of ["p", "12345678901234567890", "1e5", "{", "a b", "ü", "p$(A)"])
      assert.deepEqual(secretProblems(use, text), []);
  });

  it("is refused where it is empty", () => {
    for (const text of ["", " \n"])
      assert.match(
        secretProblems(use, text).join(),
        /^The secret "redis" \(monitoring:caches\[0\]\.credentials\) has an empty text as its whole text; it must be a text without line breaks/,
      );
  });
});

describe("the made-up secrets of the sandbox", () => {
  const ids = [
    "qualisys/staging/postgres",
    "My_DB.main+1=@x",
    "___",
    "a".repeat(100),
    "arn:aws:secretsmanager:eu-central-1:111122223333:secret:qualisys/x_y-AbC123",
  ];
  for (const id of ids) {
    it(`are right for ${id}`, () => {
      const config = configWith({ databases: [{ name: "main", credentials: id }] });
      const folder = mkdtempSync(join(tmpdir(), "secrets-"));
      try {
        const file = join(folder, "secrets.json");
        sandboxSecrets(secretFixtures(config), { file });
        const store = readStore(file);
        assert.deepEqual(
          secretUses(config).flatMap((use) => secretProblems(use, JSON.stringify(store[use.id]))),
          [],
        );
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
});

describe("the program on wrong secrets", function () {
  this.timeout(60_000);
  const canary = "hunter2";
  const config = {
    ...minimalConfig,
    "monitoring:databases": JSON.stringify([
      { name: "main", credentials: "db" },
      { name: "other", credentials: "other" },
    ]),
    "monitoring:caches": JSON.stringify([
      { name: "sessions", host: "redis.internal", credentials: { secret: "redis", key: "password" } },
    ]),
  };

  it("registers nothing and has one sentence for each value, of all secrets at once", () => {
    const { status, stdout, stderr, requests } = runProgram(config, {
      db: JSON.stringify({ ...rds, host: `db.internal/${canary}?sslmode=disable&x=`, port: `5432/${canary}` }),
      other: JSON.stringify({ ...rds, username: `${canary}\t`, password: { canary } }),
      redis: JSON.stringify({ token: canary }),
    });
    assert.notEqual(status, 0);
    assert.deepEqual(
      requests.filter((request) => request.startsWith("register")),
      [],
    );
    // The runtime and the child both print the error.
    const said = new Set(
      [...stderr.matchAll(/The secret "(\w+)" .*JSON key (\w+)/g)].map(([, secret, key]) => `${secret} ${key}`),
    );
    assert.deepEqual([...said], ["db host", "db port", "other password", "other username", "redis password"]);
    assert.doesNotMatch(stdout + stderr, new RegExp(`${canary}|^\\s+at `, "m"));
  });

  it("has nothing to say of the secret that RDS manages", () => {
    const { status, stderr, requests } = runProgram(config, {
      db: JSON.stringify(rds),
      other: JSON.stringify({ ...rds, port: "5433" }),
    });
    assert.equal(status, 0, stderr);
    assert.ok(requests.includes("register kubernetes:core/v1:Secret postgres-exporter-main"), requests.join("\n"));
  });
});
