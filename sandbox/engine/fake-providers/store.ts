import { createHash, createHmac } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { isMap } from "../../../common/maps";

/** Environment variable with the path of the file in which the sandbox keeps its secrets. */
export const SECRETS_FILE_VARIABLE = "MONITORING_SANDBOX_SECRETS";

/** Environment variable with the path of a file that holds a random text of this sandbox. */
export const KEY_FILE_VARIABLE = "MONITORING_SANDBOX_KEY_FILE";

/** A secret's value: its text, the keys of a JSON secret, or null where it was created without a value. */
export type SecretValue = string | Readonly<Record<string, unknown>> | null;

/** The secrets of the sandbox by id, which is a name or a full ARN. */
export type SecretStore = Readonly<Record<string, SecretValue>>;

/** Reads the store; a file that does not exist yet is an empty one. */
export function readStore(file: string): SecretStore {
  if (!existsSync(file)) return {};
  const content = parsed(file);
  if (!isStore(content)) {
    throw new Error(
      `${file} must hold a JSON object whose values are texts or objects, one for each secret; correct it, or where the sandbox made it delete it, and a new one is made.`,
    );
  }
  return content;
}

/** The file's JSON, undefined where it is none: the parser's own words would repeat a part of it. */
function parsed(file: string): unknown {
  const text = readFileSync(file, "utf8");
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Writes the store for its owner's eyes only; a concurrent reader sees the old or the new one whole. */
export function writeStore(file: string, store: SecretStore): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(store, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, file);
}

/** The key under which the store holds a secret, asked for by name or ARN; undefined where it does not. */
export function findKey(store: SecretStore, id: string): string | undefined {
  if (Object.hasOwn(store, id)) return id;
  return Object.keys(store).find((key) => secretName(key) === secretName(id));
}

/** The value as AWS hands it out: JSON secrets as text. Undefined for a secret without a value. */
export function secretString(value: SecretValue): string | undefined {
  if (value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The ARN of a secret: as given, or made from its name with AWS's six characters at the end, always the same ones. */
export function secretArn(id: string): string {
  if (id.startsWith("arn:")) return id;
  const suffix = createHash("sha256").update(id).digest("hex").slice(0, 6);
  return `arn:aws:secretsmanager:${REGION}:000000000000:secret:${id}-${suffix}`;
}

/**
 * Id of a version of a secret: another one for another value, as in AWS. It is made with a key, because
 * programs show it, and a plain hash would let a guessed value be confirmed.
 */
export function versionId(key: string, value: string): string {
  const hex = createHmac("sha256", key).update(value).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}

/** Region of the secrets that the fake makes up. */
export const REGION = "eu-central-1";

/** The name within an ARN (`...:secret:<name>-<six characters>`); what is no ARN is a name itself. */
function secretName(id: string): string {
  const name = /^arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:(.+)$/.exec(id)?.[1];
  return name === undefined ? id : name.replace(/-[A-Za-z0-9]{6}$/, "");
}

function isStore(content: unknown): content is SecretStore {
  return (
    isMap(content) &&
    Object.values(content).every(
      (value) => typeof value === "string" || (typeof value === "object" && !Array.isArray(value)),
    )
  );
}
