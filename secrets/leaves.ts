/** The single values of a resource, a configuration or a document, each with its place. */
import { isSecretName, isSecretPlace } from "./names";
import { MASK } from "./references";
import { secretShape } from "./shapes";

/** A value that holds no others. */
export interface Leaf {
  /** Such as `values.grafana.adminPassword`. */
  readonly path: string;
  readonly value: unknown;
  /** Whether whatever stands here is a secret: by the setting's name, or by where it is. */
  readonly isSecretPlace: boolean;
}

/** Where a value stands among others, as far as it shows whether it is a secret. */
interface Place {
  readonly path: string;
  /** The name of the setting: its key, or for the value of a list of names and values the name. */
  readonly name: string;
  /** Whether it is the data of a Kubernetes Secret. */
  readonly inSecret: boolean;
}

const ROOT: Place = { path: "", name: "", inSecret: false };

/** The value with every leaf in it replaced; keys that are secrets themselves become {@link MASK}. */
export function mapLeaves(value: unknown, replace: (leaf: Leaf) => unknown): unknown {
  return visit(value, ROOT, replace);
}

/** All leaves below a value. */
export function leavesOf(value: unknown): readonly Leaf[] {
  const leaves: Leaf[] = [];
  mapLeaves(value, (leaf) => leaves.push(leaf));
  return leaves;
}

/** The keys, at any depth, that are secrets themselves, each as the path of the map that has it. */
export function secretKeys(value: unknown, path = ""): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const isSecret = !Array.isArray(value) && secretShape(key) !== undefined;
    return [
      ...(isSecret ? [path] : []),
      ...secretKeys(inner, pathOf(path, isSecret ? MASK : key, Array.isArray(value))),
    ];
  });
}

/** A path with one more step: `values.list[0].key`. */
export function pathOf(path: string, key: string, inList: boolean): string {
  if (inList) return `${path}[${key}]`;
  return path === "" ? key : `${path}.${key}`;
}

function visit(value: unknown, place: Place, replace: (leaf: Leaf) => unknown): unknown {
  if (typeof value !== "object" || value === null) return replace(leafAt(value, place));
  if (Array.isArray(value))
    return value.map((item: unknown, index) =>
      visit(
        item,
        { ...place, path: pathOf(place.path, String(index), true), name: nameInList(value, index) ?? place.name },
        replace,
      ),
    );
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const shown = secretShape(key) === undefined ? key : MASK;
      return [
        shown,
        visit(
          inner,
          {
            path: pathOf(place.path, shown, false),
            name: nameInMap(value, key),
            inSecret: place.inSecret || isSecretData(value, key),
          },
          replace,
        ),
      ];
    }),
  );
}

function leafAt(value: unknown, { path, name, inSecret }: Place): Leaf {
  return { path, value, isSecretPlace: inSecret || isSecretName(name) || isSecretPlace(path) };
}

/** `--password` and its value as two arguments. */
function nameInList(list: readonly unknown[], index: number): string | undefined {
  const before = list[index - 1];
  return typeof before === "string" && /^--?[\w.-]+$/.test(before) && !String(list[index]).startsWith("-")
    ? before.replace(/^-+/, "")
    : undefined;
}

/** The key; for `{ name: DB_PASSWORD, value: ... }` the name. A `secretKey` beside what it is looked up by is the name of a key. */
function nameInMap(map: object, key: string): string {
  const fields = map as Readonly<Record<string, unknown>>;
  if (key === "value" && typeof fields["name"] === "string") return fields["name"];
  return key === "secretKey" && ["remoteRef", "sourceRef", "secretName", "name"].some((sibling) => sibling in map)
    ? ""
    : key;
}

function isSecretData(map: object, key: string): boolean {
  const { kind } = map as { readonly kind?: unknown };
  return kind === "Secret" && ["data", "stringData"].includes(key);
}
