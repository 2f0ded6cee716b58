import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";

const PROJECT = join(__dirname, "../..");

/** What a script prints as JSON after the SDK has started to map stack traces, as it does before every program and pack. */
function started(script: string): unknown {
  const code = `require("source-map-support/register"); const print = (value) => console.log(JSON.stringify(value)); ${script}`;
  return JSON.parse(
    execFileSync(process.execPath, ["--eval", code], { cwd: PROJECT, encoding: "utf8", stdio: "pipe" }),
  );
}

describe("the start of the program", function () {
  this.timeout(60_000);

  it("loads no YAML parser: a right configuration needs none", () => {
    const loaded = started('require("./main.cjs"); print(Object.keys(require.cache));') as readonly string[];
    assert.ok(
      loaded.some((file) => file.endsWith("/stack.ts")),
      "the program is not loaded",
    );
    assert.deepEqual(
      loaded.filter((file) => file.includes("/node_modules/yaml/")),
      [],
    );
  });
});

describe("what Node loads before the SDK", function () {
  this.timeout(60_000);

  /** The arguments for Node that Pulumi.yaml gives to the language host. */
  const nodeArguments = () =>
    (
      parse(readFileSync(join(PROJECT, "Pulumi.yaml"), "utf8")) as { runtime: { options: { nodeargs: string } } }
    ).runtime.options.nodeargs.split(" ");

  const tracedBySdk = (args: readonly string[]) => {
    const script =
      'require("source-map-support/register"); try { new (require("@pulumi/pulumi").Config)("a").require("b"); } catch (error) { console.log(error.stack); }';
    return execFileSync(process.execPath, [...args, "--eval", script], {
      cwd: PROJECT,
      encoding: "utf8",
      stdio: "pipe",
    });
  };

  // Node's util.inspect, with which the SDK prints an error, runs for half a minute on such a line: docs/start-up.md.
  const wrongPath = /node_modules[/\\]@pulumi[/\\][^/\\\n]+\.ts/;

  it("keeps the SDK's own source maps, whose paths are wrong, out of stack traces", () => {
    const trace = tracedBySdk(nodeArguments());
    assert.match(trace, /@pulumi[/\\]pulumi[/\\]config\.js:\d+:\d+/);
    assert.doesNotMatch(trace, wrongPath);
  });

  it("is still needed: without it the traces have the wrong paths", () => assert.match(tracedBySdk([]), wrongPath));
});

describe("the loader of TypeScript", function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "start-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A source file, as a word of a script. */
  const source = (text: string): string => {
    const file = join(folder, "broken.ts");
    writeFileSync(file, text);
    return JSON.stringify(file);
  };

  it("has stack traces with the files and lines of the sources", () => {
    const file = source(
      'interface Unused {\n  readonly a: string;\n}\n\nexport function fail(_?: Unused): never {\n  throw new Error("broken");\n}\n',
    );
    const trace = String(
      started(
        `require("./start/typescript.cjs"); try { require(${file}).fail(); } catch (error) { print(error.stack); }`,
      ),
    );
    assert.ok(trace.split("\n")[1]?.endsWith(`(${join(folder, "broken.ts")}:6:9)`), trace);
  });

  it("leaves the traces of packages as they are", () => {
    const trace = String(
      started(
        'require("./start/typescript.cjs"); try { new (require("@pulumi/pulumi").Config)("a").require("b"); } catch (error) { print(error.stack); }',
      ),
    );
    assert.match(trace, /@pulumi\/pulumi\/config\.js:\d+:\d+/);
  });

  it("names the line of a mistake in the source", () => {
    const file = source("interface Unused {}\n\nexport const value: number = ;");
    assert.match(
      String(
        started(`require("./start/typescript.cjs"); try { require(${file}); } catch (error) { print(error.message); }`),
      ),
      /broken\.ts:3:29: ERROR: Unexpected ";"/,
    );
  });
});
