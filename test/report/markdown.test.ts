import assert from "node:assert/strict";
import { code, markdown, table, text } from "../../markdown";
import { changeReport } from "../../report";
import { MAX_LENGTH, toMarkdown } from "../../report/markdown";
import { excerpts } from "../../report/text";
import { changed, rendering, withFile } from "./fixture";

const SIDES = { stack: "staging", before: [text("revision "), code("main")] };

const report = (after: ReadonlyMap<string, string>, before: ReadonlyMap<string, string> = rendering()) =>
  toMarkdown(changeReport(before, after), SIDES);

describe("the report's text", () => {
  it("says in a sentence that nothing changes", () =>
    assert.equal(
      report(rendering()),
      "## Stack staging: no changes\n\nCompared with revision `main`, the working tree declares exactly the same.\n",
    ));

  it("says in a sentence that only the diff shows what changes", () => {
    const text = report(changed("manifests/namespace.yaml", (it) => (it.metadata.labels = { a: "b" })));
    assert.match(
      text,
      /^## Stack staging: only details change\n\nCompared with revision `main`, [^\n]+ the diff shows what it is\.\n\n<details>/,
    );
  });

  it("begins with the number of changes of each kind", () => {
    const text = report(
      changed("rules/nodes.yaml", ({ groups: [group] }) =>
        group.rules.push({ alert: "A", expr: "a > 1" }, { alert: "B", expr: "b > 1" }),
      ),
    );
    assert.match(text, /^## Stack staging: 2 alerts added\n/);
  });

  it("has only sections in which something changes, and names the others", () => {
    const text = report(changed("release.yaml", (it) => (it.version = "88.6.0")));
    assert.deepEqual(text.match(/^### .*$/gm), ["### Chart and images"]);
    assert.match(text, /^Nothing changes in: alerts, [^\n]*, RBAC and privileges, secrets, everything else\.$/m);
  });

  it("has a row for each fact, old and new", () => {
    const text = report(
      changed("rules/nodes.yaml", ({ groups: [group] }) =>
        Object.assign(group.rules[1], { expr: "node:cpu:ratio > 0.9 and on () up == 1", for: "10m" }),
      ),
    );
    assert.ok(
      text.includes("| `HighCPUUsage` | threshold | `> 0.8, == 1` | `> 0.9, == 1` |\n| | for | `5m` | `10m` |\n"),
      text,
    );
  });

  it("is the same for the same change", () => {
    const after = changed("release.yaml", (it) => (it.version = "88.6.0"));
    assert.equal(report(after), report(new Map([...after].reverse())));
  });

  it("ends with the diff, folded", () => {
    const text = report(changed("release.yaml", (it) => (it.version = "88.6.0")));
    assert.match(
      text,
      /<details>\n\n<summary>The diff: 1 file<\/summary>\n\n```diff\n--- a\/release\.yaml\n\+\+\+ b\/release\.yaml\n@@ [^\n]+ @@\n(?: [^\n]*\n)+-version: 88\.5\.3\n\+version: 88\.6\.0\n(?: [^\n]*\n)+```\n\n<\/details>\n$/,
    );
  });

  it("fences a diff that has fences", () =>
    assert.match(report(withFile("manifests/x.yaml", { kind: "X", text: "```" })), /\n````diff\n[\s\S]*\n````\n/));
});

describe("a report on the size of a volume", () => {
  const resized = (edit: (values: Parameters<Parameters<typeof changed>[1]>[0]) => void) =>
    report(changed("values.yaml", edit));

  it("says that volumes that exist keep theirs, and what to do", () =>
    assert.match(
      resized((it) => {
        it.prometheus.prometheusSpec.storageSpec.volumeClaimTemplate.spec.resources.requests.storage = "40Gi";
      }),
      /\| `Prometheus` \| size \| `50Gi` \| `40Gi` \|\n\n\*\*The volumes of Prometheus that exist keep their size:\*\* [^\n]* Step by step: `docs\/resize-a-volume\.md`\.\n/,
    ));

  it("says nothing of it where something else changes", () =>
    assert.doesNotMatch(
      resized((it) => {
        it.prometheus.prometheusSpec.retention = "10d";
      }),
      /keep their size/,
    ));
});

describe("a report that is too long", () => {
  const long = withFile("manifests/x.yaml", {
    kind: "X",
    lines: Array.from({ length: 20_000 }, (_, index) => `line ${index}`),
  });

  it("is cut in its diff, and says so", () => {
    const text = report(long);
    assert.ok(text.length <= MAX_LENGTH && text.length > MAX_LENGTH - 500, String(text.length));
    assert.match(text, /\n```\n\n<\/details>\n\nThe last \d+ of 200\d\d lines of the diff are left out, [^\n]+\n$/);
    assert.ok(text.includes("`X `") || text.includes("`X`"), "the sections stay");
  });

  it("is cut whole where even three rows of a section are too long", () => {
    const text = report(
      changed("rules/nodes.yaml", ({ groups: [group] }) =>
        group.rules.push({ alert: `A${"x".repeat(MAX_LENGTH)}`, expr: "a > 1" }, { alert: "B", expr: "b > 1" }),
      ),
    );
    assert.ok(text.length <= MAX_LENGTH, String(text.length));
    assert.match(text, /^## Stack staging: 2 alerts added\n[\s\S]*\nThe rest is left out, [^\n]+\n$/);
  });

  it("is cut in its tables only where they alone are too long, and says so", () => {
    const text = report(
      changed("rules/nodes.yaml", ({ groups: [group] }) => {
        for (let index = 0; index < 400; index += 1)
          group.rules.push({
            alert: `Alert${index}`,
            expr: `metric_${index} > ${index}`,
            annotations: { description: "x".repeat(300) },
          });
      }),
    );
    assert.ok(text.length <= MAX_LENGTH, String(text.length));
    assert.match(text, /^## Stack staging: 400 alerts added\n/);
    assert.match(text, /\n300 more rows are left out, /);
  });
});

describe("a text in the report", () => {
  for (const [name, value, expected] of [
    ["stays as it is", "a_b *c* <d> @e", "`a_b *c* <d> @e`"],
    ["does not end a table's cell", "a|b", "`a\\|b`"],
    ["does not end its code", "a`b", "``a`b``"],
    ["may begin and end with backticks", "``a`", "``` ``a` ```"],
    ["is one line", "a\n  b", "`a b`"],
    ["may be empty", " ", ""],
  ] as const) {
    it(name, () =>
      assert.equal(
        markdown(table(["Text"], [[code(value)]])),
        `| Text |\n| - |\n|${expected === "" ? "" : ` ${expected}`} |\n`,
      ),
    );
  }

  it("is shown whole where it is short", () => assert.deepEqual(excerpts("a b", "a c"), ["a b", "a c"]));

  it("is cut to what changes where it is long, with whole words around it", () => {
    const [start, end] = ["first ".repeat(30), " last".repeat(30)];
    const [before, after] = excerpts(`${start}old${end}`, `${start}new${end}`);
    assert.match(before, /^… (first ){6,7}old( last){8,9} …$/);
    assert.equal(after, before.replace("old", "new"));
  });
});
