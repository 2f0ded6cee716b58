/** Reads the stack's configuration once and reports every problem at once. */
import { allConfig } from "@pulumi/pulumi/runtime/config";
import { RunError } from "@pulumi/pulumi/errors";
import type { z } from "zod";
import { withoutSecretsInText } from "../secrets/mask";
import { combinationProblems } from "./combinations";
import { changedValueProblems } from "./changed-values";
import { encryptedProblems, unreadKeys, withoutDecrypted } from "./encrypted";
import { problemsOf } from "./issues";
import { plainSecretProblems } from "./plain-secrets";
import type { Problem } from "./fields/problem";
import { providerProblems, secretsElsewhere } from "./providers";
import type { RawConfig } from "./raw";
import { sizedConfigSchema, type Config } from "./schema";
import { CONFIG_PREFIX, related, spell } from "./fields/spelling";
import { withPlaceholders } from "./placeholders";

/**
 * Parses the keys of this project, and checks those of the providers that it deploys with.
 *
 * @throws RunError with one line a problem, ordered by key; nothing has been registered by then.
 */
export function parseConfig(raw: RawConfig): Config {
  const result = checkedConfig(raw);
  if ("config" in result) return result.config;
  throw new RunError(
    `The stack's configuration is not usable:\n${result.problems.map((sentence) => `  - ${sentence}`).join("\n")}`,
  );
}

/** The sentences of {@link parseConfig}; none where the configuration is right. */
export function configProblems(raw: RawConfig): readonly string[] {
  const result = checkedConfig(raw);
  return "config" in result ? [] : result.problems;
}

function checkedConfig(raw: RawConfig): { readonly config: Config } | { readonly problems: readonly string[] } {
  const given = ownKeys(raw);
  const { data, error } = sizedConfigSchema.safeParse(given, { reportInput: true });
  const secrets = plainSecretProblems(given);
  // Rules on several keys may repeat their values.
  const together = (config: Config) =>
    without(keysOf(secrets), [...combinationProblems(config), ...secretsElsewhere(config, raw)]);
  // What stands there is not what was written, so that nothing else may be said of it.
  const unread = [...encryptedProblems(given), ...changedValueProblems(given)];
  const wrong = [
    ...unread,
    ...without(
      [...keysOf(unread), ...unreadKeys(given)],
      [...providerProblems(raw), ...(error === undefined ? together(data) : allProblems(given, error, together))],
    ),
  ];
  const problems = [...wrong, ...without(keysOf(wrong), secrets)];
  if (problems.length === 0 && data !== undefined) return { config: data };
  // The sentences hide what they can; a secret may be anywhere, also in a key that nobody knows.
  return { problems: inOrder(problems).map(({ sentence }) => withoutSecretsInText(sentence)) };
}

/** The configuration of the running stack. */
export function loadConfig(): Config {
  return parseConfig(withoutDecrypted(allConfig() as RawConfig, process.env));
}

function keysOf(problems: readonly Problem[]): readonly string[] {
  return problems.flatMap(({ keys }) => keys);
}

/** The problems that are about none of the keys. */
function without(keys: readonly string[], problems: readonly Problem[]): readonly Problem[] {
  return problems.filter((problem) => !problem.keys.some((key) => keys.some((other) => related(key, other))));
}

/** What is wrong with the values, and with the combinations of those that are right. */
function allProblems(
  given: Readonly<Record<string, unknown>>,
  { issues }: z.core.$ZodError,
  together: (config: Config) => readonly Problem[],
): readonly Problem[] {
  const wrong = firstOfEachKey(issues).flatMap(problemsOf);
  const rest = withPlaceholders(given, issues);
  return rest === undefined
    ? wrong
    : [...wrong, ...without([...keysOf(wrong), ...rest.replaced], together(rest.config))];
}

/** A value breaks its grammar in one way or in several; one sentence says what it has to be. */
function firstOfEachKey(issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  const place = ({ code, path }: z.core.$ZodIssue) => `${spell(path)} ${code === "unrecognized_keys"}`;
  return issues.filter((issue, index) => issues.findIndex((other) => place(other) === place(issue)) === index);
}

/** By key, the items of a list by number. */
function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((one, other) =>
    (one.keys[0] ?? "").localeCompare(other.keys[0] ?? "", "en", { numeric: true }),
  );
}

function ownKeys(raw: RawConfig): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(raw)
      .filter(([key]) => key.startsWith(CONFIG_PREFIX))
      .map(([key, text]) => [key.slice(CONFIG_PREFIX.length), decode(text)]),
  );
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
