/** Checks chart values at run time, as the compiler checks those in the program. */
import { nearest } from "../config/nearest";
import { type Catalogue, pinnedCatalogue } from "./catalogue";
import { CHART_NAME, CHART_VERSION } from "./version";

/**
 * What is wrong with values for the chart, one sentence each; none where they are right.
 *
 * @param prefix how the user spells the place of the values, such as `monitoring:extraValues`.
 */
export function valuesProblems(values: unknown, prefix: string): readonly string[] {
  return problems(values, pinnedCatalogue(), prefix);
}

function problems(value: unknown, known: Catalogue, place: string): readonly string[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object" || Array.isArray(value)) return [`${place} must be a map.`];
  return Object.entries(value).flatMap(([key, inner]) => {
    const node = known[key];
    if (node === undefined) return [unknownKey(key, known, place)];
    return typeof node === "string" ? [] : problems(inner, node, `${place}.${key}`);
  });
}

function unknownKey(key: string, known: Catalogue, place: string): string {
  const meant = nearest(key, Object.keys(known));
  const hint = meant === undefined ? "" : `; did you mean ${place}.${meant}?`;
  return `${place}.${key} is not a value of ${CHART_NAME} ${CHART_VERSION}${hint}`;
}
