/** Values that are not what somebody wrote: YAML has made something else of them on their way to the program. */
import { leavesOf } from "../secrets/leaves";
import type { Problem } from "./fields/problem";
import { CONFIG_PREFIX } from "./fields/spelling";

/** A date in Go's spelling, which is what the engine makes of one: `2024-01-01 00:00:00 +0000 UTC`. */
const DATE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? [-+]\d{4} \S+$/;

/** Dates, and whole numbers with more digits than the program can hold. */
export function changedValueProblems(given: Readonly<Record<string, unknown>>): readonly Problem[] {
  return leavesOf(given).flatMap(({ path, value }) => {
    const kind = changed(value);
    const key = `${CONFIG_PREFIX}${path}`;
    return kind === undefined
      ? []
      : [{ keys: [key], sentence: `${key} is ${kind}; put it in quotes if it is a text.` }];
  });
}

function changed(value: unknown): string | undefined {
  if (typeof value === "string" && DATE.test(value)) return `a date to YAML, and arrives as ${JSON.stringify(value)}`;
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value))
    return "a number with more digits than arrive, and would be another one";
  return undefined;
}
