import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import * as exporterKinds from "../../exporters/registry";
import { PROJECT_FOLDER } from "../../render/program";

/** Where the kinds have a right to be named: in their own folders and registry, and in what is about the servers themselves. */
const NAMED_IN = [
  "alerts/",
  "dashboards/",
  "queries/",
  "test/",
  // The story's criteria name PostgreSQL and Redis.
  "verify/criteria/",
  // The sandbox's servers, the programs that ask them, the services that use them, and the faults that stop them.
  "sandbox/live/databases/",
  "sandbox/live/faults/",
  "sandbox/live/programs/",
  "sandbox/live/services/",
  "exporters/registry.ts",
  ...Object.keys(exporterKinds).map((name) => `exporters/${name}/`),
];

/** The tools, where each is built from and where it is released, and the servers: they are programs, and the exporters are some of them. */
const TOOLS: readonly string[] = [
  "sandbox/tools/catalogue.ts",
  "sandbox/tools/release/table.ts",
  "sandbox/servers/index.ts",
  "sandbox/live/record.ts",
  "sandbox/live/sample-services.ts",
];

/** What is not of this project, or made by it. */
const SKIPPED = new Set(["node_modules", "out", ".git", "dist"]);

function sources(folder = PROJECT_FOLDER): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return entry.name.endsWith(".ts") ? [relative(PROJECT_FOLDER, path)] : [];
  });
}

/** The words of a source's names and texts; comments may say what they like. */
function words(code: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (
      ts.isIdentifier(node) ||
      ts.isLiteralExpression(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node)
    ) {
      for (const word of node.text
        .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
        .toLowerCase()
        .split(/[^a-z]+/))
        found.add(word);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("source.ts", code, ts.ScriptTarget.ES2022));
  return found;
}

/** The kinds that a source names, by their own name or by their list in the stack file. */
function kindsIn(code: string): readonly string[] {
  const found = words(code);
  return Object.entries(exporterKinds)
    .filter(([name, { config }]) => found.has(name) || found.has(config.key))
    .map(([name]) => name);
}

describe("the registry of exporters", function () {
  this.timeout(60_000);

  it("is the only place that enumerates the kinds", () => {
    const others = sources().filter(
      (path) => !TOOLS.includes(path) && !NAMED_IN.some((place) => path.startsWith(place)),
    );
    assert.ok(others.length > 150, `only ${others.length} sources`);
    assert.deepEqual(
      others.filter((path) => kindsIn(readFileSync(join(PROJECT_FOLDER, path), "utf8")).length > 1),
      [],
    );
  });

  it("would be missed by a source that enumerates them", () => {
    assert.deepEqual(kindsIn("const specs = [...config.databases.map(a), ...config.caches.map(b)];"), [
      "postgres",
      "redis",
    ]);
    assert.deepEqual(kindsIn("const jobs = { postgresJob: 1, b: `${1}-redis-exporter` };"), ["postgres", "redis"]);
    assert.deepEqual(kindsIn("// databases and caches\nconst a = 1;"), []);
  });

  it("has no two kinds of one list in the stack file, of one job or of one label", () => {
    const kinds = Object.values(exporterKinds);
    for (const names of [
      kinds.map(({ config }) => config.key),
      kinds.map(({ labels }) => labels.job),
      kinds.map(({ labels }) => labels.server),
    ])
      assert.equal(new Set<string>(names).size, kinds.length, names.join(", "));
  });

  it("is the order of everything: alphabetical, as the exports of a module are", () => {
    assert.deepEqual(Object.keys(exporterKinds), Object.keys(exporterKinds).toSorted());
  });
});
