/** Reads values from AWS Secrets Manager. They are Pulumi secrets from here on. */
import { getSecretVersion } from "@pulumi/aws/secretsmanager/getSecretVersion";
import { secret, type Output } from "@pulumi/pulumi";
import { RunError } from "@pulumi/pulumi/errors";
import type { Config } from "../../config/schema";
import { demandOn, described, parseFields, type SecretField } from "../../config/fields/secret-fields";
import { secretUses, type SecretUse } from "../../config/secret-uses";

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
 * @throws RunError with one sentence for each secret that cannot be read, and for each of its values that cannot be used.
 */
export async function readSecrets(config: Config): Promise<SecretTexts> {
  const uses = secretUses(config);
  const results = await Promise.allSettled(uses.map(readOne));
  const problems = results.flatMap((result) =>
    result.status === "rejected" ? [(result.reason as Error).message] : [],
  );
  if (problems.length > 0) throw new RunError(problems.join("\n"));
  return new Map(
    results.flatMap((result, index) => {
      const use = uses[index];
      return result.status === "fulfilled" && use !== undefined ? [[use.id, result.value] as const] : [];
    }),
  );
}

/** Reads one secret and checks what is asked of it; messages never hold its value. */
async function readOne(use: SecretUse): Promise<SecretText> {
  const { secretString: text = "", versionId } = await getSecretVersion({ secretId: use.id }).catch((error: Error) => {
    throw new Error(
      `The secret "${use.id}" (${use.usedBy.join(", ")}) cannot be read from AWS Secrets Manager: ${reason(error)}. ` +
        `Create it with ${use.keys.length === 0 ? "the value as its text" : `the JSON keys ${use.keys.join(", ")}`}, or correct the key in the stack file.`,
    );
  });
  const problems = secretProblems(use, text);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return { text: secret(text), version: versionId };
}

/** The essence of a provider's error: its last line that says something. */
function reason(error: Error): string {
  const text = /ResourceNotFoundException/.test(error.message)
    ? "it does not exist (ResourceNotFoundException)"
    : error.message;
  return text.split("\n")[0]?.replace(/\.$/, "") ?? "unknown reason";
}

/** What is wrong with the text of a secret: one sentence for each value that cannot be used, without the value. */
export function secretProblems(use: SecretUse, text: string): readonly string[] {
  const fields = parseFields(text);
  const sentence = (usedBy: readonly string[], what: string) =>
    `The secret "${use.id}" (${usedBy.join(", ")}) ${what} in AWS Secrets Manager.`;
  const ofJson = use.fields.filter(({ key }) => key !== undefined);
  const noJson = fields === undefined && ofJson.length > 0 ? [sentence(usersOf(ofJson), noObject(text, use.keys))] : [];
  const wrong = use.fields.flatMap(({ key, kind, optional, usedBy }) => {
    if (key !== undefined && fields === undefined) return [];
    const value = key === undefined ? text : fields?.get(key);
    if (value === undefined && optional) return [];
    const demand = demandOn(value, kind);
    if (demand === undefined) return [];
    if (value === undefined) return [sentence(usedBy, `lacks the JSON key ${key}, which ${demand}; add it`)];
    return [
      sentence(
        usedBy,
        `has ${described(value)} ${key === undefined ? "as its whole text" : `at the JSON key ${key}`}; it ${demand}; correct it`,
      ),
    ];
  });
  return [...noJson, ...wrong];
}

function noObject(text: string, keys: readonly string[]): string {
  return `${text.trim() === "" ? "is empty" : "holds no JSON object"}; it must be one with the JSON key${keys.length > 1 ? "s" : ""} ${keys.join(", ")}; correct it`;
}

function usersOf(fields: readonly SecretField[]): readonly string[] {
  return [...new Set(fields.flatMap(({ usedBy }) => usedBy))];
}
