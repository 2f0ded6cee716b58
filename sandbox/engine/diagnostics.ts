import { stripVTControlCharacters } from "node:util";

/** Most lines of diagnostics that an error repeats; the rest is in its `output`. */
const LIMIT = 15;

/** Lines that say that a run failed, but not why. */
const EMPTY_WORDS = /^error: ((preview|update|destroy|refresh) failed|Running program '.*' failed with an unhandled exception:)$/;

/** A frame of a stack trace. What follows the first one is never about the cause. */
const FRAME = /^at .+[:(]/;

/**
 * What went wrong, out of the engine's output: the errors in its "Diagnostics" section with the
 * resources they belong to; without warnings, stack frames and repetitions.
 */
export function essence(output: string): string {
  const lines = stripVTControlCharacters(output).split("\n").map((line) => line.trimEnd()).filter((line) => line !== "");
  const start = lines.indexOf("Diagnostics:");
  // Where the CLI fails before the engine runs, there is no such section.
  const telling = start === -1 ? messages(lines) : diagnostics(lines.slice(start + 1));
  const unique = telling.filter((line, index) => telling.indexOf(line) === index);
  const shown = unique.length > 0 ? unique : lines.slice(-3);
  const more = shown.length - LIMIT;
  return [...shown.slice(0, LIMIT), ...(more > 0 ? [`  (${more} more lines)`] : [])].join("\n");
}

/** The section's blocks that hold an error: the resource in the first line, its messages below. */
function diagnostics(lines: readonly string[]): string[] {
  // The next section begins in the first column; a resource stands two columns in, its messages further.
  const end = lines.findIndex((line) => /^\S/.test(line));
  const blocks: string[][] = [];
  for (const line of lines.slice(0, end === -1 ? undefined : end)) {
    if (/^ {2}\S/.test(line)) blocks.push([]);
    blocks.at(-1)?.push(line.slice(2));
  }
  return blocks.flatMap(([resource = "", ...rest]) => {
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
