import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROJECT = join(__dirname, "../..");

/** What a script prints as JSON that runs as the program does. */
function started(script: string): unknown {
  const output = execFileSync(process.execPath, ["--require", "./start/program.cjs", "--eval", `console.log(JSON.stringify((() => { ${script} })()))`], { cwd: PROJECT, encoding: "utf8" });
  return JSON.parse(output);
}

describe("the start of the program", function () {
  this.timeout(60_000);

  it("leaves out what nobody uses", () => {
    const loaded = started("require('./index.ts'); require('./stack.ts'); return Object.keys(require.cache)") as readonly string[];
    assert.ok(loaded.length > 100, `only ${loaded.length} modules`);
    // Each of these brings dozens of files with it.
    for (const unused of ["@npmcli/arborist/lib/arborist/", "@pulumi/pulumi/automation/stack", "foundation-sdk/dist/dashboardv2/", "foundation-sdk/dist/dashboardv2beta1/", "zod/v4/locales/fr"]) {
      assert.deepEqual(loaded.filter((file) => file.includes(unused) && !file.endsWith("/index.js")).slice(0, 1), [], unused);
    }
  });

  it("has the real module as soon as something of it is used", () => {
    const [kind, names, has, created] = started(`
      const { automation } = require("@pulumi/pulumi"); const locales = require("zod").z.locales;
      return [typeof automation.LocalWorkspace.create, Object.keys(locales).length > 20, "fr" in locales, new automation.ConcurrentUpdateError({ code: 1 }) instanceof Error];`) as unknown[];
    assert.deepEqual([kind, names, has, created], ["function", true, true, true]);
  });

  it("has stack traces with the lines of the sources", () => {
    const folder = mkdtempSync(join(tmpdir(), "start-"));
    try {
      const file = join(folder, "broken.ts");
      writeFileSync(file, 'interface Unused {\n  readonly a: string;\n}\n\nexport function fail(_?: Unused): never {\n  throw new Error("broken");\n}\n');
      const trace = started(`require("source-map-support/register"); try { require(${JSON.stringify(file)}).fail(); } catch (error) { return error.stack; }`);
      assert.match(String(trace), /broken\.ts:6:9/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
