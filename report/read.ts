/** The rendered files as the data that they hold. */
import { parse } from "yaml";
import type { RenderedFiles } from "../render/files";
import type { Fact } from "./model";

/** The parts of a rendered Kubernetes object that sections read. */
export interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  /** Type token of a resource that is no Kubernetes object, such as one of AWS. */
  readonly type?: string;
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** What was parsed of each side: every section reads the manifests, and parsing takes most of the report's time. */
const parsedBefore = new WeakMap<RenderedFiles, Map<string, unknown>>();

/** One parsed file; undefined where the side has none, as an empty side does. */
export function parsedFile<T>(files: RenderedFiles, path: string): T | undefined {
  const known = parsedBefore.get(files) ?? new Map<string, unknown>();
  parsedBefore.set(files, known);
  const text = files.get(path);
  if (text !== undefined && !known.has(path)) known.set(path, parse(text));
  return known.get(path) as T | undefined;
}

/** Files of a folder, parsed, in the order of their paths. */
export function parsedFolder<T>(files: RenderedFiles, folder: string): readonly T[] {
  return [...files.keys()]
    .filter((path) => path.startsWith(`${folder}/`))
    .map((path) => parsedFile<T>(files, path) as T);
}

/** The manifests of some kinds. */
export function manifests<T extends KubernetesObject = KubernetesObject>(
  files: RenderedFiles,
  kinds: readonly string[],
): readonly T[] {
  return parsedFolder<T>(files, "manifests").filter(({ kind }) => kinds.includes(kind ?? ""));
}

/** `namespace/name`, or the name alone. */
export function objectName({ metadata }: KubernetesObject): string {
  return [metadata?.namespace, metadata?.name].filter((part) => part !== undefined).join("/");
}

/** Leaves of a value by path (`a.b`); a list is one leaf. */
export function leaves(value: unknown, path = ""): readonly (readonly [path: string, leaf: unknown])[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, field]) => leaves(field, path === "" ? key : `${path}.${key}`));
}

/** A value in words: texts as they are, lists of them with commas, anything else as JSON. */
export function inWords(value: unknown): string {
  if (value === undefined) return "";
  if (Array.isArray(value) && value.every((item) => typeof item !== "object")) return value.join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A fact for each value that is there. */
export function factsOf(values: Readonly<Record<string, unknown>>): readonly Fact[] {
  return Object.entries(values).flatMap(([label, value]) =>
    value === undefined ? [] : [{ label, value: inWords(value) }],
  );
}

/** What no other fact reports: it shows that something changes, and leaves it to the diff to show what. */
export function otherSettings(value: unknown): Fact {
  return { label: "other settings", value: "", identity: JSON.stringify(value) };
}
