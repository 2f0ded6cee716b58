/** The part of a hand-written page that a command generates: what stands between two comments. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A page with a generated part. */
export interface PartlyGenerated {
  /** Path of the page from the project's folder. */
  readonly page: string;
  /** Name of the part: it stands between `<!-- name:start -->` and `<!-- name:end -->`. */
  readonly part: string;
  /** What belongs there, as Markdown. */
  readonly content: () => string;
}

/** The file of the page. */
export function pageFile({ page }: PartlyGenerated): string {
  return join(__dirname, "..", page);
}

/**
 * The page with its generated part as it has to be now.
 *
 * @throws Error if the page has lost the lines between which the part stands.
 */
export function withGeneratedPart(text: string, { page, part, content }: PartlyGenerated): string {
  const [startLine, endLine] = [`<!-- ${part}:start -->`, `<!-- ${part}:end -->`];
  const [start, end] = [text.indexOf(startLine), text.indexOf(endLine)];
  if (start === -1 || end < start)
    throw new Error(`${page} lacks the lines ${startLine} and ${endLine}; put them where the generated part belongs.`);
  return `${text.slice(0, start + startLine.length)}\n\n${content().trimEnd()}\n\n${text.slice(end)}`;
}

/** Renews the generated part of the page. */
export function writeGeneratedPart(one: PartlyGenerated): void {
  const file = pageFile(one);
  writeFileSync(file, withGeneratedPart(readFileSync(file, "utf8"), one));
}
