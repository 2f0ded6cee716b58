/** Lets the checks go on where a configuration is wrong: examples of the schema are placeholders for the wrong values. */
import type { z } from "zod";
import { propertiesOf, schemaAt, type SchemaNode } from "./keys";
import { sizedConfigSchema, type Config } from "./schema";
import { spell } from "./fields/spelling";

/** A configuration that parses. */
export interface PlaceholderConfig {
  readonly config: Config;
  /** Keys whose values are not the stack's own: nothing may be said of them. */
  readonly replaced: readonly string[];
}

/** The configuration with an example in place of each value at fault; undefined where that does not make it parse. */
export function withPlaceholders(
  given: Readonly<Record<string, unknown>>,
  issues: readonly z.core.$ZodIssue[],
): PlaceholderConfig | undefined {
  const copy = structuredClone(given);
  const replaced = issues.map((issue) => {
    if (issue.code !== "unrecognized_keys") return putPlaceholder(copy, issue.path);
    for (const name of issue.keys) delete (valueAt(copy, issue.path) as Record<string, unknown>)[name];
    return undefined;
  });
  const { data: config } = sizedConfigSchema.safeParse(copy);
  return config === undefined ? undefined : { config, replaced: replaced.filter((key) => key !== undefined) };
}

/** Puts an example in: of the key itself, else of what it is a part of. Returns the key that was replaced. */
function putPlaceholder(root: Record<string, unknown>, path: readonly PropertyKey[]): string {
  const [name, above] = [path.at(-1), path.slice(0, -1)];
  const example = exampleOf(schemaAt(path) ?? {});
  if (example === undefined && above.length > 0) return putPlaceholder(root, above);
  (valueAt(root, above) as Record<PropertyKey, unknown>)[name ?? ""] = example;
  return spell(path);
}

/** The example of a key; of a group of keys those that have to be there. */
function exampleOf(node: SchemaNode): unknown {
  if (node.examples?.[0] !== undefined) return structuredClone(node.examples[0]);
  if (node.items !== undefined) return [];
  if (node.properties === undefined) return undefined;
  return Object.fromEntries(
    propertiesOf(node)
      .filter(([name]) => node.required?.includes(name))
      .map(([name, property]) => [name, exampleOf(property)]),
  );
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part], root);
}
