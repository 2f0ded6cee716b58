/** A stack file says to `render` and to the reports what it says to the engine: what the engine hands to a program is asked, not assumed. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ENCRYPTED, withoutDecrypted } from "../../../config/encrypted";
import type { RawConfig } from "../../../config/raw";
import { readStackFile, stackFile } from "../../../config/stack-file";
import { RUN_TIMEOUT_MS } from "../../engine-parts/support";
import { DECLARED, FILES, KEYS, NOT_MET, REFUSED, SCALARS } from "./cases";
import { Engine } from "./engine";

const SECRET = "qdnp-canary";

describe("a stack file", function () {
  this.timeout(RUN_TIMEOUT_MS);
  let engine: Engine;
  let projectFile: string;
  let original: string;

  before(async () => {
    engine = await Engine.start();
    projectFile = join(engine.folder, "Pulumi.yaml");
    original = readFileSync(projectFile, "utf8");
  });
  afterEach(() => writeFileSync(projectFile, original));
  after(() => engine.remove());

  const ours = () => readStackFile(engine.folder, "dev");

  /** The engine's reading of a file, which has to succeed. */
  async function read(text: string | Buffer): Promise<RawConfig> {
    writeFileSync(engine.stackFile, text);
    const reading = await engine.read();
    assert.ok("config" in reading, JSON.stringify(reading));
    return reading.config;
  }

  /** What stands below a place in a list of values, so that a difference names the scalar. */
  function byCase(config: RawConfig, cases: readonly string[]): Record<string, readonly unknown[]> {
    return Object.fromEntries(
      cases.map((text, index) => [text, ["top", "map", "list"].map((place) => config[`monitoring:${place}${index}`])]),
    );
  }

  it("has the same value for every scalar: at the top, in a map and in a list", async () => {
    const lines = SCALARS.flatMap((scalar, index) => [
      `  monitoring:top${index}: ${scalar}`,
      `  monitoring:map${index}:\n    a: ${scalar}`,
      `  monitoring:list${index}:\n    - ${scalar}`,
    ]);
    const config = await read(`config:\n${lines.join("\n")}\n`);
    assert.ok(Object.keys(config).length === 3 * SCALARS.length);
    assert.deepEqual(byCase(ours(), SCALARS), byCase(config, SCALARS));
  });

  it("has the same key for every scalar", async () => {
    const text = `config:\n${KEYS.map((key, index) => `  monitoring:top${index}:\n    ${key}: value`).join("\n")}\n`;
    const config = await read(text);
    assert.deepEqual(byCase(ours(), KEYS), byCase(config, KEYS));
  });

  for (const [what, text] of Object.entries(FILES))
    it(`is read alike with ${what}`, async () => {
      writeFileSync(engine.stackFile, text);
      assert.deepEqual(ours(), await engine.values());
    });

  for (const [what, text] of Object.entries(REFUSED))
    it(`is refused by both with ${what}, here in one sentence`, async () => {
      writeFileSync(engine.stackFile, text);
      await assert.rejects(engine.values(), /error: /);
      const { problems } = stackFile(engine.folder, "dev");
      assert.equal(problems.length, 1, problems.join("\n"));
      assert.match(problems[0] ?? "", /^[^\n]+\.$/);
      assert.throws(ours, /^(Error|RunError): Pulumi\.dev\.yaml is not usable:\n/);
    });

  it("keeps what is encrypted hidden, at every depth, and says which keys have any", async () => {
    writeFileSync(engine.stackFile, "");
    const set = (path: string, secret: boolean) =>
      engine.run("config", "set", "--path", path, SECRET, secret ? "--secret" : "--plaintext");
    for (const path of ["monitoring:top", "monitoring:map.a.b", "monitoring:list[0].password", "aws:secretKey"])
      await set(path, true);
    for (const path of ["monitoring:map.plain", "monitoring:list[1]"])
      await engine.run("config", "set", "--path", path, "seen");
    const reading = await engine.read();
    assert.ok("config" in reading);
    const hidden = Object.fromEntries(
      Object.entries(reading.config).map(([key, text]) => [key, text.replaceAll(SECRET, ENCRYPTED)]),
    );
    assert.deepEqual(ours(), hidden);
    assert.deepEqual(
      Object.keys(hidden).filter((key) => hidden[key]?.includes(ENCRYPTED)),
      [...reading.secretKeys].sort(),
    );
    const taken = withoutDecrypted(reading.config, { PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(reading.secretKeys) });
    assert.ok(!JSON.stringify(taken).includes(SECRET), "the program works with none of them");
  });

  it("has what the project declares where it says nothing itself", async () => {
    writeFileSync(projectFile, `${original}config:${DECLARED}`);
    const config = await read("config: { monitoring:given: 3 }\n");
    assert.equal(config["monitoring:given"], "3");
    assert.equal(config["aws:region"], "eu-central-1");
    assert.deepEqual(ours(), config);
  });

  for (const [what, [declared, stack]] of Object.entries(NOT_MET))
    it(`is refused by both where the project declares ${what}`, async () => {
      writeFileSync(projectFile, `${original}config:\n  ${declared}\n`);
      writeFileSync(engine.stackFile, `config:\n${stack === "" ? "" : `  ${stack}\n`}`);
      const reading = await engine.read();
      assert.ok("refused" in reading, JSON.stringify(reading));
      assert.throws(ours, /^(Error|RunError): Pulumi(\.dev)?\.yaml is not usable:\n {2}- [^\n]+\.(\n|$)/);
    });
});
