import assert from "node:assert/strict";
import fc from "fast-check";
import { secretProblems } from "../../components/credentials/secrets-manager";
import { jsonMembers } from "../../config/fields/json-members";
import type { FieldKind } from "../../config/fields/secret-fields";
import { secretUses, type SecretUse } from "../../config/secret-uses";
import { configWith, minimalConfig } from "./config.fixture";
import { runProgram } from "./program.fixture";
import { CANARY, NO_OBJECTS, wrongSecrets, type WrongSecret } from "./wrong-secrets";

const reference = (secret: string) => ({ secret, key: "k" });

/** A configuration that asks for a value of every kind, at a key and as a whole text. */
const everyKind = {
  alertmanager: {
    slack: {
      alerts: { channel: "#alerts", webhook: reference("slack") },
      critical: { channel: "#critical", webhook: { secret: "slack-whole" } },
    },
    heartbeat: { url: reference("heartbeat") },
  },
  grafana: {
    host: "grafana.example.org",
    admin: { password: { secret: "grafana-whole" } },
    oauth: {
      provider: "google",
      allowedDomains: ["qualisys.io"],
      clientId: reference("oauth-id"),
      clientSecret: { secret: "oauth-whole" },
    },
  },
  prometheus: {
    remoteWrite: [
      {
        name: "a",
        url: "https://a.example.org/",
        basicAuth: { username: reference("store-user"), password: { secret: "store-whole" } },
      },
      { name: "b", url: "https://b.example.org/", bearerToken: { secret: "token-whole" } },
      { name: "c", url: "https://c.example.org/", bearerToken: reference("token") },
      {
        name: "d",
        url: "https://d.example.org/",
        basicAuth: { username: { secret: "user-whole" }, password: reference("store-password") },
      },
    ],
  },
  databases: [{ name: "main", credentials: "db" }],
  caches: [
    { name: "a", host: "h", credentials: reference("redis") },
    { name: "b", host: "h", credentials: { secret: "redis-whole" } },
  ],
};

/** A right value of each kind. */
const RIGHT: Readonly<Record<FieldKind, string>> = {
  host: "db.internal",
  port: "5432",
  userName: "monitoring",
  prometheusUserName: "123456",
  databaseUser: "monitoring",
  text: "p@ss:w,r d/%41?#'\"\\$(A)${B}é😀",
  prometheusText: "p@ss:w,r d/%41?#'\"\\$A${B}é😀",
  bearerToken: "glc_eyJ+/=:.~",
  grafanaText: "p@ss:w,r d/%41?#'\"\\$(A)$Bé😀",
  slackWebhook: "https://hooks.slack.com/services/T0ABC/B0DEF/aZ09",
  postAddress: "https://hc.internal:8443/ping/1f?create=1",
};

const uses = secretUses(configWith(everyKind));

/** Every wrong secret, with what it is wrong for. */
const wrong: readonly { readonly use: SecretUse; readonly key: string | undefined; readonly secret: WrongSecret }[] =
  uses.flatMap((use) => [
    ...use.fields.flatMap((field) =>
      wrongSecrets(use, field, (kind) => RIGHT[kind]).map((secret) => ({ use, key: field.key, secret })),
    ),
    ...(use.keys.length === 0 ? [] : NO_OBJECTS.map((secret) => ({ use, key: undefined, secret }))),
  ]);

/** One sentence that names the secret, the key and what is allowed, and has no piece of the value. */
function assertOneSentence(
  sentences: readonly string[],
  { id }: SecretUse,
  key: string | undefined,
  text: string,
): void {
  const [sentence = "", ...more] = sentences;
  assert.deepEqual(more, [], text);
  assert.ok(sentence.startsWith(`The secret "${id}" (monitoring:`), `${JSON.stringify(text)}: ${sentence}`);
  if (key !== undefined) assert.ok(new RegExp(`JSON keys? .*\\b${key}\\b`).test(sentence), sentence);
  assert.match(sentence, / must .*(correct it|add it).* in AWS Secrets Manager\.$/);
  assertShowsNothing(sentence, text);
}

