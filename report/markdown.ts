/** A change report in GitHub's Markdown. */
import {
  type Block,
  code,
  codeBlock,
  heading,
  html,
  type Inline,
  joined,
  LINE_BREAK,
  markdown,
  paragraph,
  phrase,
  strong,
  table,
  text,
  type Words,
} from "../markdown";
import { shortenedMarkdown } from "../markdown/shorten";
import type { Change, ChangeReport, FileDiff, SectionChanges } from "./model";
import { excerpts, shortened } from "./text";

/** What the two sides are called. */
export interface Sides {
  readonly stack: string;
  /** What the working tree is compared with: "revision `main`". */
  readonly before: readonly Inline[];
}

/**
 * Length that no report exceeds. Characters. GitHub takes 65,536 for a comment; the rest is for what a workflow puts
 * around the report.
 */
export const MAX_LENGTH = 60_000;

/** Rows of one section, tried from the left until the report is short enough even without its diff. */
const ROW_LIMITS = [Infinity, 100, 30, 10, 3];

/** Room that the sections leave for the diff and the sentences around it. Characters. */
const DIFF_ROOM = 4_000;

/** Room for what stands around the diff. Characters; the sentences have about 250. */
const FRAME = 400;

/** The whole report, at most {@link MAX_LENGTH} characters long. */
export function toMarkdown(report: ChangeReport, sides: Sides): string {
  const texts = ROW_LIMITS.map((limit) => sectionsText(report, sides, limit));
  const sections = texts.find((text) => text.length <= MAX_LENGTH - DIFF_ROOM) ?? texts.at(-1) ?? "";
  const diff = diffBlocks(report.files, MAX_LENGTH - sections.length);
  const text = diff.length === 0 ? sections : `${sections}\n${markdown(...diff)}`;
  return shortenedMarkdown(text, MAX_LENGTH, leftOut("The rest is"));
}

function sectionsText({ sections, files }: ChangeReport, { stack, before }: Sides, limit: number): string {
  const [changed, same] = [true, false].map((wanted) =>
    sections.filter(({ changes }) => changes.length > 0 === wanted),
  ) as [SectionChanges[], SectionChanges[]];
  const subject: readonly Inline[] = [text("Compared with "), ...before];
  if (files.length === 0)
    return markdown(
      heading(2, `Stack ${stack}: no changes`),
      paragraph(subject, ", the working tree declares exactly the same."),
    );
  if (changed.length === 0) {
    return markdown(
      heading(2, `Stack ${stack}: only details change`),
      paragraph(subject, ", the working tree differs in nothing that has a section here; the diff shows what it is."),
    );
  }
  return markdown(
    heading(2, `Stack ${stack}: ${changed.flatMap(counts).join(", ")}`),
    paragraph(subject, "."),
    ...changed.flatMap((section) => [heading(3, section.title), ...sectionTable(section, limit)]),
    ...(same.length === 0
      ? []
      : [paragraph(`Nothing changes in: ${same.map(({ title }) => midSentence(title)).join(", ")}.`)]),
  );
}

/** `2 alerts added`, one for each kind of change. */
function counts({ noun: [one, many], changes }: SectionChanges): readonly string[] {
  return (["added", "changed", "removed"] as const).flatMap((kind) => {
    const count = changes.filter((change) => change.kind === kind).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many} ${kind}`];
  });
}

/** A title within a sentence; an abbreviation stays as it is. */
function midSentence(title: string): string {
  return /^[A-Z]{2}/.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1);
}

function sectionTable({ changes, caution }: SectionChanges, limit: number): readonly Block[] {
  const rows = changes.flatMap(changeRows);
  const left = rows.length - limit;
  return [
    table(["What", "Change", "Before", "After"], rows.slice(0, limit)),
    ...(left > 0 ? [leftOut(`${left} more rows are`)] : []),
    ...(caution === undefined ? [] : [paragraph(phrase(caution))]),
  ];
}

/** Says what is missing, and where all of it is. */
function leftOut(what: string): Block {
  return paragraph(
    phrase(
      `${what} left out, because a comment on GitHub can't be longer; \`npm run render\` writes both sides in full.`,
    ),
  );
}

/** One row for what comes or goes, one for each fact of what changes. */
function changeRows(change: Change): readonly (readonly Words[])[] {
  if (change.kind === "changed") {
    return change.facts.map(({ label, before, after }, index) => [
      index === 0 ? code(change.name) : "",
      name(label),
      ...valueCells(before, after),
    ]);
  }
  const facts = joined(
    change.facts.map(({ label, value }) => factWords(label, shortened(value))),
    LINE_BREAK,
  );
  return [
    change.kind === "added"
      ? [code(change.name), strong("added"), "", facts]
      : [code(change.name), strong("removed"), facts, ""],
  ];
}

function factWords(label: string, value: string): readonly Inline[] {
  return value === "" ? [name(label)] : [name(label), text(" "), code(value)];
}

/** A label in words as it is, a path or a key as code. */
function name(label: string): Inline {
  return /^[A-Za-z0-9]+([ _][A-Za-z0-9]+)*$/.test(label) ? text(label) : code(label);
}

function valueCells(before: string | undefined, after: string | undefined): readonly [Words, Words] {
  if (before === after) return ["", "see the diff"];
  const [old, fresh] = excerpts(before ?? "", after ?? "");
  return [before === undefined ? "not set" : code(old), after === undefined ? "not set" : code(fresh)];
}

/** The diff, folded; what does not fit is left out, and said to be. */
function diffBlocks(files: readonly FileDiff[], room: number): readonly Block[] {
  if (files.length === 0) return [];
  const lines = files.flatMap(({ patch }) => patch.replace(/\n$/, "").split("\n"));
  const kept = lines.slice(0, fitting(lines, room - FRAME));
  const left = lines.length - kept.length;
  return [
    html("<details>"),
    html(`<summary>The diff: ${files.length === 1 ? "1 file" : `${files.length} files`}</summary>`),
    codeBlock("diff", kept.join("\n")),
    html("</details>"),
    // Below the fold: nobody would look for it in there.
    ...(left === 0 ? [] : [leftOut(`The last ${left} of ${lines.length} lines of the diff are`)]),
  ];
}

/** How many lines there is room for. */
function fitting(lines: readonly string[], room: number): number {
  let length = 0;
  const tooMany = lines.findIndex((line) => (length += line.length + 1) > room);
  return tooMany === -1 ? lines.length : tooMany;
}
