/** The import rules turn red where they should: a small project that they allow, broken one thing at a time. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { importsCheck, runCheck } from "../../scripts/check";

type Files = Readonly<Record<string, string>>;

/** A project in which every import is allowed. */
const ALLOWED: Files = {
  "tsconfig.json": "{}",
  "package.json": '{ "dependencies": { "shipped": "1.0.0" }, "devDependencies": { "development": "1.0.0" } }',
  "node_modules/shipped/package.json": '{ "name": "shipped", "version": "1.0.0", "main": "index.js" }',
  "node_modules/shipped/index.js": "",
  "node_modules/development/package.json": '{ "name": "development", "version": "1.0.0", "main": "index.js" }',
  "node_modules/development/index.js": "",
  "units/size.ts": "export type Size = number;",
  "exporters/redis/index.ts": "export const redis = 1;",
  "exporters/registry.ts": 'export { redis } from "./redis";',
  "exporters/index.ts": 'export { redis } from "./registry";',
  "config/fields/grammar.ts": 'export type { Size } from "../../units/size";',
  "config/index.ts": 'import { redis } from "../exporters"; export const config = redis;',
  "queries/http.ts": 'export { config } from "../config";',
  "alerts/index.ts": 'export { config } from "../queries/http";',
  "dashboards/index.ts": 'export { config } from "../queries/http"; import "shipped";',
  "components/index.ts": 'import type {} from "development"; export { config } from "../alerts";',
  "sandbox/index.ts": 'import "development"; export { config } from "../config";',
  "test/sandbox.test.ts": 'import "../sandbox"; import "../stack";',
  "stack.ts": 'import "./components";',
};

/** What is broken in it, and what the check says of it: the rule and both files. */
const BROKEN: readonly (readonly [what: string, files: Files, says: string])[] = [
  [
    "a cycle",
    {
      "units/size.ts": 'export type { Length } from "./length";',
      "units/length.ts": 'export type { Size } from "./size"; export type Length = number;',
    },
    "no-cycles: units/length.ts",
  ],
  [
    "an import of a layer above",
    { "units/size.ts": 'export { config as Size } from "../queries/http";' },
    "layers: units/: units/size.ts → queries/http.ts",
  ],
  [
    "an import of a type of a layer above",
    { "config/fields/grammar.ts": 'import type { config } from ".."; export type Size = typeof config;' },
    "layers: config/fields/: config/fields/grammar.ts → config/index.ts",
  ],
  [
    "alerts that import dashboards",
    { "alerts/index.ts": 'export { config } from "../dashboards";' },
    "layers: alerts/: alerts/index.ts → dashboards/index.ts",
  ],
  [
    "a program that requires the sandbox",
    { "stack.ts": 'require("./sandbox");' },
    "layers: the program: stack.ts → sandbox/index.ts",
  ],
  [
    "sources that import tests",
    { "sandbox/index.ts": 'import "../test/sandbox.test";' },
    "layers: sandbox/: sandbox/index.ts → test/sandbox.test.ts",
  ],
  [
    "a folder that the table does not name",
    { "novel/index.ts": 'import "../units/size";' },
    "every-file-has-a-layer: novel/index.ts → units/size.ts",
  ],
  [
    "a side of one kind of exporter",
    { "config/index.ts": 'export { redis as config } from "../exporters/redis";' },
    "exporters-by-their-registry: config/index.ts → exporters/redis/index.ts",
  ],
  [
    "a development package in what is deployed",
    { "components/index.ts": 'import "development"; export { config } from "../alerts";' },
    "no-development-packages: components/index.ts → node_modules/development/index.js",
  ],
  [
    "a package that package.json does not name",
    {
      "node_modules/other/package.json": '{ "name": "other" }',
      "node_modules/other/index.js": "",
      "stack.ts": 'import "other";',
    },
    "no-undeclared-packages: stack.ts → node_modules/other/index.js",
  ],
  ["an import that leads nowhere", { "stack.ts": 'import "./gone";' }, "nothing-unresolvable: stack.ts → ./gone"],
];

describe("the import rules", function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "imports-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** The check on the project with some files replaced. */
  function check(files: Files): ReturnType<typeof runCheck> {
    for (const [path, text] of Object.entries({ ...ALLOWED, ...files })) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return runCheck(importsCheck, folder);
  }

  it("allow what the layers allow", async () => {
    const { passed, output } = await check({});
    assert.ok(passed, output);
  });

  for (const [what, files, says] of BROKEN) {
    it(`refuse ${what}`, async () => {
      const { passed, output } = await check(files);
      assert.ok(!passed, "The check passed.");
      assert.ok(output.includes(says), `"${says}" is not in:\n${output}`);
    });
  }
});
