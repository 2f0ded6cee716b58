/** Reads the stack's configuration once and reports every problem at once. */
import { allConfig } from "@pulumi/pulumi/runtime/config";
import { RunError } from "@pulumi/pulumi/errors";
import type { z } from "zod";
import { withoutSecretsInText } from "../secrets/mask";
import { combinationProblems } from "./combinations";
import { problemsOf } from "./issues";
import { nearest } from "./nearest";
import { plainSecretProblems } from "./plain-secrets";
import type { Problem } from "./problem";
import { sizedConfigSchema, type Config } from "./schema";
import { CONFIG_PREFIX, related, spell } from "./spelling";
import { mended } from "./stand-ins";

/** The configuration as the engine hands it over: a text for each key, JSON for anything that is not a text. */
export type RawConfig = Readonly<Record<string, string>>;

/**
 * Parses the keys of this project.
 *
 * @throws RunError with one line a problem, ordered by key; nothing has been registered by then.
 */
export function parseConfig(raw: RawConfig): Config {
  const given = ownKeys(raw);
  const { data, error } = sizedConfigSchema.safeParse(given, { reportInput: true });
  const secrets = plainSecretProblems(given);
  const hidden = secrets.flatMap(({ keys }) => keys);
  const wrong = [...foreignKeys(raw), ...(error === undefined ? without(hidden, combinationProblems(data)) : allProblems(given, error, hidden))];
  const problems = [...wrong, ...without(wrong.flatMap(({ keys }) => keys), secrets)];
  if (problems.length === 0 && data !== undefined) return data;
  // The sentences hide what they can; a secret may be anywhere, also in a key that nobody knows.
  const sentences = inOrder(problems).map(({ sentence }) => `  - ${withoutSecretsInText(sentence)}`);
  throw new RunError(`The stack's configuration is not usable:\n${sentences.join("\n")}`);
}

/** The configuration of the running stack. */
export function loadConfig(): Config {
  return parseConfig(allConfig() as RawConfig);
}

/** The problems that speak of none of the keys. */
function without(keys: readonly string[], problems: readonly Problem[]): readonly Problem[] {
  return problems.filter((problem) => !problem.keys.some((key) => keys.some((other) => related(key, other))));
}

/**
 * What is wrong with the values, and with the combinations of those that are right.
 *
 * @param hidden keys whose values may not be shown.
 */
function allProblems(given: Readonly<Record<string, unknown>>, { issues }: z.core.$ZodError, hidden: readonly string[]): readonly Problem[] {
  const wrong = firstOfEachKey(issues).flatMap(problemsOf);
  const rest = mended(given, issues);
  if (rest === undefined) return wrong;
  return [...wrong, ...without([...wrong.flatMap(({ keys }) => keys), ...rest.replaced, ...hidden], combinationProblems(rest.config))];
}

/** A value breaks its grammar in one way or in several; one sentence says what it has to be. */
function firstOfEachKey(issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  const place = ({ code, path }: z.core.$ZodIssue) => `${spell(path)} ${code === "unrecognized_keys"}`;
  return issues.filter((issue, index) => issues.findIndex((other) => place(other) === place(issue)) === index);
}

/** By key, the items of a list by number. */
function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((one, other) => (one.keys[0] ?? "").localeCompare(other.keys[0] ?? "", "en", { numeric: true }));
}

function ownKeys(raw: RawConfig): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(raw)
      .filter(([key]) => key.startsWith(CONFIG_PREFIX))
      .map(([key, text]) => [key.slice(CONFIG_PREFIX.length), decode(text)]),
  );
}

/** Keys whose prefix is a slip of this project's: nobody else would read them. */
function foreignKeys(raw: RawConfig): readonly Problem[] {
  const ours = CONFIG_PREFIX.replace(":", "");
  return Object.keys(raw)
    .map((key) => ({ key, prefix: key.split(":")[0] ?? "" }))
    .filter(({ prefix }) => nearest(prefix, [ours]) !== undefined)
    .map(({ key, prefix }) => ({ keys: [key], sentence: `${key} is read by nobody; the keys of this project begin with ${CONFIG_PREFIX}, so did you mean ${key.replace(prefix, ours)}?` }));
}

/** Texts stand as they are, numbers too, since a name may be all digits; maps, lists and booleans come as JSON. */
function decode(text: string): unknown {
  if (!/^\s*[[{]|^(true|false)$/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
