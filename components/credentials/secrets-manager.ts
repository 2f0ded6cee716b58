/** Reads values from AWS Secrets Manager. They are Pulumi secrets from here on. */
import { getSecretVersion } from "@pulumi/aws/secretsmanager/getSecretVersion";
import { secret, type Output } from "@pulumi/pulumi";
import { RunError } from "@pulumi/pulumi/errors";
import type { Config } from "../../config/schema";
import { secretUses, type SecretUse } from "./uses";

/** One secret as it was read. */
export interface SecretText {
  /** Its whole text; a Pulumi secret. */
  readonly text: Output<string>;
  /** Id of its version in Secrets Manager: changes when the secret is rotated, tells nothing of its value. */
  readonly version: string;
}

/** The versions of secrets, by the name or ARN they are referred to by. */
export type SecretVersions = ReadonlyMap<string, Pick<SecretText, "version">>;

/** Every secret that a stack refers to, by the name or ARN it is referred to by. */
export type SecretTexts = ReadonlyMap<string, SecretText>;

/**
 * Reads every secret that the configuration refers to, before anything is registered:
 * a secret that is missing stops the program with nothing half made.
 *
 * @throws RunError with one sentence for each secret that cannot be used.
 */
export async function readSecrets(config: Config): Promise<SecretTexts> {
  const uses = secretUses(config);
  const results = await Promise.allSettled(uses.map(readOne));
  const problems = results.flatMap((result) => (result.status === "rejected" ? [(result.reason as Error).message] : []));
  if (problems.length > 0) throw new RunError(problems.join("\n"));
  return new Map(
    results.flatMap((result, index) => {
      const use = uses[index];
      return result.status === "fulfilled" && use !== undefined ? [[use.id, result.value] as const] : [];
    }),
  );
}

/** Reads one secret and checks that the keys asked of it are there; messages never hold its value. */
async function readOne(use: SecretUse): Promise<SecretText> {
  const { secretString: text, versionId } = await getSecretVersion({ secretId: use.id }).catch((error: Error) => {
    throw new Error(
      `The secret "${use.id}" (${use.usedBy.join(", ")}) cannot be read from AWS Secrets Manager: ${reason(error)}. ` +
        `Create it with ${use.keys.length === 0 ? "the value as its text" : `the JSON keys ${use.keys.join(", ")}`}, or correct the key in the stack file.`,
    );
  });
  const missing = missingKeys(text, use.keys);
  if (missing.length > 0) {
    throw new Error(`The secret "${use.id}" (${use.usedBy.join(", ")}) lacks the JSON key${missing.length > 1 ? "s" : ""} ${missing.join(", ")}; add ${missing.length > 1 ? "them" : "it"} to the secret's value in AWS Secrets Manager.`);
  }
  return { text: secret(text), version: versionId };
}

/** The essence of a provider's error: its last line that says something. */
function reason(error: Error): string {
  const text = /ResourceNotFoundException/.test(error.message) ? "it does not exist (ResourceNotFoundException)" : error.message;
  return text.split("\n")[0]?.replace(/\.$/, "") ?? "unknown reason";
}

/** The keys of a JSON secret that are absent or empty; all of them where the text is no JSON object. */
export function missingKeys(text: string, keys: readonly string[]): readonly string[] {
  if (keys.length === 0) return [];
  const fields = parseFields(text);
  return keys.filter((key) => fields[key] === undefined || fields[key] === "");
}

/** The fields of a JSON secret as texts (Secrets Manager keeps RDS ports as numbers); none where the text is no JSON object. */
export function parseFields(text: string): Readonly<Record<string, string>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, typeof field === "string" ? field : JSON.stringify(field)]));
  } catch {
    return {};
  }
}
