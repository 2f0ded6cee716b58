import { stripVTControlCharacters } from "node:util";

/** Most lines of diagnostics that an error repeats; the rest is in its `output`. */
const LIMIT = 15;

/** Lines that say that a run failed, but not why. */
const EMPTY_WORDS =
  /^error: ((preview|update|destroy|refresh) failed|Running program '.*' failed with an unhandled exception:)$/;

/** A frame of a stack trace. What follows the first one is never about the cause. */
const FRAME = /^at .+[:(]/;

/**
 * What went wrong, out of the engine's output: the mandatory policies that are violated, all of them, and the
 * errors in its "Diagnostics" section with the resources they belong to; without warnings, stack frames and
 * repetitions.
 */
export function essence(output: string): string {
  const lines = stripVTControlCharacters(output)
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "");
  const violated = violations(section(lines, "Policies:") ?? []);
  const reported = section(lines, "Diagnostics:");
  // Where the CLI fails before the engine runs, there is no such section.
  const relevant = reported === undefined ? messages(lines) : diagnostics(reported);
  const unique = relevant.filter((line, index) => relevant.indexOf(line) === index);
  const shown = unique.length + violated.length > 0 ? unique : lines.slice(-3);
  const more = shown.length - LIMIT;
  return [...violated, ...shown.slice(0, LIMIT), ...(more > 0 ? [`  (${more} more lines)`] : [])].join("\n");
}

/** The lines below a heading; the next heading stands in the first column. */
function section(lines: readonly string[], heading: string): readonly string[] | undefined {
  const start = lines.indexOf(heading);
  if (start === -1) return undefined;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^\S/.test(line));
  return end === -1 ? rest : rest.slice(0, end);
}

/** Lines in blocks, each of which begins with a line of the pattern; what stands before the first is left out. */
function blocksOf(lines: readonly string[], begin: RegExp): string[][] {
  const blocks: string[][] = [];
  for (const line of lines) {
    if (begin.test(line)) blocks.push([]);
    blocks.at(-1)?.push(line);
  }
  return blocks;
}

/** The mandatory violations: rule and resource in the first line, what is wrong below. Advice stops nothing. */
function violations(lines: readonly string[]): string[] {
  return blocksOf(lines, /^\s+(- \[|\S+ \S+@v)/)
    .filter(([first = ""]) => first.includes("- [mandatory]"))
    .flatMap(([first = "", ...rest]) => [
      first.replace(/^\s+- \[mandatory\]\s+(\S+)\s+/, "Policy $1 "),
      ...rest.map((line) => `  ${line.trim()}`),
    ]);
}

/** The section's blocks that hold an error: the resource in the first line, its messages below. */
function diagnostics(lines: readonly string[]): string[] {
  // A resource stands two columns in, its messages further.
  return blocksOf(lines, /^ {2}\S/).flatMap((block) => {
    const [resource = "", ...rest] = block.map((line) => line.slice(2));
    const errors = messages(rest);
    return errors.length === 0 ? [] : [resource, ...errors];
  });
}

/** The error messages among the lines: each from its `error:` to its stack trace. */
function messages(lines: readonly string[]): string[] {
  let inMessage = false;
  return lines.filter((line) => {
    const text = line.trim();
    if (text.startsWith("error: ")) inMessage = true;
    if (FRAME.test(text)) inMessage = false;
    return inMessage && !EMPTY_WORDS.test(text);
  });
}
