/** What changed from one key catalogue to another. */
import type { Catalogue, LeafType } from "../../chart-values/catalogue";

/** Keys by what happened to them, sorted. */
export interface Differences {
  readonly appeared: readonly string[];
  readonly vanished: readonly string[];
  /** Each with its former and its present type: `a.b: string, now list`. */
  readonly changed: readonly string[];
}

/** Compares two catalogues key by key. */
export function differences(former: Catalogue, present: Catalogue): Differences {
  const before = leaves(former);
  const after = leaves(present);
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return {
    appeared: keys.filter((key) => !before.has(key)).map((key) => `${key}: ${after.get(key)}`),
    vanished: keys.filter((key) => !after.has(key)).map((key) => `${key}: ${before.get(key)}`),
    changed: keys
      .filter((key) => before.has(key) && after.has(key) && before.get(key) !== after.get(key))
      .map((key) => `${key}: ${before.get(key)}, now ${after.get(key)}`),
  };
}

/** The differences for a reader, with counts. */
export function differencesText({ appeared, vanished, changed }: Differences): string {
  const section = (title: string, keys: readonly string[]): string =>
    [`${title}: ${keys.length}`, ...keys.map((key) => `  ${key}`)].join("\n");
  return [section("Appeared", appeared), section("Vanished", vanished), section("Changed type", changed)].join("\n");
}

function leaves(node: Catalogue, path = ""): Map<string, LeafType> {
  return new Map(
    Object.entries(node).flatMap(([key, inner]): [string, LeafType][] => {
      const place = path === "" ? key : `${path}.${key}`;
      return typeof inner === "string" ? [[place, inner]] : [...leaves(inner, place)];
    }),
  );
}
