import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ensureTools, type Tools } from "../../sandbox/tools";
import { PROJECT_FOLDER } from "./read";

describe("actionlint", () => {
  let tools: Tools;
  let copy: string;

  before(async function () {
    this.timeout("60m");
    tools = await ensureTools(["actionlint"]);
  });

  beforeEach(async () => {
    copy = await mkdtemp(join(tmpdir(), "workflows-"));
    await cp(join(PROJECT_FOLDER, ".github"), join(copy, ".github"), { recursive: true });
    // It looks into the project's own actions and workflows only where it sees a repository.
    await mkdir(join(copy, ".git"));
  });

  afterEach(() => rm(copy, { recursive: true }));

  /** What the linter says about all workflows of the copy. */
  async function lint(): Promise<string> {
    const folder = join(copy, ".github", "workflows");
    const files = (await readdir(folder)).map((file) => join(folder, file));
    assert.ok(files.length >= 2);
    // Without the linters of scripts: the result must not depend on what is on PATH.
    const args = ["-shellcheck=", "-pyflakes=", "-no-color", "-oneline", ...files];
    try {
      return (await promisify(execFile)(tools.path("actionlint"), args, { cwd: copy })).stdout;
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  }

  /** What it says after a text of a file was replaced. */
  async function lintBroken(path: string, from: string, to: string): Promise<string> {
    const file = join(copy, ".github", path);
    const text = await readFile(file, "utf8");
    assert.ok(text.includes(from), `${path} does not contain ${from}`);
    await writeFile(file, text.replace(from, to));
    return lint();
  }

  it("finds nothing in the workflows", async () => assert.equal(await lint(), ""));

  it("finds a key that is misspelt", async () =>
    assert.match(
      await lintBroken("workflows/deploy.yml", "    needs: checks", "    need: checks"),
      /unexpected key "need"/,
    ));

  it("finds a job that waits for one that does not exist", async () =>
    assert.match(
      await lintBroken("workflows/pull-request.yml", "needs: preview", "needs: previews"),
      /needs job "previews" which does not exist/,
    ));

  it("finds an expression that means nothing", async () =>
    assert.match(
      await lintBroken("workflows/pull-request.yml", "steps.preview.outcome", "steps.previews.outcome"),
      /property "previews" is not defined/,
    ));

  it("finds an input that a called workflow does not have", async () =>
    assert.match(
      await lintBroken("workflows/deploy.yml", "stack: staging", "stak: staging"),
      /input "stak" is not defined/,
    ));

  it("finds an input that the project's action does not have", async () =>
    assert.match(await lintBroken("workflows/deploy-stack.yml", "role-arn:", "role:"), /input "role" is not defined/));

  it("finds a schedule that never comes", async () =>
    assert.match(await lintBroken("workflows/drift.yml", "17 4 * * *", "17 25 * * *"), /invalid CRON format/));
});
