/** Alerts and dashboards stand beside each other on the queries; what joins them stands above both. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { PROJECT_FOLDER } from "../../render/program";

/** What a source imports, in every form: `from "…"`, `import("…")`, `require("…")` and the bare `import "…"`. */
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)["']([^"']+)["']/g;

/** The sources below a folder of the project, by their paths in it. */
function sourcesIn(folder: string): readonly string[] {
  const paths = readdirSync(join(PROJECT_FOLDER, folder), { recursive: true, encoding: "utf8" });
  return paths.filter((path) => path.endsWith(".ts")).map((path) => join(folder, path));
}

/** The sources of the project that a source imports; packages are left out. */
function importedBy(source: string): readonly string[] {
  const text = readFileSync(join(PROJECT_FOLDER, source), "utf8");
  return [...text.matchAll(IMPORT)].map(([, path = ""]) => path).filter((path) => path.startsWith(".")).flatMap((path) => {
    const target = join(dirname(source), path);
    const file = [`${target}.ts`, join(target, "index.ts")].find((candidate) => existsSync(join(PROJECT_FOLDER, candidate)));
    return file === undefined ? [] : [file];
  });
}

/** Imports, direct or through other sources, that lead from one folder into another: `a.ts -> b.ts -> c.ts`. */
function waysInto(from: string, into: string): readonly string[] {
  const ways: string[] = [];
  const seen = new Set<string>();
  const follow = (source: string, way: readonly string[]): void => {
    if (seen.has(source)) return;
    seen.add(source);
    for (const next of importedBy(source)) {
      if (relative(into, next).startsWith("..")) follow(next, [...way, next]);
      else ways.push([...way, next].join(" -> "));
    }
  };
  for (const source of sourcesIn(from)) follow(source, [source]);
  return ways;
}

describe("the imports", () => {
  for (const [from, into] of [["alerts", "dashboards"], ["dashboards", "alerts"], ["queries", "alerts"], ["queries", "dashboards"]] as const) {
    it(`of ${from}/ do not lead into ${into}/`, () => {
      assert.ok(sourcesIn(from).length > 0, `${from}/ has no sources`);
      assert.deepEqual(waysInto(from, into), []);
    });
  }

  it("are found: the links lead into the dashboards", () => assert.notDeepEqual(waysInto("links", "dashboards"), []));
});
