/** Reads the stack's configuration once and reports every problem at once. */
import { allConfig } from "@pulumi/pulumi/runtime/config";
import { RunError } from "@pulumi/pulumi/errors";
import type { z } from "zod";
import { configSchema, type Config } from "./schema";

/** Prefix of this project's keys in a stack file. */
export const CONFIG_PREFIX = "monitoring:";

/** The configuration as the engine hands it over: a text for each key, JSON for anything that is not a text. */
export type RawConfig = Readonly<Record<string, string>>;

/**
 * Parses the keys of this project.
 *
 * @throws RunError with one line a problem; nothing has been registered by then.
 */
export function parseConfig(raw: RawConfig): Config {
  const result = configSchema.safeParse(ownKeys(raw), { reportInput: true });
  if (result.success) return result.data;
  throw new RunError(`The stack's configuration is not usable:\n${result.error.issues.map((issue) => `  - ${sentence(issue)}`).join("\n")}`);
}

/** The configuration of the running stack. */
export function loadConfig(): Config {
  return parseConfig(allConfig() as RawConfig);
}

function ownKeys(raw: RawConfig): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(raw)
      .filter(([key]) => key.startsWith(CONFIG_PREFIX))
      .map(([key, text]) => [key.slice(CONFIG_PREFIX.length), decode(text)]),
  );
}

/** Texts stand as they are; objects, lists, booleans and numbers come as JSON. */
function decode(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** One problem as a sentence that names the key as the stack file spells it. */
function sentence(issue: z.core.$ZodIssue): string {
  const key = spell(issue.path);
  if (issue.code === "unrecognized_keys") {
    const unknown = issue.keys.map((name) => spell([...issue.path, name])).join(", ");
    return `${unknown} is not a key of this configuration; see the README's table for those that are.`;
  }
  if (issue.input === undefined) return `${key} is missing; ${lowerFirst(issue.message)}.`;
  return `${key} is ${shown(issue)}; it ${lowerFirst(issue.message).replace(/^invalid input: expected/, "must be:")}.`;
}

/** The value at fault, unless it stands where a secret could have been written by mistake. */
function shown(issue: z.core.$ZodIssue): string {
  if (issue.path.some((part) => /secret|password|webhook|credentials/i.test(String(part)))) return "not valid (its value is not shown)";
  return JSON.stringify(issue.input).slice(0, 80);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function spell(path: readonly PropertyKey[]): string {
  const [first, ...rest] = path;
  return rest.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : `${text}.${String(part)}`),
    `${CONFIG_PREFIX}${String(first ?? "")}`,
  );
}
