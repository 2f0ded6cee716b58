/** The key that was probably meant where the schema knows none of the name. */
import { keysBelow, propertiesOf, schemaAt, schemaRoot } from "./keys";
import { nearest } from "../common/nearest";
import { CONFIG_PREFIX, isBelow, spell } from "./fields/spelling";

/** More than these are no help. */
const MOST_SUGGESTIONS = 3;

/**
 * The keys that may have been meant, as a stack file spells them: the same name a level higher or lower, else a similar name beside it,
 * else a similar name a level higher or lower. None where nothing is near.
 *
 * @param above path of the map that has the unknown key.
 */
export function suggestedKeys(above: readonly PropertyKey[], name: string): readonly string[] {
  const place = above
    .map((part) => (typeof part === "number" ? "[]" : String(part)))
    .join(".")
    .replaceAll(".[]", "[]");
  const inReach = keysBelow(schemaRoot(), "")
    .map(({ path }) => path)
    .filter((path) => isInLine(parentOf(path), place));
  // In the same item of a list, where the unknown key is in one.
  const spelled = (path: string) =>
    place !== "" && isBelow(path, place) ? `${spell(above)}${path.slice(place.length)}` : `${CONFIG_PREFIX}${path}`;
  const named = (wanted: string | undefined) =>
    inReach
      .filter((path) => nameOf(path) === wanted)
      .slice(0, MOST_SUGGESTIONS)
      .map(spelled);

  const same = named(name);
  if (same.length > 0) return same;
  const beside = nearest(
    name,
    propertiesOf(schemaAt(above) ?? {}).map(([sibling]) => sibling),
  );
  if (beside !== undefined) return [spell([...above, beside])];
  return named(nearest(name, inReach.map(nameOf)));
}

function nameOf(path: string): string {
  return path.split(".").at(-1) ?? path;
}

function parentOf(path: string): string {
  return path.split(".").slice(0, -1).join(".");
}

/** Whether one map lies above the other. */
function isInLine(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short === "" || short === long || isBelow(long, short);
}
