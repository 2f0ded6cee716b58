/**
 * Which case noticed each mutant the last time that somebody looked: the one to try first.
 *
 * It saves most of the time that mutants take, and decides nothing. Where a case no longer notices a mutant, or where
 * mutants have other positions since a rule was changed, all cases are run as if nothing were known.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Positions of the mutants that a case noticed, by the name of its alert and its own, as in "RedisDown waits a minute". */
export type NoticingCases = Readonly<Record<string, readonly number[]>>;

/** The same by the name of the alert or recording that was changed. */
export type NoticedBefore = Readonly<Record<string, NoticingCases>>;

/** Written by `npm run test:alerts -- --remember`. */
const FILE = join(__dirname, "generated/noticed.json");

/** Reads the file. */
export function noticedBefore(): NoticedBefore {
  return JSON.parse(readFileSync(FILE, "utf8")) as NoticedBefore;
}

/**
 * Writes what noticed the mutants of a rule now. The other rules keep what they have, but for those that are no longer there.
 *
 * @param rules the names of all rules.
 */
export function remember(
  { rule, noticedBy }: { readonly rule: string; readonly noticedBy: NoticingCases },
  rules: readonly string[],
): void {
  const now = { ...noticedBefore(), [rule]: noticedBy };
  const lines = Object.keys(now)
    .filter((rule) => rules.includes(rule))
    .sort()
    .map((rule) => `${JSON.stringify(rule)}: ${byCase(now[rule] ?? {})}`);
  writeFileSync(FILE, `{\n${lines.join(",\n")}\n}\n`);
}

/** A line for each case: what differs can be read. */
function byCase(noticing: NoticingCases): string {
  const lines = Object.entries(noticing).map(
    ([name, positions]) => `  ${JSON.stringify(name)}: ${JSON.stringify(positions)}`,
  );
  return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n}`;
}
