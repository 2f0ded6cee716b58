import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { PROJECT_FOLDER } from "../../render/program";
import { steps, workflowFiles } from "./read";

/** Exit code with which Pulumi says that something differs. */
const DIFFERS = "7";

/** Stands in for GitHub's CLI: notes how it was called, and answers a search with what $FOUND holds. */
const GH = `#!/bin/sh
echo "$*" >> "$CALLS"
case "$*" in "issue list"* | "api --paginate"*) echo "$FOUND" ;; esac
`;

/** Stands in for Pulumi's CLI: ends as it does where something differs. */
const PULUMI = `#!/bin/sh
echo "~ replicas"
echo "error: connection to redis://:hunter2@cache refused" >&2
exit ${DIFFERS}
`;

/** What is left of its output: a secret in an error is masked. */
const OUTPUT = "~ replicas\nerror: connection to redis://:[secret]@cache refused\n";

/** What a script finds. */
interface Situation {
  /** Number of the comment or issue that is there already. */
  readonly found?: string;
  /** Exit code of the comparison; empty where it did not come to run. */
  readonly code?: string;
  /** Its output. */
  readonly drift?: string;
}

describe("the scripts of the workflows", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "workflow-scripts-"));
    await mkdir(join(folder, "bin"));
    for (const path of ["common", "markdown", "node_modules", "scripts", "secrets"])
      await symlink(join(PROJECT_FOLDER, path), join(folder, path));
    await writeFile(join(folder, "bin", "gh"), GH, { mode: 0o755 });
    await writeFile(join(folder, "bin", "pulumi"), PULUMI, { mode: 0o755 });
  });

  afterEach(() => rm(folder, { recursive: true }));

  /** Runs the script of a step as GitHub would, and gives the calls of `gh`. */
  async function run(step: string, { found = "", code = "", drift }: Situation = {}): Promise<readonly string[]> {
    const script = steps(workflowFiles()).find(({ name }) => name === step)?.step.run;
    assert.ok(script !== undefined, `there is no step ${step}`);
    if (drift !== undefined) await writeFile(join(folder, "drift.txt"), drift);
    const calls = join(folder, "calls");
    await promisify(execFile)("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
      cwd: folder,
      env: {
        PATH: [join(folder, "bin"), process.env["PATH"]].join(delimiter),
        CALLS: calls,
        FOUND: found,
        GITHUB_OUTPUT: join(folder, "output"),
        CODE: code,
        STACK: "staging",
        LABEL: "drift-staging",
        MARKER: "<!-- monitoring:staging -->",
        GH_REPO: "owner/name",
        NUMBER: "7",
        RUN_URL: "https://example.com/run",
      },
    });
    return existsSync(calls) ? (await readFile(calls, "utf8")).trim().split("\n") : [];
  }

  /** The calls that change something. */
  function writes(calls: readonly string[]): readonly string[] {
    return calls.filter((call) => !/^(issue list|api --paginate|label create) /.test(call));
  }

  it("fail where a preview fails, and keep its output", async () => {
    await assert.rejects(run("pull-request.yml: preview: Preview"), { code: Number(DIFFERS) });
    assert.equal(await readFile(join(folder, "preview.txt"), "utf8"), OUTPUT);
  });

  describe("of a comment", () => {
    const STEP = "pull-request.yml: comment: Comment";

    it("post the first one", async () =>
      assert.deepEqual(writes(await run(STEP)), ["pr comment 7 --body-file comment.md"]));

    it("edit the one that is there", async () =>
      assert.deepEqual(writes(await run(STEP, { found: "42" })), [
        "api --method PATCH repos/owner/name/issues/comments/42 --field body=@comment.md --silent",
      ]));

    it("look for the stack's own", async () =>
      assert.match(
        (await run(STEP)).join("\n"),
        /^api --paginate repos\/owner\/name\/issues\/7\/comments .*startswith\("<!-- monitoring:staging -->"\)/,
      ));
  });

  describe("of the drift check", () => {
    const OPEN = "drift.yml: drift: Open an issue";
    const CLOSE = "drift.yml: drift: Close the issue";
    const issue = () => readFile(join(folder, "issue.md"), "utf8");

    it("fail where something differs, and hand Pulumi's exit code and output on", async () => {
      await assert.rejects(run("drift.yml: drift: Compare"), { code: Number(DIFFERS) });
      assert.equal(await readFile(join(folder, "output"), "utf8"), `code=${DIFFERS}\n`);
      assert.equal(await readFile(join(folder, "drift.txt"), "utf8"), OUTPUT);
    });

    it("open an issue where none is open", async () =>
      assert.deepEqual(writes(await run(OPEN, { code: DIFFERS, drift: "~ replicas" })), [
        "issue create --title Drift of staging --label drift-staging --body-file issue.md",
      ]));

    it("update the one that is open", async () =>
      assert.deepEqual(writes(await run(OPEN, { found: "3", code: DIFFERS, drift: "~ replicas" })), [
        "issue edit 3 --body-file issue.md",
      ]));

    it("say what differs", async () => {
      await run(OPEN, { code: DIFFERS, drift: "~ replicas: 1 => 0\n" });
      assert.match(
        await issue(),
        /^The cluster of staging differs from what was deployed last\..*https:\/\/example\.com\/run\)\.\n\n```text\n~ replicas: 1 => 0\n/,
      );
    });

    it("leave out what is the same", async () => {
      const drift = [
        " ~  kubernetes:apps/v1:Deployment exporter refreshing ",
        " ~  kubernetes:apps/v1:Deployment exporter update [diff: ~spec]",
        "    kubernetes:core/v1:Service exporter  ",
        "Resources:",
        "    ~ 1 to update",
        "    36 unchanged",
      ];
      await run(OPEN, { code: DIFFERS, drift: drift.join("\n") });
      assert.match(
        await issue(),
        /```text\n ~ {2}kubernetes:apps\/v1:Deployment exporter update \[diff: ~spec\]\nResources:\n {4}~ 1 to update\n {4}36 unchanged\n```/,
      );
    });

    it("tell a check that failed from a difference", async () => {
      await run(OPEN, { code: "1", drift: "error: could not reach the cluster\n" });
      assert.match(await issue(), /^staging could not be compared with its cluster\./);
    });

    it("open an issue as well where the check did not come to run", async () => {
      await run(OPEN);
      assert.match(await issue(), /^staging could not be compared with its cluster\./);
    });

    it("cut a long output to what an issue may hold", async () => {
      await run(OPEN, { code: DIFFERS, drift: `${"~ replicas: 1 => 0\n".repeat(10_000)}the end\n` });
      assert.ok((await issue()).length < 65_536);
      assert.ok((await issue()).includes("\nthe end\n```\n"));
    });

    it("keep an output with fences in its block", async () => {
      await run(OPEN, { code: DIFFERS, drift: "~ data: ````\n# heading\n@everyone\n" });
      assert.match(await issue(), /\n`````text\n~ data: ````\n# heading\n@everyone\n`````\n$/);
    });

    it("open an issue as well where no package is installed", async () => {
      await rm(join(folder, "node_modules"));
      assert.deepEqual(writes(await run(OPEN, { code: "" })), [
        "issue create --title Drift of staging --label drift-staging --body-file issue.md",
      ]);
      assert.match(await issue(), /^staging could not be compared with its cluster\./);
    });

    it("close the issue when nothing differs any more", async () =>
      assert.deepEqual(writes(await run(CLOSE, { found: "3" })), [
        "issue close 3 --comment No difference any more: https://example.com/run",
      ]));

    it("do nothing where nothing differs and nothing is open", async () =>
      assert.deepEqual(writes(await run(CLOSE)), []));
  });
});
