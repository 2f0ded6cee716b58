import assert from "node:assert/strict";
import { plainSecrets } from "../../secrets/find";
import { withoutSecrets, withoutSecretsInText } from "../../secrets/mask";
import { CANARY, harmlessTexts, references, secretNames, secretTexts, secretValues } from "./corpus";

/** Ways in which a text stands in an input. */
const places: Readonly<Record<string, (text: unknown) => unknown>> = {
  "a value": (text) => ({ any: { setting: text } }),
  "an item of a list": (text) => ({ list: ["first", text] }),
  "a line of a text": (text) => ({ data: { "settings.txt": `first\n${String(text)}\nlast\n` } }),
};

const shown = (value: unknown) => JSON.stringify(value);
const canaries = [CANARY, "C4N4RY5E1F0C", CANARY.replaceAll(/\D/g, "").padStart(8, "1234")];
const holdsCanary = (text: string) => canaries.some((canary) => text.includes(canary));

describe("a secret recognised by its shape", () => {
  for (const [name, text] of Object.entries(secretTexts)) {
    it(`is found and masked: ${name}`, () => {
      assert.equal(plainSecrets({ any: text }).length, 1, "as a value");
      assert.deepEqual(withoutSecrets({ any: text }), { any: "[secret]" });
      assert.equal(plainSecrets({ list: ["x", text] }).length, 1, "in a list");
      assert.equal(plainSecrets({ any: { [text]: "x" } }).length, 1, "as a key");
      assert.ok(!holdsCanary(shown(withoutSecrets({ [text]: 1 }))), "as a key");
    });
  }
});

describe("a secret in a text that is no data", () => {
  for (const [name, text] of Object.entries(secretTexts)) {
    it(`is masked, and nothing but it: ${name}`, () => {
      const masked = withoutSecretsInText(`before it\n${text}\nafter it\n`);
      assert.ok(!holdsCanary(masked) && !masked.includes(text), masked);
      assert.match(masked, /^before it\n/);
      if (!/without its end|PuTTY/.test(name)) assert.match(masked, /\nafter it\n$/);
      assert.equal(withoutSecretsInText(masked), masked, "a second time");
    });
  }

  it("leaves the rest of the line", () => {
    assert.equal(
      withoutSecretsInText(`GET postgres://grafana:${CANARY}@db/grafana failed`),
      "GET postgres://grafana:[secret]@db/grafana failed",
    );
    assert.equal(
      withoutSecretsInText(`    + url: "redis://:${CANARY}@h" => "redis://:x${CANARY}@h"`),
      '    + url: "redis://:[secret]@h" => "redis://:[secret]@h"',
    );
  });
});

describe("a secret recognised by its name", () => {
  for (const name of secretNames) {
    it(`is found and masked below ${name}`, () => {
      for (const [what, value] of Object.entries(secretValues)) {
        const values = [
          { a: { [name]: value } },
          { a: [{ [name]: value }] },
          { env: [{ name, value }] },
          { args: [`--${name}`, value] },
          { text: `a: b\n${name}: ${shown(value)}\n` },
        ];
        for (const given of values) {
          // An argument's name has no header's case, and a number is no argument.
          assert.equal(plainSecrets(given).length, 1, `${what}: ${shown(given)}`);
          assert.ok(!shown(withoutSecrets(given)).includes(String(value)), shown(given));
        }
      }
    });
  }

  for (const reference of references) {
    it(`is none where a reference stands: ${shown(reference)}`, () => {
      for (const name of secretNames) assert.deepEqual(plainSecrets({ a: { [name]: reference } }), [], name);
    });
  }

  it("is told from the name, the key or the file of one", () => {
    const values = {
      existingSecret: "grafana-admin",
      passwordKey: "admin-password",
      userKey: "admin-user",
      api_url_file: "/etc/alerts",
      password_file: "/etc/password",
      secretName: "tls",
      bypass: "x",
      automountServiceAccountToken: false,
      imagePullSecrets: [{ name: "registry" }],
      basicAuth: { password: { name: "amp", key: "password" } },
      data: [{ secretKey: "admin-password", remoteRef: { key: "x" } }],
      max_tokens: 5,
      tokenKey: "token",
      client_id: "grafana",
      access_key_file: "/x",
      auth_url: "https://id.example.org/auth",
      token_url: "https://id.example.org/token",
    };
    assert.deepEqual(plainSecrets(values), []);
    assert.deepEqual(withoutSecrets(values), values);
  });
});

describe("a secret recognised by its place", () => {
  const places: readonly unknown[] = [
    { grafana: { envRenderSecret: { ANY: CANARY } } },
    { additionalDataSources: [{ secureJsonData: { httpHeaderValue1: CANARY } }] },
    { prometheus: { extraSecret: { data: { any: CANARY } } } },
    { thanos: { objectStorageConfig: { secret: { config: { any: CANARY } } } } },
    { thanos: { objectStorageConfig: { secret: `any: ${CANARY}` } } },
    { receivers: [{ slack_configs: [{ api_url: `https://example.org/${CANARY}` }] }] },
    { extraManifests: [{ apiVersion: "v1", kind: "Secret", stringData: { any: CANARY } }] },
    { extraManifests: [{ apiVersion: "v1", kind: "Secret", data: { any: CANARY } }] },
    { data: { ".dockerconfigjson": CANARY } },
    { web: { basic_auth_users: { admin: CANARY } } },
    { contactPoints: [{ secureSettings: { url: CANARY } }] },
  ];
  for (const values of places) {
    it(`is found and masked in ${shown(values)}`, () => {
      assert.equal(plainSecrets(values).length, 1);
      assert.ok(!holdsCanary(shown(withoutSecrets(values))));
    });
  }
});

describe("a text that holds no secret", () => {
  for (const [name, text] of Object.entries(harmlessTexts)) {
    it(`is left alone: ${name}`, () => {
      assert.deepEqual(plainSecrets({ any: text }), []);
      assert.equal(withoutSecretsInText(text), text);
      for (const [place, put] of Object.entries(places)) assert.deepEqual(plainSecrets(put(text)), [], place);
    });
  }

  it("is searched in a time that grows with its length", function () {
    this.timeout(20_000);
    const texts = [
      "x".repeat(300_000),
      "a.".repeat(150_000),
      "-".repeat(300_000),
      "://a:".repeat(60_000),
      '"password'.repeat(30_000),
      "a:b@".repeat(70_000),
      " ".repeat(300_000),
      "password:\n".repeat(30_000),
      "Bearer ".repeat(40_000),
    ];
    for (const text of texts) {
      const start = process.cpuUsage();
      withoutSecretsInText(text);
      const { user } = process.cpuUsage(start);
      assert.ok(user < 5e6, `${user / 1e6} s for ${text.slice(0, 20)}`);
    }
  });
});
