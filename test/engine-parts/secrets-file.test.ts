import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sandboxSecrets, type SecretReference } from "../../sandbox/engine/secrets-file";
import { temporaryFolder } from "./support";

describe("the sandbox's made-up secrets", () => {
  const folder = temporaryFolder();
  let count = 0;
  after(() => folder.remove());

  /** The content of a new file after asking for the secrets. */
  function made(references: readonly SecretReference[], before?: unknown): Record<string, unknown> {
    const file = join(folder.path, `secrets-${count++}.json`);
    if (before !== undefined) writeFileSync(file, JSON.stringify(before));
    sandboxSecrets(references, { file, webhookPort: 1234 });
    return JSON.parse(readFileSync(file, "utf8"));
  }

  it("say what they are for and that they are made up", () => {
    const { "qualisys/staging/grafana": text } = made([{ id: "qualisys/staging/grafana", kind: "text" }]);
    assert.match(String(text), /^sandbox-grafana-[0-9a-f]{24}$/);
  });

  it("differ from one sandbox to the next", () => {
    const references = [{ id: "a", kind: "text" }] as const;
    assert.notDeepEqual(made(references), made(references));
  });

  it("hold the keys of a JSON secret, and given ones as given", () => {
    const { db } = made([
      { id: "db", kind: "json", keys: ["username", "password"], fixed: { host: "db.internal", port: 5432 } },
    ]);
    const { username, password, ...fixed } = db as Record<string, unknown>;
    assert.match(String(username), /^sandbox-db-username-/);
    assert.match(String(password), /^sandbox-db-password-/);
    assert.deepEqual(fixed, { host: "db.internal", port: 5432 });
  });

  it("are addresses on loopback for webhooks", () => {
    const { slack } = made([{ id: "slack", kind: "json", keys: ["alerts"], values: "webhook" }]);
    assert.match((slack as { alerts: string }).alerts, /^http:\/\/127\.0\.0\.1:1234\/[0-9a-f]{24}$/);
  });

  it("add up where several references name one JSON secret", () => {
    const { both } = made([
      { id: "both", kind: "json", keys: ["one"] },
      { id: "both", kind: "json", keys: ["two"] },
    ]);
    assert.deepEqual(Object.keys(both as object), ["one", "two"]);
  });

  it("keep the values of a file that is there, and add only what it lacks", () => {
    const after = made(
      [
        { id: "kept", kind: "text" },
        { id: "json", kind: "json", keys: ["kept", "added"] },
        { id: "new", kind: "text" },
      ],
      { kept: "by hand", json: { kept: "too" } },
    );
    assert.equal(after["kept"], "by hand");
    assert.equal((after["json"] as Record<string, unknown>)["kept"], "too");
    assert.deepEqual(Object.keys(after["json"] as object), ["kept", "added"]);
    assert.deepEqual(Object.keys(after), ["kept", "json", "new"]);
  });

  it("find a secret by its ARN where the file names it", () => {
    const arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:qualisys/db-AbCdEf";
    assert.deepEqual(made([{ id: arn, kind: "text" }], { "qualisys/db": "by name" }), { "qualisys/db": "by name" });
  });

  it("are reported by id when they are new or changed, and by none the second time", () => {
    const file = join(folder.path, "reported.json");
    const references = [
      { id: "a", kind: "json", keys: ["x"] },
      { id: "b", kind: "text" },
    ] as const;
    assert.deepEqual(sandboxSecrets(references, { file }), ["a", "b"]);
    assert.deepEqual(sandboxSecrets(references, { file }), []);
  });

  it("are for their owner's eyes only, even in a file that was open to all", () => {
    const file = join(folder.path, "open.json");
    writeFileSync(file, "{}", { mode: 0o644 });
    sandboxSecrets([{ id: "a", kind: "text" }], { file });
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it("refuse a file of another form, naming it", () => {
    assert.throws(() => made([], ["not", "an", "object"]), /secrets-\d+\.json must hold a JSON object/);
  });
});
