/**
 * Writes the issue on a stack that differs from its cluster, or that could not be compared with it. Reads drift.txt of the working
 * directory, the output of the comparison; it may be missing, where the comparison did not come to run.
 *
 * `node --require tsx/cjs scripts/drift-issue.ts --stack staging --code 7 --run URL --out issue.md`
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { code, link, markdown, paragraph } from "../markdown";
import { GITHUB_LIMIT, outputBlocks } from "../markdown/shorten";
import { withoutSecretsInText } from "../secrets/mask";

/** Pulumi's exit code for changes where none were expected. */
const DIFFERS = "7";

/** Room for the sentences. Characters. */
const FRAME = 2_000;

/** Lines on resources that are the same, and those that are being looked at. */
const NO_NEWS = / refreshing|^ {4}[a-z]+:/;

/** The issue in Markdown, short enough for GitHub and without secrets. */
export function driftIssue(issue: {
  readonly stack: string;
  /** Exit code of the comparison; empty where it did not come to run. */
  readonly code: string;
  readonly output: string;
  /** Address of the workflow's run. */
  readonly runUrl: string;
}): string {
  const finding =
    issue.code === DIFFERS
      ? `The cluster of ${issue.stack} differs from what was deployed last.`
      : `${issue.stack} could not be compared with its cluster.`;
  const news = withoutSecretsInText(issue.output)
    .split("\n")
    .filter((line) => !NO_NEWS.test(line))
    .join("\n");
  return markdown(
    paragraph(finding, " What to do: ", code("docs/pull-requests.md"), ", Drift. ", link("Run", issue.runUrl), "."),
    ...(news.trim() === ""
      ? []
      : outputBlocks(news, GITHUB_LIMIT - FRAME, (left, of) =>
          paragraph(`The first ${left} of ${of} lines are left out: see the `, link("run", issue.runUrl), "."),
        )),
  );
}

function main(): void {
  const text = { type: "string", default: "" } as const;
  const { values } = parseArgs({
    options: { stack: text, code: text, run: text, out: { type: "string", default: "issue.md" } },
  });
  const output = existsSync("drift.txt") ? readFileSync("drift.txt", "utf8") : "";
  writeFileSync(values.out, driftIssue({ stack: values.stack, code: values.code, runUrl: values.run, output }));
}

if (require.main === module) main();
