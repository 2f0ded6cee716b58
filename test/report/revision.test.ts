import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { renderRevision } from "../../report/sources/revision";
import { copyProject, type ProjectCopy } from "./project-copy";

describe("a report against a revision", function () {
  this.timeout(240_000);
  let project: ProjectCopy;
  before(() => (project = copyProject()));
  afterEach(() => project.git("reset", "--quiet", "--hard", "main"));
  after(() => project.remove());

  /** Commits an edit, so that HEAD has it, and takes it out of the working tree again. */
  function committed(edit: () => void): void {
    project.git("checkout", "--quiet", "--detach");
    edit();
    project.git("commit", "--quiet", "--all", "--message=edit");
    project.git("tag", "--force", "edited");
    project.git("checkout", "--quiet", "main");
  }

  it("says that nothing changes, with exit code 0, and leaves the working tree alone", () => {
    const { code, stdout, stderr } = project.preview("--markdown", "--against", "main");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^## Stack staging: no changes\n/);
    assert.equal(execFileSync("git", ["status", "--porcelain"], { cwd: project.folder, encoding: "utf8" }), "");
    assert.equal(
      execFileSync("git", ["worktree", "list"], { cwd: project.folder, encoding: "utf8" }).trim().split("\n").length,
      1,
    );
  });

  it("shows all of a stack that is new, in a file where one is wanted", () => {
    committed(() => rmSync(join(project.folder, "Pulumi.production.yaml")));
    const out = join(project.folder, "report.md");
    const { code, stdout, stderr } = project.preview(
      "--markdown",
      "--stack",
      "production",
      "--against",
      "edited",
      "--out",
      out,
    );
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "");
    const text = readFileSync(out, "utf8");
    rmSync(out);
    assert.match(text, /^## Stack production: \d+ alerts added, .*\d+ dashboards added/);
    assert.match(text, /\nCompared with revision `edited`, which has no stack `production`\.\n/);
  });

  it("names a revision that there is not", () =>
    assert.rejects(
      renderRevision(project.folder, "no-such", "staging"),
      /^Error: --against no-such: git knows no such revision in .*; name a branch, a tag or a commit, and fetch it first/,
    ));

  it("does not take a revision for an option of git", () =>
    assert.rejects(renderRevision(project.folder, "--all", "staging"), /git knows no such revision/));

  it("names a revision that cannot render", async () => {
    committed(() => rmSync(join(project.folder, "cli/render.ts")));
    await assert.rejects(
      renderRevision(project.folder, "edited", "staging"),
      /^Error: --against edited: this revision has no render command; name a later one\.$/,
    );
  });

  it("says why a revision fails to render", async () => {
    committed(() => project.edit("Pulumi.staging.yaml", /retention: .*/, "retention: soon"));
    await assert.rejects(
      renderRevision(project.folder, "edited", "staging"),
      /^Error: --against edited: the stack staging of this revision cannot be rendered:\n[\s\S]*retention/,
    );
  });

  it("says what to do where the packages of a revision cannot be installed", async () => {
    committed(() => project.edit("package-lock.json", "{", "no lockfile"));
    await assert.rejects(
      renderRevision(project.folder, "edited", "staging"),
      /^Error: --against edited: its packages are others than the working tree's and could not be installed \(npm ci\); check the way/,
    );
  });

  it("refuses its options without --markdown", () => {
    const { code, stderr } = project.preview("--against", "main");
    assert.equal(code, 1);
    assert.match(stderr, /belong to --markdown; add it/);
    assert.ok(!existsSync(join(project.folder, "report.md")));
  });
});
