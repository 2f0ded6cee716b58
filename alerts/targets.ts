/** Targets that ought to be there. */
import { up } from "../queries/prometheus";
import type { Matchers } from "../queries/promql";

/** Labels that say which targets are meant. */
type TargetLabels = Readonly<Record<string, string>>;

/**
 * Things of which no target answers, or that have none.
 *
 * - Over all targets of a thing: while a pod replaces another, one that answers is enough.
 * - A target that is gone leaves no `up` of 0 behind, so that each thing is asked for by its labels. Both halves have the
 *   same labels, and a pod that first fails and then disappears is one alert.
 *
 * @param found matcher of all targets that are looked at.
 * @param by labels that distinguish things; the keys of each of `expected`.
 */
export function unanswered(found: Matchers, by: readonly string[], expected: readonly TargetLabels[]): string {
  const down = `max by (${by.join(", ")}) (${up(found)}) == 0`;
  const gone = expected.map((labels) => `absent(${up(by.map((name) => `${name}="${labels[name]}"`).join(", "))})`);
  return [down, ...gone].join("\nor\n");
}
