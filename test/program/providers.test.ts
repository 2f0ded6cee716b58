/** What stops the real program where the keys of the providers are wrong. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RawConfig } from "../../config/raw";
import { minimalConfig } from "./config.fixture";
import { runProgram } from "./program.fixture";
import { scriptArguments } from "../run/npm-script";

describe("the program", function () {
  this.timeout(60_000);
  const without = ({ "kubernetes:context": _, ...rest }: RawConfig): RawConfig => rest;

  const wrong: Readonly<Record<string, readonly [RawConfig, RegExp]>> = {
    "without a context": [without(minimalConfig), /^ {2}- kubernetes:context is missing;/m],
    "with a misspelt context": [
      { ...without(minimalConfig), "kubernetes:contxt": "hunter2" },
      /^ {2}- kubernetes:contxt is not a key of the Kubernetes provider; did you mean kubernetes:context\?$/m,
    ],
    "with a region that is none": [
      { ...minimalConfig, "aws:region": "Frankfurt" },
      /^ {2}- aws:region is "Frankfurt"; it must be an AWS region/m,
    ],
  };
  for (const [what, [config, says]] of Object.entries(wrong)) {
    it(`asks nothing of the engine ${what}`, () => {
      const { status, stdout, stderr, requests } = runProgram(config);
      assert.notEqual(status, 0);
      assert.deepEqual(requests, []);
      assert.match(stderr, says);
      assert.doesNotMatch(stdout + stderr, /hunter2|^\s+at /m);
    });
  }

  it("has its keys in the form that Pulumi's old tools write", () => {
    const old = Object.entries(minimalConfig).map(([key, text]) => [key.replace(":", ":config:"), text] as const);
    const { status, stderr } = runProgram(Object.fromEntries(old));
    assert.equal(status, 0, stderr);
  });
});

describe("npm run render", function () {
  this.timeout(60_000);
  const PROJECT = join(__dirname, "../..");
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "project-"));
    const left = ["node_modules", "test", ".git", "docs", "new"].map((name) => join(PROJECT, name));
    cpSync(PROJECT, folder, { recursive: true, filter: (path) => !left.includes(path) });
    symlinkSync(join(PROJECT, "node_modules"), join(folder, "node_modules"));
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const [what, change, says] of [
    [
      "no context",
      (text: string) => text.replace(/^ {2}kubernetes:context: .*\n/m, ""),
      /^ {2}- kubernetes:context is missing;/m,
    ],
    [
      "a context without a value",
      (text: string) => text.replace(/^( {2}kubernetes:context:) .*$/m, "$1"),
      /^ {2}- kubernetes:context is empty;/m,
    ],
    [
      "a slip in a prefix",
      (text: string) => text.replace("aws:region", "asw:region"),
      /^ {2}- asw:region is not used; .* did you mean aws:region\?$/m,
    ],
  ] as const) {
    it(`ends in a sentence for a stack file with ${what}`, () => {
      const changed = change(readFileSync(join(PROJECT, "Pulumi.staging.yaml"), "utf8"));
      writeFileSync(join(folder, "Pulumi.staging.yaml"), changed);
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [...scriptArguments("render"), "--stack", "staging", "--out", join(folder, "new")],
        { cwd: folder, encoding: "utf8" },
      );
      assert.equal(status, 1, stderr);
      assert.match(stderr, says);
      assert.equal(stdout, "");
      assert.doesNotMatch(stderr, /^\s+at /m);
    });
  }
});
