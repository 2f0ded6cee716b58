/** Selecting objects by their labels. */
import type { Selector } from "./objects";

type Labels = Readonly<Record<string, string>>;

/** Whether labels have everything that a map of labels asks for. */
export function hasLabels(labels: Labels | undefined, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels?.[key] === value);
}

/** Whether a selector matches labels. One without any condition matches everything. */
export function selects({ matchLabels, matchExpressions }: Selector, labels: Labels = {}): boolean {
  return hasLabels(labels, matchLabels) && matchExpressions.every((each) => holds(each, labels[each.key]));
}

function holds({ operator, values }: Selector["matchExpressions"][number], value: string | undefined): boolean {
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
  }
}

/** Labels as a sentence has them: `app=qualisys-api, tier=backend`. */
export function inWords(labels: Labels): string {
  const all = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return all.length === 0 ? "no label" : all.join(", ");
}
