/**
 * Writes the configuration reference of the README: one line for each key of the schema.
 *
 * Run it after a change of the schema: `npm run docs:config`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { z } from "zod";
import * as grammar from "../config/grammar";
import { CONFIG_PREFIX } from "../config/load";
import { configSchema } from "../config/schema";

/** The README: the only file that is written. */
export const README = join(__dirname, "..", "README.md");

/** Lines between which the table stands. */
const START = "<!-- config:start -->";
const END = "<!-- config:end -->";

type Schema = z.core.JSONSchema.JSONSchema;

/** One key as it stands in the table. */
export interface ConfigKey {
  /** Path below the prefix; `[]` stands for each item of a list: `databases[].name`. */
  readonly path: string;
  /** What may stand there, in a word or two. */
  readonly type: string;
  /** The default as YAML, `required` where there is none and the key has to be there, or `none`. */
  readonly default: string;
  readonly description: string;
}

/** Every key of the configuration, in the order of the schema. */
export function configKeys(): readonly ConfigKey[] {
  return keysOf(z.toJSONSchema(configSchema, { io: "input" }), "");
}

/** The table in Markdown. */
export function configTable(): string {
  const rows = configKeys().map((key) => [`\`${key.path}\``, key.type, shown(key.default), escaped(key.description)]);
  return [["Key", "Type", "Default", "Meaning"], ["---", "---", "---", "---"], ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/**
 * The README with the table of the schema as it is now.
 *
 * @throws Error where the README has lost the lines between which the table stands.
 */
export function withConfigTable(readme: string): string {
  const [start, end] = [readme.indexOf(START), readme.indexOf(END)];
  if (start === -1 || end < start) throw new Error(`README.md lacks the lines ${START} and ${END}; put them where the table of the configuration belongs.`);
  return `${readme.slice(0, start + START.length)}\n\n${configTable()}\n\n${readme.slice(end)}`;
}

function keysOf(object: Schema, prefix: string): readonly ConfigKey[] {
  return Object.entries(object.properties ?? {}).flatMap(([name, schema]) => {
    if (typeof schema === "boolean") return [];
    const path = `${prefix}${name}`;
    const own = { path, type: typeOf(schema), default: defaultOf(schema, object.required?.includes(name) ?? false), description: schema.description ?? "" };
    const items = itemsOf(schema);
    if (items?.properties !== undefined) return [own, ...keysOf(items, `${path}[].`)];
    if (schema.properties === undefined || isWhole(schema)) return [own];
    // A group without a meaning of its own is told by its keys.
    return [...(own.description === "" ? [] : [own]), ...keysOf(schema, `${path}.`)];
  });
}

/** Whether an object is one value for the reader: a reference to a secret, or one with a default of its own. */
function isWhole(schema: Schema): boolean {
  return isSecretReference(schema) || !["undefined", "{}"].includes(JSON.stringify(schema.default) ?? "undefined");
}

function isSecretReference({ properties }: Schema): boolean {
  return Object.keys(properties ?? {}).join() === "secret,key";
}

function itemsOf({ items }: Schema): Schema | undefined {
  return typeof items === "object" && !Array.isArray(items) ? items : undefined;
}

function typeOf(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(", ");
  const items = itemsOf(schema);
  if (items !== undefined) return items.properties === undefined ? `list of ${typeOf(items)}` : "list";
  if (isSecretReference(schema)) return "secret";
  if (schema.type === "object") return "map";
  if (schema.type === "integer") return `integer${range(schema)}`;
  return grammarWords.get(schema.pattern ?? "") ?? String(schema.type);
}

function range({ minimum, maximum }: Schema): string {
  if (maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER) return ` ${minimum} to ${maximum}`;
  return minimum === undefined ? "" : ` from ${minimum}`;
}

/** What the grammars of several keys are called; the README explains the words above the table. */
const grammarWords: ReadonlyMap<string, string> = new Map(
  ([
    [grammar.duration, "duration"],
    [grammar.prometheusSize, "size"],
    [grammar.quantity, "quantity"],
    [grammar.objectName, "name"],
    [grammar.hostName, "host name"],
    [grammar.endpointHost, "host"],
    [grammar.slackChannel, "channel"],
  ] as const).map(([schema, word]) => [z.toJSONSchema(schema).pattern ?? "", word]),
);

function defaultOf(schema: Schema, required: boolean): string {
  if (schema.default === undefined) return required ? "required" : "none";
  return stringify(schema.default, { collectionStyle: "flow", lineWidth: 0 }).trim();
}

function shown(value: string): string {
  return value === "required" || value === "none" ? value : `\`${value}\``;
}

/** Text that Markdown takes as it is: no cell's end, no HTML. */
function escaped(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "\\<");
}

if (require.main === module) {
  writeFileSync(README, withConfigTable(readFileSync(README, "utf8")));
  console.log(`README.md: ${configKeys().length} keys below ${CONFIG_PREFIX}`);
}
