/** The schema as data: every key with its type, default, meaning and example. */
import { z } from "zod";
import { configSchema } from "./schema";
import { SECRET_TITLE } from "./fields/common";

/** A part of the schema: the JSON Schema that zod makes of it, with the metadata of the keys. */
export type SchemaNode = z.core.JSONSchema.JSONSchema & {
  /** What the default follows from, where it is computed. */
  readonly computedDefault?: string;
};

/** One key. */
export interface ConfigKey {
  /** Path below the prefix; `[]` stands for each item of a list: `databases[].name`. */
  readonly path: string;
  /** What may stand there, in a word or two. */
  readonly type: string;
  /** The default as YAML, `required` where there is none and the key has to be there, or `none`. */
  readonly default: string;
  readonly description: string;
  readonly node: SchemaNode;
}

let known: SchemaNode | undefined;

/** The whole schema, as what a stack file may say. Made when it is first asked for: a right configuration never does. */
export function schemaRoot(): SchemaNode {
  known ??= z.toJSONSchema(configSchema, { io: "input" });
  return known;
}

/** Every key of the configuration, in the order of the schema; a group without a meaning of its own is described by its keys. */
export function configKeys(): readonly ConfigKey[] {
  return keysBelow(schemaRoot(), "").filter(({ description }) => description !== "");
}

/** Every key and group of keys below a part of the schema; a reference to a secret counts as one key. */
export function keysBelow(object: SchemaNode, prefix: string): readonly ConfigKey[] {
  return propertiesOf(object).flatMap(([name, node]) => {
    const path = `${prefix}${name}`;
    const required = object.required?.includes(name) ?? false;
    const own = {
      path,
      type: typeOf(node),
      default: defaultOf(node, required),
      description: node.description ?? "",
      node,
    };
    if (isSecretReference(node)) return [own];
    const items = itemsOf(node);
    return [own, ...(items === undefined ? keysBelow(node, `${path}.`) : keysBelow(items, `${path}[].`))];
  });
}

/** The keys of a map with known keys. */
export function propertiesOf(node: SchemaNode): readonly (readonly [string, SchemaNode])[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, property]) =>
    typeof property === "boolean" ? [] : [[name, property] as const],
  );
}

/** What the items of a list are. */
export function itemsOf({ items }: SchemaNode): SchemaNode | undefined {
  return typeof items === "object" && !Array.isArray(items) ? items : undefined;
}

/** The part of the schema that a value is checked by; undefined where the schema knows no such key. */
export function schemaAt(path: readonly PropertyKey[]): SchemaNode | undefined {
  return path.reduce<SchemaNode | undefined>(
    (node, part) => (node === undefined ? undefined : childOf(node, part)),
    schemaRoot(),
  );
}

function childOf(node: SchemaNode, part: PropertyKey): SchemaNode | undefined {
  if (typeof part === "number") return itemsOf(node);
  const child = node.properties?.[String(part)] ?? node.additionalProperties;
  return typeof child === "object" ? child : undefined;
}

/** Whether this is where a secret is referred to. */
export function isSecretPlace({ title }: SchemaNode): boolean {
  return title === SECRET_TITLE;
}

function isSecretReference(node: SchemaNode): boolean {
  return isSecretPlace(node) && node.type === "object";
}

function typeOf(node: SchemaNode): string {
  if (node.enum !== undefined) return node.enum.map((value) => `\`${String(value)}\``).join(", ");
  const items = itemsOf(node);
  if (items !== undefined) return items.properties === undefined ? `list of ${typeOf(items)}` : "list";
  if (isSecretPlace(node)) return node.type === "object" ? "secret" : "secret's name";
  if (node.type === "object") return "map";
  if (node.type === "integer") return `integer${rangeOf(node)}`;
  return node.title ?? String(node.type);
}

function rangeOf({ minimum, maximum }: SchemaNode): string {
  if (maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER) return ` ${minimum} to ${maximum}`;
  return minimum === undefined ? "" : ` from ${minimum}`;
}

function defaultOf(node: SchemaNode, required: boolean): string {
  if (node.computedDefault !== undefined) return node.computedDefault;
  if (node.default === undefined) return required ? "required" : "none";
  // Loaded here: a right configuration shows no default.
  const { stringify } = require("yaml") as typeof import("yaml");
  return stringify(node.default, { collectionStyle: "flow", lineWidth: 0 }).trim();
}
