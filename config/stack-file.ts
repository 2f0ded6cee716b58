/** Reads a stack file as the engine does, without the engine. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi/errors";
import { nearest } from "../common/nearest";
import { withoutSecretsInText } from "../secrets/mask";
import { ENCRYPTED } from "./encrypted";
import { isOfType, type ProjectFile, readProjectFile, withNamespace } from "./files/project";
import { plainScalar } from "./files/scalars";
import { parseStackName } from "./files/stack-name";
import { engineText } from "./files/text";
import { UNREAD } from "./files/unread";
import { readYaml, type Value } from "./files/yaml";
import type { RawConfig } from "./raw";

/** Keys of a stack file beside its configuration. https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/ */
const SETTINGS = ["config", "environment", "secretsprovider", "encryptedkey", "encryptionsalt"];

/** Names of the stacks that have a file in a project's folder. */
export function stackNames(projectFolder: string): readonly string[] {
  return readdirSync(join(projectFolder, readProjectFile(projectFolder).stackFolder))
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

/**
 * The name that a stack's file is called after: `staging` for `staging`, `acme/staging` and `acme/monitoring/staging`.
 *
 * @throws Error where the name is none, or of another project's stack.
 */
export function ownStackName(projectFolder: string, name: string): string {
  return parseStackName(name, readProjectFile(projectFolder).name).stack;
}

/**
 * The configuration of a stack as the engine would hand it to the program: a text for each key, JSON for lists and maps,
 * {@link ENCRYPTED} for each encrypted value. What the project file declares is part of it.
 *
 * @throws Error where the stack has no file; the message names those that have one.
 * @throws RunError with one line a problem, where the file or the project's file is not what the engine takes.
 */
export function readStackFile(projectFolder: string, name: string): RawConfig {
  const { stack, config, problems } = stackFile(projectFolder, name);
  if (problems.length === 0) return config;
  const { configProblems } = require("./load") as typeof import("./load");
  // What is wrong with the values is said at once, unless none could be read.
  const others = Object.keys(config).length === 0 ? [] : configProblems(config);
  const lines = [...problems, ...others].map((line) => `  - ${withoutSecretsInText(line)}`);
  throw new RunError(`Pulumi.${stack}.yaml is not usable:\n${lines.join("\n")}`);
}

/** What a stack's file says, and what is wrong with the file itself. */
export interface StackFile {
  readonly stack: string;
  /** As far as it could be read. */
  readonly config: RawConfig;
  /** Sentences; of the values themselves `parseConfig` judges. */
  readonly problems: readonly string[];
}

/**
 * Reads the file of a stack, also one that is not what the engine takes.
 *
 * @throws Error where the stack has no file, or the project's own is not usable.
 */
export function stackFile(projectFolder: string, name: string): StackFile {
  const project = readProjectFile(projectFolder);
  const { stack } = parseStackName(name, project.name);
  const file = join(projectFolder, project.stackFolder, `Pulumi.${stack}.yaml`);
  return { stack, ...stackConfig(readStack(projectFolder, stack, file), project, stack) };
}

function readStack(projectFolder: string, stack: string, file: string): Uint8Array {
  if (existsSync(file)) {
    try {
      return readFileSync(file);
    } catch (error) {
      throw new Error(`Pulumi.${stack}.yaml cannot be read: ${(error as Error).message}`);
    }
  }
  const other = file.replace(/yaml$/, "yml");
  const hint = existsSync(other) ? ` Pulumi does not read Pulumi.${stack}.yml; rename it.` : "";
  const names = stackNames(projectFolder);
  throw new Error(
    `The stack "${stack}" has no file Pulumi.${stack}.yaml; ${names.length === 0 ? "no stack has one" : `there are ${names.join(", ")}`}.${hint}`,
  );
}

/** The configuration with what the project declares, and what is wrong with the file. */
function stackConfig(bytes: Uint8Array, project: ProjectFile, stack: string): Omit<StackFile, "stack"> {
  const { value, problems: unreadable } = readYaml(bytes);
  if (value === undefined) return { config: {}, problems: unreadable };
  if (value !== null && !(value instanceof Map))
    return {
      config: {},
      problems: [...unreadable, "it is no map; it must begin with config: and have the stack's keys below."],
    };
  const root = (value ?? new Map()) as ReadonlyMap<string, Value>;
  const problems = [...unreadable, ...settingProblems(root)];
  const values = new Map<string, Value>();
  const given = root.get("config") ?? null;
  if (given !== null && given !== UNREAD && !(given instanceof Map))
    problems.push("its config is no map; it must have one key and one value a line.");
  for (const [key, field] of given instanceof Map ? (given as ReadonlyMap<string, Value>) : []) {
    const full = withNamespace(key, project.name);
    // A name that YAML takes for a number or the like is none to the engine.
    if (full.split(":").length !== 2 || typeof plainScalar(key) !== "string")
      problems.push(`${key} is no key of a stack; it must be a namespace, a colon and a name.`);
    else if (values.has(full)) problems.push(`${full} is given twice, once in a shorter form; keep one.`);
    else values.set(full, field);
  }
  problems.push(...declaredProblems(project, values, stack));
  for (const [key, { value: fallback }] of project.declared)
    if (!values.has(key) && fallback !== undefined) values.set(key, fallback);
  return {
    config: Object.fromEntries([...values].map(([key, field]) => [key, engineText(masked(field))])),
    problems,
  };
}

/** What stands beside the configuration and keeps it from being read, or is a slip of its name. */
function settingProblems(root: ReadonlyMap<string, Value>): readonly string[] {
  const imports = root.get("environment") ?? null;
  const slips = [...root.keys()].flatMap((key) => {
    if (SETTINGS.includes(key)) return [];
    const meant = key.includes(":") ? "config" : nearest(key, SETTINGS);
    if (meant === undefined) return [];
    return [
      key.includes(":")
        ? `${key} stands beside config, where nobody reads it; indent it below config:.`
        : `${key} is not read by Pulumi; did you mean ${meant}?`,
    ];
  });
  return [
    ...slips,
    ...(imports === null
      ? []
      : ["environment imports values from Pulumi ESC, which are not in this file; write them below config:."]),
  ];
}

/** What the project demands of a stack. */
function declaredProblems(
  { declared }: ProjectFile,
  values: ReadonlyMap<string, Value>,
  stack: string,
): readonly string[] {
  return [...declared].flatMap(([key, { value: fallback, type, items, secret, required }]) => {
    const value = values.has(key) ? (values.get(key) ?? null) : fallback;
    if (value === undefined)
      return required
        ? [`${key} is missing; Pulumi.yaml declares it without a default, so every stack must have it.`]
        : [];
    if (type === undefined) return [];
    if (secret && !isEncrypted(value))
      return [
        `${key} is not encrypted, and Pulumi.yaml declares it as a secret; set it by \`pulumi config set --secret --stack ${stack} ${key}\`.`,
      ];
    // A key without a value is an empty text.
    const judged = value === null ? "" : value;
    return holdsEncrypted(value) || isOfType(typed(judged), type, items)
      ? []
      : [`${key} is not of the type that Pulumi.yaml declares; it must be of the type ${type}.`];
  });
}

/** The engine judges a value at the top by its text. */
function typed(value: Value): Value {
  return Array.isArray(value) || value instanceof Map ? value : engineText(value);
}

/** Whether the value is an encrypted one: a map with nothing but the text `secure`. */
function isEncrypted(value: Value): boolean {
  return value instanceof Map && value.size === 1 && typeof value.get("secure") === "string";
}

function holdsEncrypted(value: Value): boolean {
  if (isEncrypted(value)) return true;
  if (value instanceof Map) return [...(value as ReadonlyMap<string, Value>).values()].some(holdsEncrypted);
  return Array.isArray(value) && (value as readonly Value[]).some(holdsEncrypted);
}

/** The value with {@link ENCRYPTED} in place of each encrypted part. */
function masked(value: Value): Value {
  if (isEncrypted(value)) return ENCRYPTED;
  if (value instanceof Map)
    return new Map([...(value as ReadonlyMap<string, Value>)].map(([key, field]) => [key, masked(field)]));
  return Array.isArray(value) ? (value as readonly Value[]).map(masked) : value;
}

/** Configuration as the engine hands it to the program; a value that is undefined is none. For values that no file holds. */
export function rawConfig(values: Readonly<Record<string, unknown>>): RawConfig {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, asText(value)]])),
  );
}

function asText(value: unknown): string {
  // A key without a value.
  if (value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
