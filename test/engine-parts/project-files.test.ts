import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { copyProjectFile, copyStackFile } from "../../sandbox/engine/project-files";
import { temporaryFolder } from "./support";

const STACK = `# How this stack is.
config:
  monitoring:environment: staging
  monitoring:chart:
    repository: https://charts.example
    version: 1.2.3
`;

/** Values that YAML's readers understand differently. */
const AS_WRITTEN = [
  "p:a: 0777",
  "p:b: 1_000",
  "p:c: 2024-01-01",
  "p:d: yes",
  "p:e: 12:30:45",
  "p:f: ~",
  "p:g:",
  'p:h: "0777"',
  "p:i: 1e3",
  "p:j: 9007199254740993",
  "p:k: 0x1F",
];

describe("the copy of a project", () => {
  const folder = temporaryFolder();
  let count = 0;
  after(() => folder.remove());

  /** A project with these files, and an empty folder for the copy. */
  function project(files: Record<string, string>): { from: string; to: string } {
    const from = join(folder.path, `from-${count}`);
    const to = join(folder.path, `to-${count++}`);
    for (const path of [from, to]) mkdirSync(path);
    for (const [name, content] of Object.entries(files)) writeFileSync(join(from, name), content);
    return { from, to };
  }

  /** The stack file's copy, as data. */
  function copied(
    stackFile: string,
    overrides: Record<string, unknown> = {},
    previous?: string,
  ): Record<string, unknown> {
    const { from, to } = project({ "Pulumi.dev.yaml": stackFile });
    if (previous !== undefined) writeFileSync(join(to, "Pulumi.dev.yaml"), previous);
    copyStackFile(from, to, "dev", overrides);
    return parse(readFileSync(join(to, "Pulumi.dev.yaml"), "utf8"));
  }

  it("holds the stack's configuration as it is", () => {
    assert.deepEqual(copied(STACK), parse(STACK));
  });

  it("has an override in place of the whole value of its key", () => {
    const { config } = copied(STACK, { "monitoring:chart": { path: "/a/chart" } }) as {
      config: Record<string, unknown>;
    };
    assert.deepEqual(config, { "monitoring:environment": "staging", "monitoring:chart": { path: "/a/chart" } });
  });

  it("leaves out a key whose override is undefined", () => {
    const { config } = copied(STACK, { "monitoring:chart": undefined }) as { config: object };
    assert.deepEqual(Object.keys(config), ["monitoring:environment"]);
  });

  it("takes overrides for a stack file without any configuration", () => {
    assert.deepEqual(copied("", { "monitoring:x": 1 }), { config: { "monitoring:x": 1 } });
    assert.deepEqual(copied("config:\n", { "monitoring:x": 1 }), { config: { "monitoring:x": 1 } });
  });

  it("knows nothing of the real stack's encryption", () => {
    const encrypted = `secretsprovider: awskms://alias/pulumi\nencryptedkey: AAAA\nencryptionsalt: v1:real\n${STACK}`;
    assert.deepEqual(copied(encrypted), parse(STACK));
  });

  it("keeps the salt of an earlier copy", () => {
    assert.equal(copied(STACK, {}, "encryptionsalt: v1:mine\n")["encryptionsalt"], "v1:mine");
  });

  it("refuses an encrypted value, naming its key", () => {
    assert.throws(
      () => copied(`${STACK}  monitoring:password:\n    secure: AAAA\n`),
      /encrypted value at monitoring:password, .* refer to a secret in AWS Secrets Manager/,
    );
  });

  it("refuses one within a list or a map as well", () => {
    assert.throws(
      () => copied(`${STACK}  monitoring:databases:\n    - name: a\n      password:\n        secure: AAAA\n`),
      /encrypted value at monitoring:databases\[0\]\.password, /,
    );
  });

  it("leaves every value as it is written, for the engine to understand", () => {
    const { from, to } = project({ "Pulumi.dev.yaml": `config:\n${AS_WRITTEN.map((line) => `  ${line}\n`).join("")}` });
    copyStackFile(from, to, "dev", { "monitoring:x": { number: 120, text: "120", flag: true, none: null } });
    const copy = readFileSync(join(to, "Pulumi.dev.yaml"), "utf8");
    for (const line of AS_WRITTEN) assert.ok(copy.split("\n").includes(`  ${line}`), `${line} in\n${copy}`);
    assert.deepEqual((parse(copy) as { config: Record<string, unknown> }).config["monitoring:x"], {
      number: 120,
      text: "120",
      flag: true,
      none: null,
    });
  });

  it("refuses a stack without a file, naming the file", () => {
    const { from, to } = project({});
    assert.throws(() => copyStackFile(from, to, "dev", {}), /Pulumi\.dev\.yaml does not exist/);
  });

  it("refuses a file that is no YAML, naming it", () => {
    assert.throws(() => copied("config: [\n"), /Pulumi\.dev\.yaml is not valid YAML/);
  });

  it("runs the program in place, with the sandbox's plugins and without the project's backend", () => {
    const { from, to } = project({
      "Pulumi.yaml": "name: p\nruntime: nodejs\nmain: index.ts\nbackend:\n  url: s3://state\n",
      "index.ts": "",
    });
    assert.equal(copyProjectFile(from, to, "/plugins"), "p");
    const copy = parse(readFileSync(join(to, "Pulumi.yaml"), "utf8"));
    assert.deepEqual(copy, {
      name: "p",
      runtime: "nodejs",
      main: join(from, "index.ts"),
      plugins: {
        languages: [{ name: "nodejs", path: "/plugins" }],
        providers: [
          { name: "aws", path: "/plugins" },
          { name: "kubernetes", path: "/plugins" },
          { name: "random", path: "/plugins" },
        ],
      },
    });
  });

  it("refuses a project without a name", () => {
    const { from, to } = project({ "Pulumi.yaml": "runtime: nodejs\n" });
    assert.throws(() => copyProjectFile(from, to, "/plugins"), /Pulumi\.yaml has no name/);
  });
});