/** No piece of a value: of the canary three letters would be one. */
function assertShowsNothing(said: string, text: string): void {
  assert.doesNotMatch(said, /hun|unt|nte|ter2/);
  const values = [
    text,
    ...[...(jsonMembers(text)?.values() ?? [])].flat().map(({ source }) => source.replaceAll('"', "")),
  ];
  // What is a word of the sentence or of a right value is no piece of a wrong one.
  const words = ["", ...Object.values(RIGHT), "true", "null", "NaN", "undefined"];
  for (const value of values.filter((one) => one.trim().length > 4 && !words.includes(one.trim())))
    assert.ok(!said.includes(value.trim()), said);
}

describe("a wrong secret", () => {
  it("is one of more than a hundred different ones, for every kind of value", () => {
    assert.ok(new Set(wrong.map(({ secret }) => secret.text)).size > 300);
    const kinds = uses.flatMap(({ fields }) => fields.map(({ kind }) => kind));
    assert.deepEqual(
      [...new Set(kinds)].sort(),
      Object.keys(RIGHT)
        .filter((kind) => kind !== "userName")
        .sort(),
    );
  });

  for (const use of uses) {
    const own = wrong.filter((one) => one.use === use);
    it(`is refused in one sentence, ${own.length} times: ${use.id}`, () => {
      for (const { key, secret } of own) assertOneSentence(secretProblems(use, secret.text), use, key, secret.text);
    });
  }

  for (const use of uses) {
    it(`would be seen where it is right: ${use.id}`, () => {
      const [first] = use.fields;
      const right =
        first !== undefined && first.key === undefined
          ? RIGHT[first.kind]
          : JSON.stringify(Object.fromEntries(use.fields.map(({ key, kind }) => [key, RIGHT[kind]])));
      assert.deepEqual(secretProblems(use, right), []);
    });
  }

  it("has a sentence of its own where it is a number, is given twice, ends in a line break or was never replaced", () => {
    const [redis] = uses.filter(({ id }) => id === "redis");
    assert.ok(redis);
    const said = (text: string) => /\) (.*) in AWS/.exec(secretProblems(redis, text)[0] ?? "")?.[1];
    assert.equal(
      said('{"k": 12345678901234567890}'),
      "has a number that is not shown at the JSON key k; it must be a text that is not blank, in quotes as JSON writes texts; correct it",
    );
    assert.equal(
      said('{"k": "a", "k": "b"}'),
      "has several values at the JSON key k; it must be there once; correct it",
    );
    assert.equal(
      said('{"k": "a\\n"}'),
      "has a text that ends in a line break at the JSON key k; it must be a text without line breaks, and without blanks at its ends; correct it",
    );
    assert.equal(
      said('{"k": "CHANGEME"}'),
      "has a stand-in that was never replaced at the JSON key k; it must be the value itself; correct it",
    );
  });

  it("that is a JSON object in place of a text is told to be named by its key", () => {
    const [whole] = uses.filter(({ id }) => id === "slack-whole");
    assert.ok(whole);
    assert.match(
      secretProblems(whole, '{"alerts": "https://hooks.slack.com/services/T0/B0/x"}').join(),
      /has JSON in place of the value as its whole text; .*; name its JSON key in the stack file, or correct it/,
    );
  });
});

describe("what is no wrong secret", () => {
  const problemsOf = (id: string, text: string) => {
    const use = uses.find((one) => one.id === id);
    assert.ok(use);
    return secretProblems(use, text);
  };

  for (const webhook of [
    "https://hooks.slack.com/services/T0/B0/x",
    "https://hooks.slack.com/services/E0ABC/B0DEF/aZ09",
    "https://hooks.slack-gov.com/services/T0/B0/x",
    "https://mattermost.qualisys.io/hooks/abc123",
    "http://slack-relay.monitoring.svc:8080/",
    "http://slack-relay.monitoring.svc.cluster.local/x",
    "http://127.0.0.1:9/x",
    "http://localhost:9/x",
    "http://[::1]:9/x",
  ]) {
    it(`is the webhook ${webhook}`, () => assert.deepEqual(problemsOf("slack-whole", webhook), []));
  }

  for (const password of ["todo", "my-password", "x", "nil", "p{a}", "[1", "changes", "none", "1e5", "-", "$", "a$"]) {
    it(`is the password ${password}`, () => assert.deepEqual(problemsOf("redis-whole", password), []));
  }

  it("is a secret with other keys, however often and of whatever type", () =>
    assert.deepEqual(problemsOf("redis", '{"a": 1e999, "k": "p", "a": {"k": "q", "k": 5}, "b": [{"k": 1}]}'), []));
});

