/** Reads values from AWS Secrets Manager. They are Pulumi secrets from here on. */
import { getSecretVersion } from "@pulumi/aws/secretsmanager/getSecretVersion";
import { secret, type Output } from "@pulumi/pulumi";
import { RunError } from "@pulumi/pulumi/errors";
import type { Config } from "../../config/schema";
import { jsonMembers } from "../../config/fields/json-members";
import { memberRefusal, textRefusal, type SecretField } from "../../config/fields/secret-fields";
import { secretUses, type SecretUse } from "../../config/secret-uses";
import { readFailure, type ReadFailure } from "./read-failure";

/** One secret as it was read. */
export interface SecretText {
  /** Its whole text; a Pulumi secret. */
  readonly text: Output<string>;
  /** Id of its version in Secrets Manager: changes when the secret is rotated, reveals nothing of its value. */
  readonly version: string;
}

/** The versions of secrets, by the name or ARN they are referred to by. */
export type SecretVersions = ReadonlyMap<string, Pick<SecretText, "version">>;

/** Every secret that a stack refers to, by the name or ARN it is referred to by. */
export type SecretTexts = ReadonlyMap<string, SecretText>;

/**
 * Reads every secret that the configuration refers to, before anything is registered:
 * a secret that is missing or holds a wrong value stops the program with nothing half made.
 *
 * @throws RunError with one sentence for each secret that cannot be read (one for all where it is not about them), and for each of
 *   their values that cannot be used.
 */
export async function readSecrets(config: Config): Promise<SecretTexts> {
  const attempts = await Promise.all(secretUses(config).map(attempt));
  const problems = [
    ...unreadSentences(attempts.filter((one) => "failure" in one)),
    ...attempts.flatMap((one) => ("problems" in one ? one.problems : [])),
  ];
  if (problems.length > 0) throw new RunError(problems.join("\n"));
  return new Map(attempts.flatMap((one) => ("read" in one ? [[one.use.id, one.read] as const] : [])));
}

/** A secret that was read, one that could not be, or one with values that cannot be used. */
type Attempt =
  | { readonly use: SecretUse; readonly read: SecretText }
  | Unread
  | { readonly use: SecretUse; readonly problems: readonly string[] };

interface Unread {
  readonly use: SecretUse;
  readonly failure: ReadFailure;
}

/** Reads one secret and checks what is asked of it; messages never hold its value. */
async function attempt(use: SecretUse): Promise<Attempt> {
  const answer = await getSecretVersion({ secretId: use.id }).catch((error: unknown) => ({
    failure: readFailure(error instanceof Error ? error.message : String(error)),
  }));
  if ("failure" in answer) return { use, failure: answer.failure };
  const { secretString, secretBinary, versionId } = answer;
  const isBinary = !isFilled(secretString) && isFilled(secretBinary);
  const problems = isBinary ? [binary(use)] : secretProblems(use, secretString ?? "");
  return problems.length > 0 ? { use, problems } : { use, read: { text: secret(secretString), version: versionId } };
}

/** The provider has an empty text for what a secret does not have. */
function isFilled(text: string | undefined): boolean {
  return text !== undefined && text !== "";
}

function binary({ id, usedBy, keys }: SecretUse): string {
  const must = keys.length === 0 ? "a text" : `a JSON object with the JSON key${plural(keys)} ${keys.join(", ")}`;
  return `The secret "${id}" (${usedBy.join(", ")}) is binary; it must be ${must}; store it with aws secretsmanager put-secret-value --secret-string.`;
}

/** One sentence a secret, or one for all secrets that fail for the same reason where it is not about them. */
function unreadSentences(unread: readonly Unread[]): readonly string[] {
  const causes = [...new Set(unread.map(({ failure }) => failure.cause))];
  return causes.flatMap((cause) => {
    const same = unread.filter(({ failure }) => failure.cause === cause);
    const groups = same.some(({ failure }) => failure.ofOneSecret) ? same.map((one) => [one]) : [same];
    return groups.flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const names = group.map(({ use: { id, usedBy } }) => `"${id}" (${usedBy.join(", ")})`).join(", ");
      return [
        `The secret${plural(group)} ${names} cannot be read from AWS Secrets Manager: ${cause}; ${first.failure.remedy(first.use)}.`,
      ];
    });
  });
}

/** What is wrong with the text of a secret: one sentence for each value that cannot be used, without the value. */
export function secretProblems(use: SecretUse, text: string): readonly string[] {
  const members = jsonMembers(text);
  const sentence = (usedBy: readonly string[], what: string) =>
    `The secret "${use.id}" (${usedBy.join(", ")}) ${what} in AWS Secrets Manager.`;
  const ofJson = use.fields.filter(({ key }) => key !== undefined);
  const noJson =
    members === undefined && ofJson.length > 0 ? [sentence(usersOf(ofJson), noObject(text, use.keys))] : [];
  const wrong = use.fields.flatMap(({ key, kind, optional, usedBy }) => {
    if (key === undefined) {
      const refusal = textRefusal(text, kind);
      if (refusal === undefined) return [];
      const remedy = members === undefined ? "correct it" : "name its JSON key in the stack file, or correct it";
      return [sentence(usedBy, `has ${refusal.has} as its whole text; it ${refusal.must}; ${remedy}`)];
    }
    const values = members?.get(key);
    if (members === undefined || (values === undefined && optional)) return [];
    const refusal = memberRefusal(values, kind);
    if (refusal === undefined) return [];
    return [
      values === undefined
        ? sentence(usedBy, `lacks the JSON key ${key}, which ${refusal.must}; add it`)
        : sentence(usedBy, `has ${refusal.has} at the JSON key ${key}; it ${refusal.must}; correct it`),
    ];
  });
  return [...noJson, ...wrong];
}

function noObject(text: string, keys: readonly string[]): string {
  const what = text.startsWith("\ufeff")
    ? "begins with a byte order mark"
    : text.trim() === ""
      ? "is empty"
      : "holds no JSON object";
  return `${what}; it must be one with the JSON key${plural(keys)} ${keys.join(", ")}; correct it`;
}

function usersOf(fields: readonly SecretField[]): readonly string[] {
  return [...new Set(fields.flatMap(({ usedBy }) => usedBy))];
}

function plural(items: readonly unknown[]): string {
  return items.length > 1 ? "s" : "";
}
