/** Markdown that has to fit: what is left out is left out in whole blocks, lines and rows, and said to be. */
import { stripVTControlCharacters } from "node:util";
import { type Block, codeBlock, html, markdown, paragraph, prose } from "./index";

/** What GitHub takes for a comment or an issue. Characters. */
export const GITHUB_LIMIT = 65_536;

/** A line of another program's output that is longer is cut. Characters. */
const LONGEST_LINE = 1_000;

/**
 * The blocks in at most `limit` characters. What does not fit is left out at the end: whole blocks, and of the block in which the
 * limit is reached the last lines of code, rows of a table or items of a list. Folded parts are closed, and the notice follows them.
 *
 * @param notice what says that something is left out; it is counted in.
 */
export function shortened(blocks: readonly Block[], limit: number, notice: Block): string {
  const whole = markdown(...blocks);
  if (whole.length <= limit) return whole;
  const fits = (kept: readonly Block[]) => markdown(...kept, ...closers(kept), notice).length <= limit;
  const count = largest(blocks.length - 1, (number) => fits(blocks.slice(0, number)));
  const kept = blocks.slice(0, count);
  const [cut] = blocks.slice(count);
  const part = cut === undefined ? undefined : partOf(cut, limit, (piece) => fits([...kept, piece]));
  const all = part === undefined ? kept : [...kept, part];
  // A folded part of which nothing is left is not opened.
  const last = all.findLastIndex(({ type }) => type !== "html");
  const shown = closers(all).length === 0 ? all : withoutEmptyFold(all, last);
  return markdown(...shown, ...closers(shown), notice);
}

/** Markdown that the program has written itself, shortened in the same way. */
export function shortenedMarkdown(source: string, limit: number, notice: Block): string {
  return source.length <= limit ? source : shortened(prose(source), limit, notice);
}

/**
 * The output of another program as a block of code, without colours and other control characters; of a long one the end, which
 * says what went wrong. Whole lines are left out at its beginning.
 *
 * @param limit of the block with its fence. Characters.
 * @param notice what is said before the block, where lines are left out.
 */
export function outputBlocks(
  output: string,
  limit: number,
  notice: (left: number, of: number) => Block,
): readonly Block[] {
  const lines = plainLines(output);
  const length = (from: number) => markdown(codeBlock("text", lines.slice(from).join("\n"))).length;
  const most = linesWithin(lines.toReversed(), limit);
  const kept = largest(most, (number) => length(lines.length - number) <= limit);
  const left = lines.length - kept;
  const block = codeBlock("text", lines.slice(left).join("\n"));
  return left === 0 ? [block] : [notice(left, lines.length), block];
}

/** The lines of an output as a person would have seen them: of a line that was written over the last state. */
function plainLines(output: string): readonly string[] {
  return (
    stripVTControlCharacters(output)
      .replaceAll("\r\n", "\n")
      .trimEnd()
      .split("\n")
      .map((line) => line.slice(line.trimEnd().lastIndexOf("\r") + 1))
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed.
      .map((line) => line.replaceAll(/[\0-\x08\x0b-\x1f\x7f]/g, ""))
      .map(shortLine)
  );
}

function shortLine(line: string): string {
  const characters = line.length <= LONGEST_LINE ? [] : [...line];
  const left = characters.length - LONGEST_LINE;
  return left <= 0 ? line : `${characters.slice(0, LONGEST_LINE).join("")}… (${left} more characters)`;
}

/** What closes the folded parts that the blocks have opened. */
function closers(blocks: readonly Block[]): readonly Block[] {
  const open = blocks.reduce((depth, block) => {
    if (block.type !== "html") return depth;
    const count = (pattern: RegExp) => block.value.match(pattern)?.length ?? 0;
    return depth + count(/<details\b/g) - count(/<\/details>/g);
  }, 0);
  return Array.from({ length: Math.max(0, open) }, () => html("</details>"));
}

/** Without the opening of a folded part at the end that holds nothing. */
function withoutEmptyFold(blocks: readonly Block[], last: number): readonly Block[] {
  const tail = blocks.slice(last + 1);
  const opening = tail.findIndex((block) => block.type === "html" && block.value.includes("<details"));
  return opening === -1 ? blocks : blocks.slice(0, last + 1 + opening);
}

/** As much of a block as fits; undefined where it is one piece, or nothing of it does. */
function partOf(block: Block, limit: number, fits: (part: Block) => boolean): Block | undefined {
  const best = (count: number, make: (number: number) => Block): Block | undefined => {
    const number = largest(count, (tried) => tried === 0 || fits(make(tried)));
    return number === 0 ? undefined : make(number);
  };
  if (block.type === "code") {
    const lines = block.value.split("\n");
    return best(linesWithin(lines, limit), (number) => ({ ...block, value: lines.slice(0, number).join("\n") }));
  }
  const [only, ...others] = block.type === "paragraph" ? block.children : [];
  if (only?.type === "text" && others.length === 0) {
    const lines = only.value.split("\n");
    return best(linesWithin(lines, limit), (number) => paragraph(lines.slice(0, number).join("\n")));
  }
  if (block.type === "list")
    return best(block.children.length, (number) => ({ ...block, children: block.children.slice(0, number) }));
  // The first row is the table's heading.
  if (block.type === "table")
    return best(block.children.length - 1, (number) => ({ ...block, children: block.children.slice(0, number + 1) }));
  return undefined;
}

/** How many lines there can be at most: none is written in fewer characters than it has. */
function linesWithin(lines: readonly string[], limit: number): number {
  let length = 0;
  const tooMany = lines.findIndex((line) => (length += line.length + 1) > limit);
  return tooMany === -1 ? lines.length : tooMany;
}

/** The largest number up to `most` that is allowed, where every smaller one is. */
function largest(most: number, allowed: (number: number) => boolean): number {
  let [low, high] = [0, Math.max(0, most)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (allowed(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
