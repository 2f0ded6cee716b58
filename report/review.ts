/** The report of one stack of the working tree against what it is compared with. */
import { PROJECT_FOLDER, renderProgram } from "../render/program";
import { changeReport } from ".";
import { toMarkdown } from "./markdown";
import { renderRevision } from "./sources/revision";

/** What to compare. */
export interface ReviewOptions {
  readonly stack?: string;
  /** A git revision. */
  readonly against?: string;
}

/** Renders both sides and puts what differs into Markdown. */
export async function reviewReport({ stack = "staging", against = "HEAD" }: ReviewOptions): Promise<string> {
  const [before, after] = await Promise.all([renderRevision(PROJECT_FOLDER, against, stack), renderProgram(stack)]);
  return toMarkdown(changeReport(before.files, after), { stack, before: before.words });
}
