/** What `Pulumi.yaml` says of the stacks' configuration: where their files are, and what they need not say themselves. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { INT64_MAX, type ScalarValue, Timestamp } from "./scalars";
import { readYaml, type Value } from "./yaml";

/** The parts of a project file that configuration depends on. */
export interface ProjectFile {
  readonly name: string;
  /** Folder of the stack files, below the project's. */
  readonly stackFolder: string;
  /** By key as a stack file spells it, with its namespace. */
  readonly declared: ReadonlyMap<string, DeclaredKey>;
}

/** A key of the project's `config:`. */
export interface DeclaredKey {
  /** What a stack has that says nothing itself. */
  readonly value: Value | undefined;
  /** Its type, where the project declares one: `string`, `integer`, `boolean`, `object`, or of a list `array`. */
  readonly type: string | undefined;
  /** What the items of a list are. */
  readonly items: Value | undefined;
  /** Whether every stack has to encrypt its value. */
  readonly secret: boolean;
  /** Whether a stack has to have a value of its own. */
  readonly required: boolean;
}

const TYPES = ["string", "integer", "boolean", "object", "array"];

/**
 * Reads the project file.
 *
 * @throws Error with one line a problem.
 */
export function readProjectFile(folder: string): ProjectFile {
  const { value, problems } = readYaml(readFileSync(join(folder, "Pulumi.yaml")));
  const found = [...problems];
  const root = value instanceof Map ? (value as ReadonlyMap<string, Value>) : new Map<string, Value>();
  const name = root.get("name");
  if (found.length === 0 && (typeof name !== "string" || name === ""))
    found.push("it has no name; give the project one (name: monitoring).");
  const project = typeof name === "string" ? name : "";
  const config = root.get("config") ?? null;
  const folderOfStacks = root.get("stackConfigDir") ?? (typeof config === "string" ? config : ".");
  const declared = new Map<string, DeclaredKey>();
  if (config instanceof Map) {
    for (const [key, definition] of config as ReadonlyMap<string, Value>) {
      const result = declaredKey(project, key, definition);
      if (typeof result === "string") found.push(`config, ${key}: ${result}`);
      else declared.set(withNamespace(key, project), result);
    }
  } else if (config !== null && typeof config !== "string") {
    found.push("its config is no map; it must have keys and what they are.");
  }
  if (found.length > 0)
    throw new Error(`Pulumi.yaml is not usable:\n${found.map((problem) => `  - ${problem}`).join("\n")}`);
  return { name: project, stackFolder: String(folderOfStacks), declared };
}

/** A key with the project's own namespace where it has none; the old form `namespace:config:name` is the same as without `config`. */
export function withNamespace(key: string, project: string): string {
  const full = key.includes(":") ? key : `${project}:${key}`;
  return full.replace(/^([^:]*):config:([^:]*)$/, "$1:$2");
}

/** The key as the engine understands it, or what is wrong with it. */
function declaredKey(project: string, key: string, definition: Value): DeclaredKey | string {
  const own = !key.includes(":") || key.startsWith(`${project}:`);
  if (/[.[\]"]/.test(key)) return "it is a path into a value; declare the whole key, and give it a default as a map.";
  if (!(definition instanceof Map) && definition !== null) {
    if (
      typeof definition === "number" ||
      definition instanceof Timestamp ||
      (typeof definition === "bigint" && definition > INT64_MAX)
    )
      return "it is a number with a fraction, a date or a very large number; write it as default: below the key.";
    return { value: projectValue(definition), type: undefined, items: undefined, secret: false, required: false };
  }
  const fields = definition ?? new Map<string, Value>();
  const [type, items, fallback, value] = ["type", "items", "default", "value"].map(
    (field) => fields.get(field) ?? undefined,
  );
  if (fallback !== undefined && value !== undefined) return "it has a default and a value; it must have one of them.";
  if (type !== undefined && !TYPES.includes(String(type)))
    return `its type is ${JSON.stringify(String(type))}; it must be one of ${TYPES.join(", ")}.`;
  if (!own && type !== undefined) return "it belongs to another namespace and has a type; leave the type out.";
  if (!own && fallback !== undefined) return "it belongs to another namespace and has a default; it must have a value.";
  if (!own && value === undefined) return "it belongs to another namespace and has no value; give it one.";
  if (own && type === "array" && items === undefined) return "it is a list without items; say what type they have.";
  if (own && type !== undefined && fallback !== undefined && !isOfType(fallback, String(type), items))
    return `its default is not of the type ${String(type)}; correct one of them.`;
  const given = fallback ?? value;
  return {
    value: given === undefined ? undefined : projectValue(given),
    type: type === undefined ? undefined : String(type),
    items,
    secret: fields.get("secret") === true,
    required: given === undefined,
  };
}

/** Whether a value passes for one of a type, as the engine judges: a text that reads like a number or a boolean does. */
export function isOfType(value: Value, type: string, items: Value | undefined): boolean {
  if (type === "string") return typeof value === "string" || value instanceof Timestamp;
  if (type === "integer")
    return (
      typeof value === "bigint" || (typeof value === "string" && /^[-+]?\d+$/.test(value)) || Number.isInteger(value)
    );
  if (type === "boolean") return typeof value === "boolean" || value === "true" || value === "false";
  if (type === "object") return value instanceof Map;
  if (!Array.isArray(value) || !(items instanceof Map)) return false;
  const [of, below] = [items.get("type"), items.get("items")] as [Value | undefined, Value | undefined];
  return (value as readonly Value[]).every((item) => isOfType(item, String(of), below));
}

/** A default as a stack would have it: dates are spelled otherwise than in a stack file. */
function projectValue(value: Value): Value {
  if (value instanceof Timestamp) return value.toJSON();
  if (typeof value === "bigint" && value > INT64_MAX) return Number(value);
  if (value instanceof Map)
    return new Map([...(value as ReadonlyMap<string, Value>)].map(([key, field]) => [key, projectValue(field)]));
  if (Array.isArray(value)) return (value as readonly Value[]).map(projectValue);
  return value as ScalarValue;
}
