/** The table for a terminal. */
import type { Result, Row } from "../row";

const WORDS: Readonly<Record<Result, string>> = { pass: "pass", fail: "FAIL", indirect: "shown indirectly" };

/** Columns before the text: id, result, seconds. */
const ID_WIDTH = 10;
const RESULT_WIDTH = 18;
const INDENT = " ".repeat(ID_WIDTH);

/** One row: what it came to, then what was answered, and a sentence where it did not simply pass. Lines of at most `width` characters. */
export function rowLines(row: Row, width: number): readonly string[] {
  const seconds = `${row.seconds.toFixed(1)} s`.padStart(7);
  return [
    `${row.id.padEnd(ID_WIDTH)}${WORDS[row.result].padEnd(RESULT_WIDTH)}${seconds}  ${row.title}`,
    ...wrapped(row.answer, width),
    ...(row.sentence === undefined ? [] : wrapped(row.sentence, width)),
  ];
}

/** How many rows came to what: `15 pass, 2 shown indirectly, 0 fail`. */
export function summary(rows: readonly Row[]): string {
  const count = (result: Result) => rows.filter((row) => row.result === result).length;
  return `${count("pass")} pass, ${count("indirect")} shown indirectly, ${count("fail")} fail`;
}

/** Breaks a text between words; a word that is longer than a line stays whole. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = INDENT;
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line === INDENT ? line + word : `${line} ${word}`;
    if (longer.length > width && line !== INDENT) {
      lines.push(line);
      line = INDENT + word;
    } else line = longer;
  }
  return line === INDENT ? lines : [...lines, line];
}
