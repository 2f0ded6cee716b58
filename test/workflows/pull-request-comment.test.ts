import assert from "node:assert/strict";
import { marker, pullRequestComment } from "../../scripts/pull-request-comment";

/** What GitHub takes. */
const COMMENT_CHARACTERS = 65_536;

const parts = {
  stack: "staging",
  outcome: "success",
  output: "Previewing update (staging):\nResources:\n    65 unchanged\n",
  report: "### Alerts\n\nNone changed.\n",
  runUrl: "https://example.com/run",
};

describe("the comment of a pull request", () => {
  it("says how the preview ended, then its output, then the report", () => {
    assert.equal(
      pullRequestComment(parts),
      `<!-- monitoring:staging -->

## Stack staging

\`pulumi preview\` with the policies **passed** ([run](https://example.com/run)).

<details><summary>Output</summary>

\`\`\`text
Previewing update (staging):
Resources:
    65 unchanged
\`\`\`

</details>

### Alerts

None changed.
`,
    );
  });

  it("begins with the stack's marker", () => assert.ok(pullRequestComment(parts).startsWith(`${marker("staging")}\n`)));

  it("shows the output at once where the preview failed", () => {
    const comment = pullRequestComment({ ...parts, outcome: "failure" });
    assert.match(comment, /\*\*failed\*\*/);
    assert.match(comment, /<details open>/);
  });

  it("says that the preview did not run", () => {
    const comment = pullRequestComment({ ...parts, outcome: "skipped", output: "" });
    assert.match(comment, /\*\*did not run\*\*/);
    assert.doesNotMatch(comment, /<details/);
  });

  it("says where the report is missing", () =>
    assert.match(
      pullRequestComment({ ...parts, report: "" }),
      /There is no change report: see the \[run\]\(https:\/\/example\.com\/run\)\./,
    ));

  it("keeps the end of a long output", () => {
    const comment = pullRequestComment({ ...parts, output: `${"first\n".repeat(20_000)}last` });
    assert.match(comment, /first\nlast\n```/);
    assert.ok(comment.length < COMMENT_CHARACTERS);
  });

  it("keeps the beginning of a long report, in whole lines, and says that there is more", () => {
    const comment = pullRequestComment({ ...parts, report: `### Alerts\n\n${"a line\n".repeat(20_000)}` });
    assert.match(comment, /### Alerts\n\na line\n[\s\S]*a line\n\nThe report goes on: see the \[run\]/);
    assert.ok(comment.length < COMMENT_CHARACTERS);
  });

  it("closes a code block that it cuts", () => {
    const comment = pullRequestComment({ ...parts, report: `\`\`\`diff\n${"+ a line\n".repeat(20_000)}\`\`\`\n` });
    assert.match(comment, /\+ a line\n```\n\nThe report goes on/);
  });

  it("closes a code block that holds fences itself", () => {
    const comment = pullRequestComment({
      ...parts,
      report: `\`\`\`\`diff\n+ \`\`\`\n\`\`\`\n${"+ a line\n".repeat(20_000)}\`\`\`\`\n`,
    });
    assert.match(comment, /\+ a line\n````\n\nThe report goes on/);
  });

  it("keeps an output with fences in its block", () =>
    assert.match(pullRequestComment({ ...parts, output: "````\n# a" }), /\n`````text\n````\n# a\n`````\n/));
});
