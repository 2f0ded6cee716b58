import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROJECT = join(__dirname, "../..");

/** What a script prints as JSON that runs as the program does. */
function started(script: string, env: NodeJS.ProcessEnv = {}): unknown {
  const code = `Promise.resolve((() => { ${script} })()).then((result) => console.log(JSON.stringify(result)))`;
  const output = execFileSync(process.execPath, ["--require", "./start/program.cjs", "--eval", code], { cwd: PROJECT, encoding: "utf8", stdio: "pipe", env: { ...process.env, ...env } });
  return JSON.parse(output);
}

describe("the start of the program", function () {
  this.timeout(60_000);

  it("leaves out what nobody uses", () => {
    const loaded = started("require('./index.ts'); require('./stack.ts'); return Object.keys(require.cache)") as readonly string[];
    assert.ok(loaded.length > 100, `only ${loaded.length} modules`);
    // Each of these brings dozens of files with it.
    for (const unused of ["@npmcli/arborist/lib/arborist/", "@pulumi/pulumi/automation/stack", "foundation-sdk/dist/dashboardv2/", "foundation-sdk/dist/dashboardv2beta1/", "zod/v4/locales/fr", "@opentelemetry/resources/", "@opentelemetry/sdk-trace-base/", "js-yaml/", "normalize-package-data/lib/fixer", "/yaml/dist/compose/"]) {
      assert.deepEqual(loaded.filter((file) => file.includes(unused) && !file.endsWith("/index.js")).slice(0, 1), [], unused);
    }
  });

  it("has the real module as soon as something of it is used", () => {
    const [kind, names, has, created] = started(`
      const { automation } = require("@pulumi/pulumi"); const locales = require("zod").z.locales;
      return [typeof automation.LocalWorkspace.create, Object.keys(locales).length > 20, "fr" in locales, new automation.ConcurrentUpdateError({ code: 1 }) instanceof Error];`) as unknown[];
    assert.deepEqual([kind, names, has, created], ["function", true, true, true]);
  });

  it("takes functions apart as without it, and knows the files of those that were loaded before", () => {
    const parts = (start: readonly string[]) => {
      const script = `
        const { valid } = require("semver"); const { runtime } = require("@pulumi/pulumi");
        const inner = (name) => "a" + valid(name);
        require("@pulumi/pulumi/runtime/closure/v8Hooks").isInitializedAsync()
          .then(() => Promise.all([runtime.serializeFunction((name) => inner(name)), require("@pulumi/pulumi/runtime/closure/v8").getFunctionLocationAsync(valid)]))
          .then(([{ text }, { file }]) => console.log(JSON.stringify([text, file])));`;
      return JSON.parse(execFileSync(process.execPath, [...start, "--eval", script], { cwd: PROJECT, encoding: "utf8", stdio: "pipe" })) as readonly [string, string];
    };
    const [text, file] = parts(["--require", "./start/program.cjs"]);
    assert.match(text, /require\("semver\/functions\/valid\.js"\)/);
    assert.match(file, /semver\/functions\/valid\.js$/);
    assert.equal(text, parts([])[0]);
  });

  it("tells where a promise was made only when asked to, and that it never ended always", () => {
    const leaks = (env: NodeJS.ProcessEnv) => started(`
      const { debuggablePromise, leakedPromises } = require("@pulumi/pulumi/runtime/debuggable");
      function maker() { debuggablePromise(new Promise(() => {}), "never ends"); } maker();
      const [[leak], sentence] = leakedPromises(); process.exitCode = 0; return [leak._debugStackTrace, sentence, new Error("later").stack];`, env) as readonly string[];
    const [origin, sentence, later] = leaks({});
    assert.doesNotMatch(String(origin), /maker/);
    assert.match(String(sentence), /1 promise was still active/);
    assert.match(String(later), /later\n +at /);
    assert.match(String(leaks({ PULUMI_DEBUG_PROMISE_LEAKS: "1" })[0]), /maker/);
  });

  it("sends the SDK's debug messages only when asked to, and every other message", () => {
    const sent = (env: NodeJS.ProcessEnv) => started(`
      const settings = require("@pulumi/pulumi/runtime/settings"); const log = require("@pulumi/pulumi/log"); const sent = [];
      settings.getEngine = () => ({ log: (request, done) => { sent.push(request.getMessage()); done(); } }); settings.rpcKeepAlive = () => () => {};
      const all = [log.debug("debug"), log.info("info"), log.warn("warn")];
      return Promise.all(all).then(() => sent);`, env);
    assert.deepEqual(sent({}), ["info", "warn"]);
    assert.deepEqual(sent({ MONITORING_SDK_DEBUG: "true" }), ["debug", "info", "warn"]);
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
