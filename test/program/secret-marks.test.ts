import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { exampleValues, asRaw } from "./config-example.fixture";
import { PACKAGES } from "./packages.fixture";

describe("what is read from Secrets Manager", function () {
  this.timeout(60_000);

  it("is a Pulumi secret from the moment it is read, each of them", () => {
    const env = { ...process.env, PROGRAM_CONFIG: JSON.stringify(asRaw(exampleValues())) };
    const child = join(__dirname, "secret-marks-child.ts");
    const output = execFileSync(process.execPath, ["--require", PACKAGES, "--require", "tsx/cjs", child], {
      env,
      encoding: "utf8",
    });
    const marks = JSON.parse(output) as Readonly<Record<string, boolean>>;
    assert.ok(Object.keys(marks).length >= 5, output);
    for (const [id, isSecret] of Object.entries(marks)) assert.equal(isSecret, true, id);
  });
});
