/**
 * Writes the comment that a pull request gets for one stack: the outcome of `pulumi preview`, its output, and the
 * change report. Reads report.md and preview.txt of the working directory; either may be missing, where its step failed.
 *
 * `node --require tsx/cjs scripts/pull-request-comment.ts --stack staging --outcome success --run URL --out comment.md`
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { code, heading, html, link, markdown, paragraph, strong } from "../markdown";
import { GITHUB_LIMIT, outputBlocks, shortenedMarkdown } from "../markdown/shorten";
import { withoutSecretsInText } from "../secrets/mask";

/** Room for the output. Characters; the report has what is left of a comment. */
const OUTPUT_LIMIT = 20_000;

/** How a step of a GitHub workflow can end, in words. */
const OUTCOMES: Readonly<Record<string, string>> = {
  success: "passed",
  failure: "failed",
  cancelled: "was cancelled",
  skipped: "did not run",
};

/** What one comment is made of. */
export interface CommentParts {
  readonly stack: string;
  /** Outcome of the preview's step, in GitHub's words: `success`, `failure`, `cancelled` or `skipped`. */
  readonly outcome: string;
  /** Output of `pulumi preview`; empty where it did not run. */
  readonly output: string;
  /** The change report in Markdown; empty where it could not be made. */
  readonly report: string;
  /** Address of the workflow's run, which keeps everything in full. */
  readonly runUrl: string;
}

/** First line of the comment, invisible on the page: the workflow finds the comment of an earlier push by it. */
export function marker(stack: string): string {
  return `<!-- monitoring:${stack} -->`;
}

/** The comment in Markdown, short enough for GitHub and without secrets. */
export function pullRequestComment({ stack, outcome, runUrl, ...parts }: CommentParts): string {
  const [output, report] = [withoutSecretsInText(parts.output), withoutSecretsInText(parts.report)];
  const blocks = [
    html(marker(stack)),
    heading(2, `Stack ${stack}`),
    paragraph(
      code("pulumi preview"),
      " with the policies ",
      strong(OUTCOMES[outcome] ?? outcome),
      " (",
      link("run", runUrl),
      ").",
    ),
  ];
  if (output.trim() !== "") {
    blocks.push(
      html(`<details${outcome === "success" ? "" : " open"}><summary>Output</summary>`),
      ...outputBlocks(output, OUTPUT_LIMIT, (left, of) =>
        paragraph(`The first ${left} of ${of} lines are left out: see the `, link("run", runUrl), "."),
      ),
      html("</details>"),
    );
  }
  if (report === "")
    return markdown(...blocks, paragraph("There is no change report: see the ", link("run", runUrl), "."));
  const beginning = markdown(...blocks);
  const goesOn = paragraph("The report goes on: see the ", link("run", runUrl), ".");
  return `${beginning}\n${shortenedMarkdown(report, GITHUB_LIMIT - beginning.length - 1, goesOn).trimEnd()}\n`;
}

function read(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function main(): void {
  const text = { type: "string", default: "" } as const;
  const { values } = parseArgs({
    options: { stack: text, outcome: text, run: text, out: { type: "string", default: "comment.md" } },
  });
  const { stack, outcome, run: runUrl, out } = values;
  writeFileSync(
    out,
    pullRequestComment({ stack, outcome, runUrl, output: read("preview.txt"), report: read("report.md") }),
  );
}

if (require.main === module) main();
