/** The table as JUnit's XML, which CI systems show. */
import type { Row } from "../row";

/** One test suite; a row is a test case, with what was asked and answered in its output. */
export function junit(rows: readonly Row[]): string {
  const failures = rows.filter(({ result }) => result === "fail").length;
  const seconds = rows.reduce((sum, row) => sum + row.seconds, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite${attributes({ name: "acceptance criteria", tests: rows.length, failures, time: seconds.toFixed(3) })}>`,
    ...rows.map(testCase),
    "</testsuite>",
    "",
  ].join("\n");
}

function testCase({ id, title, asked, answer, seconds, result, sentence = "" }: Row): string {
  const failure =
    result === "fail" ? `<failure${attributes({ message: sentence })}>${escaped(sentence)}</failure>` : "";
  const shown = result === "indirect" ? `\nShown indirectly: ${sentence}` : "";
  const output = `<system-out>${escaped(`Asked: ${asked}\nAnswer: ${answer}${shown}`)}</system-out>`;
  return `  <testcase${attributes({ classname: "acceptance", name: `${id} ${title}`, time: seconds.toFixed(3) })}>${failure}${output}</testcase>`;
}

function attributes(all: Readonly<Record<string, string | number>>): string {
  return Object.entries(all)
    .map(([name, value]) => ` ${name}="${escaped(String(value)).replaceAll("\n", "&#10;").replaceAll("\t", "&#9;")}"`)
    .join("");
}

/** What XML 1.0 gives a meaning, and what it can't hold at all. */
function escaped(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML forbids.
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
  );
}
