/** docs/requirements.md defines every number of the story that code, documentation or configuration names. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { page, PROJECT_FOLDER, tableRows } from "./markdown";

const REQUIREMENTS = page("docs/requirements.md");

/** Numbers of acceptance criteria, non-functional requirements, tasks and threats. */
const ID = /\bAC\d+\b|\bNFR-[A-Z]+\d+\b|\b[Tt]ask \d(?:\.\d)?\b|\b[Tt]hreat \d\b/g;

const HEADING = ["Id", "Requirement", "Built in", "Tested in", "Deviation"];
const rows = tableRows(REQUIREMENTS.text).filter(([first = ""]) => first !== "Id" && !first.startsWith("---"));
const defined: ReadonlySet<string> = new Set(rows.map(([id = ""]) => id));

/** The numbers in a text that the page does not define. */
function undefinedIn(text: string): readonly string[] {
  const named = [...text.matchAll(ID)].map(([id]) => id.replace(/^[tT]/, "T"));
  return [...new Set(named)].filter((id) => !defined.has(id));
}

/** Paths of the files under version control that may name a requirement. */
function trackedFiles(): readonly string[] {
  return execFileSync("git", ["ls-files", "*.ts", "*.md", "*.yaml"], { cwd: PROJECT_FOLDER, encoding: "utf8" })
    .trim()
    .split("\n");
}

describe("the requirements", () => {
  it("are defined wherever they are named", () => {
    const files = trackedFiles();
    assert.ok(files.length > 500, `only ${files.length} files`);
    const missing = files.flatMap((path) =>
      undefinedIn(readFileSync(join(PROJECT_FOLDER, path), "utf8")).map((id) => `${path}: ${id}`),
    );
    assert.deepEqual(missing, []);
  });

  it("are all of the story's criteria", () => {
    const criteria = [...defined].filter((id) => id.startsWith("AC"));
    assert.deepEqual(
      criteria,
      Array.from({ length: 14 }, (_, index) => `AC${index + 1}`),
    );
  });

  it("have one row each, with every cell filled in", () => {
    assert.equal(defined.size, rows.length);
    assert.deepEqual(
      rows.filter((cells) => cells.length !== HEADING.length || cells.includes("")).map(([id]) => id),
      [],
    );
  });

  it("link to files that exist", () => {
    const files = [...REQUIREMENTS.text.matchAll(/\]\(([^)#]+)/g)].map(([, file = ""]) => file);
    assert.ok(files.length > 100, `only ${files.length} links`);
    assert.deepEqual(
      files.filter((file) => !existsSync(join(PROJECT_FOLDER, "docs", file))),
      [],
    );
  });

  it("each link to what builds and to what tests them", () => {
    const unlinked = rows.filter(
      ([, , built = "", tested = ""]) => ![built, tested].every((cell) => /\]\(|from the chart/.test(cell)),
    );
    assert.deepEqual(
      unlinked.map(([id]) => id),
      [],
    );
  });

  it("would be missed", () => {
    const unknown = [1, 3].map((number) => `AC${number * 33}`);
    assert.deepEqual(undefinedIn(`As ${unknown.join(" and ")} of the story, and AC1.`), unknown);
  });
});