describe("the members of a JSON object", () => {
  it("are those of JSON.parse, each with its source", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue()), fc.nat(3), (object, indent) => {
        const members = jsonMembers(JSON.stringify(object, null, indent)) ?? assert.fail();
        const parsed = JSON.parse(JSON.stringify(object)) as Record<string, unknown>;
        assert.deepEqual([...members.keys()].sort(), Object.keys(parsed).sort());
        for (const [key, [member = assert.fail()]] of members) {
          assert.deepEqual(member.value, Object.getOwnPropertyDescriptor(parsed, key)?.value);
          assert.deepEqual(JSON.parse(member.source), member.value);
        }
      }),
    );
  });

  it("are none where JSON.parse takes the text for no object", () => {
    for (const text of ["", "[]", "null", "5", '"{}"', "{", "{}}", "{'a': 1}", '\ufeff{"a": 1}'])
      assert.equal(jsonMembers(text), undefined);
  });

  it("keep the digits of numbers, and every one of a name", () => {
    const members = jsonMembers(
      '{"a": 12345678901234567890, "\\u0061" : 1e5 ,\n"b":{"a":[1,{"a":2}],"c":"}\\"{"},"a":-0.0}',
    );
    assert.deepEqual(
      members?.get("a")?.map(({ source }) => source),
      ["12345678901234567890", "1e5", "-0.0"],
    );
    assert.deepEqual([...(members?.keys() ?? [])], ["a", "b"]);
  });
});

describe("the program on sixty wrong secrets", function () {
  this.timeout(120_000);

  it("registers nothing, and has one sentence for each, without a stack trace and a piece of a value", () => {
    const use = (id: string) => uses.find((one) => one.id === id) ?? assert.fail();
    const right = (kind: FieldKind) => RIGHT[kind];
    const every = (id: string, step: number) =>
      wrong.filter((one) => one.use === use(id)).filter((_, index) => index % step === 0);
    const databases = every("db", 6).map(({ secret }, index) => ({
      name: `d${index}`,
      credentials: `d${index}`,
      secret,
    }));
    const caches = every("redis", 4).map(({ secret }, index) => ({ name: `c${index}`, secret }));
    const others = ["slack", "heartbeat", "oauth-id", "store-user", "token"].map((id) => [
      id,
      wrongSecrets(use(id), use(id).fields[0] ?? assert.fail(), right).at(-6)?.text ?? assert.fail(),
    ]);
    const config = {
      ...minimalConfig,
      ...Object.fromEntries(
        Object.entries({
          ...everyKind,
          databases: databases.map(({ name, credentials }) => ({ name, credentials })),
          caches: caches.map(({ name }) => ({ name, host: "h", credentials: reference(name) })),
        }).map(([key, value]) => [`monitoring:${key}`, JSON.stringify(value)]),
      ),
    };
    const secrets: Readonly<Record<string, string>> = Object.fromEntries([
      ...databases.map(({ name, secret }) => [name, secret.text]),
      ...caches.map(({ name, secret }) => [name, secret.text]),
      ...others,
    ]);
    const { status, stdout, stderr, requests } = runProgram(config, secrets);
    assert.notEqual(status, 0);
    assert.deepEqual(
      requests.filter((request) => request.startsWith("register")),
      [],
    );
    const said = [...new Set(stderr.split("\n").filter((line) => line !== ""))];
    assert.ok(Object.keys(secrets).length >= 60, String(Object.keys(secrets).length));
    assert.deepEqual(
      said.map((line) => /^The secret "([^"]+)" /.exec(line)?.[1]).sort(),
      Object.keys(secrets).sort(),
      said.join("\n"),
    );
    assert.doesNotMatch(stdout + stderr, /^\s+at |Error:/m);
    for (const text of Object.values(secrets)) assertShowsNothing(stdout + stderr, text);
    assert.ok(!(stdout + stderr).includes(CANARY));
  });
});
