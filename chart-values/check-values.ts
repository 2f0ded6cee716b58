/** Checks chart values at run time, as the compiler checks those in the program. */
import { isMap } from "../common/maps";
import { nearest } from "../common/nearest";
import { type Catalogue, type LeafType, pinnedCatalogue } from "./catalogue";
import { type Allowed, type Kind, refinementOf } from "./refinements";
import { CHART_NAME, CHART_VERSION } from "./version";

/** Keys below which a secret may stand; their values are not shown. */
const SECRET = /secret|password|passwd|token|credential|webhook|api_?key|api_?url|private_?key/i;

/** Kinds of values that have no parts. */
const PLAIN: ReadonlySet<Kind> = new Set<Kind>(["string", "number", "boolean"]);

/** Where a key stands in more places than this, none is proposed. */
const MOST_PLACES = 3;

type Path = readonly string[];

/** One thing that is wrong. */
interface Problem {
  readonly path: Path;
  /** What the sentence says of the key. */
  readonly says: string;
  /** Keys that were probably meant. */
  readonly meant: readonly Path[];
}

/**
 * What is wrong with values for the chart, one sentence each; none where they are right.
 *
 * The keys are those of the pinned chart: another version may have others. Null is right everywhere, since it takes a
 * default of the chart away. No value is repeated that could be a secret.
 *
 * @param prefix how the user spells the place of the values, such as `monitoring:extraValues`.
 */
export function valuesProblems(values: unknown, prefix: string): readonly string[] {
  const spell = (path: Path): string =>
    path.reduce((text, key) => text + (/^[\w-]+$/.test(key) ? `.${key}` : `["${key}"]`), prefix);
  return problems(values, pinnedCatalogue(), []).map(({ path, says, meant }) => {
    const end = meant.length === 0 ? "." : `; did you mean ${meant.map(spell).join(" or ")}?`;
    return `${spell(path)} ${says}${end}`;
  });
}

function problems(value: unknown, known: Catalogue | LeafType | Allowed, path: Path): readonly Problem[] {
  if (value === null || value === undefined) return [];
  const [leaf, byCatalogue] = typeof known === "string" ? [known, [kindOf(known)]] : [undefined, known];
  const allowed = refinementOf(path, leaf)?.allowed ?? byCatalogue;
  if (isKinds(allowed)) return kindProblems(value, allowed, path);
  if (!isMap(value)) return [wrongKind(value, ["map"], path)];
  return Object.entries(value).flatMap(([key, field]) => {
    const inner = new Map<string, Catalogue | LeafType | Allowed>(Object.entries(allowed)).get(key);
    return inner === undefined ? [unknownKey(key, path, Object.keys(allowed))] : problems(field, inner, [...path, key]);
  });
}

function kindProblems(value: unknown, allowed: readonly Kind[], path: Path): readonly Problem[] {
  if (allowed.some((kind) => fits(value, kind))) return [];
  if (!allowed.includes("texts") || !isMap(value)) return [wrongKind(value, allowed, path)];
  return Object.entries(value).flatMap(([key, text]) =>
    isText(text) ? [] : [wrongKind(text, ["string"], [...path, key])],
  );
}

function wrongKind(value: unknown, allowed: readonly Kind[], path: Path): Problem {
  const advice =
    allowed.includes("string") && (typeof value === "number" || typeof value === "boolean") ? ": put it in quotes" : "";
  const kinds = allowed.map((kind) => kindNames[kind]).join(" or ");
  return {
    path,
    says: `is ${shown(value, allowed, path)}; ${CHART_NAME} ${CHART_VERSION} takes ${kinds} there${advice}`,
    meant: [],
  };
}

function unknownKey(key: string, path: Path, siblings: readonly string[]): Problem {
  const sibling = nearest(key, siblings);
  const places = elsewhere(key, path);
  // Beside a sibling, only a place in the same part of the chart is worth naming.
  const meant = sibling === undefined ? places : [[...path, sibling], ...places.filter(([part]) => part === path[0])];
  return { path: [...path, key], says: `is not among the values of ${CHART_NAME} ${CHART_VERSION}`, meant };
}

const kindNames: Readonly<Record<Kind, string>> = {
  string: "a string",
  number: "a number",
  boolean: "true or false",
  map: "a map",
  texts: "a map of strings",
  list: "a list",
  any: "any value",
};

/** What the type of a default says about the values that are right. */
function kindOf(leaf: LeafType): Kind {
  return leaf === "null" ? "any" : leaf;
}

function fits(value: unknown, kind: Kind): boolean {
  switch (kind) {
    case "any":
      return true;
    case "list":
      return Array.isArray(value);
    case "map":
      return isMap(value);
    case "texts":
      return isMap(value) && Object.values(value).every(isText);
    default:
      return typeof value === kind;
  }
}

/** A text, or the null that takes one away. */
function isText(value: unknown): boolean {
  return value === null || typeof value === "string";
}

function isKinds(allowed: Catalogue | Allowed): allowed is readonly Kind[] {
  return Array.isArray(allowed);
}

/** A value for a message: a plain one as it is where a plain one belongs, unless a secret could stand there. */
function shown(value: unknown, allowed: readonly Kind[], path: Path): string {
  if (Array.isArray(value)) return "a list";
  if (isMap(value)) return "a map";
  const open = allowed.some((kind) => PLAIN.has(kind)) && !path.some((key) => SECRET.test(key));
  return open || typeof value === "boolean" ? JSON.stringify(value).slice(0, 80) : `a ${typeof value}`;
}

/** Where the chart has a key of this name: as few steps away from `path` as there is one. */
function elsewhere(key: string, path: Path): readonly Path[] {
  const places = placesOf(key, pinnedCatalogue(), []).map((place) => ({ place, steps: steps(path, place) }));
  const fewest = Math.min(...places.map((found) => found.steps));
  const near = places.filter((found) => found.steps === fewest).map(({ place }) => place);
  return near.length > MOST_PLACES ? [] : near;
}

/** Steps up and down from one place of the tree to another. */
function steps(from: Path, to: Path): number {
  const fork = from.findIndex((key, index) => key !== to[index]);
  const shared = fork < 0 ? from.length : fork;
  return from.length + to.length - 2 * shared;
}

/** Every place where the chart has a key of this name, free-form maps apart: what stands in these is an example. */
function placesOf(key: string, node: Catalogue, path: Path): readonly Path[] {
  return Object.entries(node).flatMap(([name, inner]) => {
    const place = [...path, name];
    const here = name === key ? [place] : [];
    const closed = typeof inner === "string" || refinementOf(place, undefined)?.allowed !== undefined;
    return closed ? here : [...here, ...placesOf(key, inner, place)];
  });
}
