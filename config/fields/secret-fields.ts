/** What is asked of the values in a secret: the grammars of the stack file, for a secret is typed by hand as well. */
import { z } from "zod";
import { isMap } from "../../common/maps";
import { endpointHost, port, userName } from "./grammar";

/** What a value in a secret is. */
export type FieldKind = "host" | "port" | "userName" | "text";

/** One value that is asked of a secret. */
export interface AskedField {
  /** Its JSON key; absent where the secret's whole text is the value. */
  readonly key?: string;
  readonly kind: FieldKind;
  /** Whether the secret may lack it. */
  readonly optional?: true;
}

/** One value that is asked of a secret, and by whom. */
export interface SecretField extends AskedField {
  /** Keys of the configuration that ask for it, for messages. */
  readonly usedBy: readonly string[];
}

const TEXT_WORDS = "must be a text that is not blank, in quotes as JSON writes texts";

/** A port as a number, which is how RDS writes it, or as the digits of one. */
const portOrDigits = z
  .preprocess((value) => (typeof value === "string" && /^[1-9]\d{0,4}$/.test(value) ? Number(value) : value), port)
  .transform(String);

/** The grammar of each kind. A number is no text: JSON.parse has rounded it, and `1.0` is `1` by then. */
const GRAMMARS: Readonly<Record<FieldKind, z.ZodType<string>>> = {
  host: endpointHost,
  port: portOrDigits,
  userName,
  text: z.string({ error: TEXT_WORDS }).regex(/\S/, TEXT_WORDS),
};

/** What a value must be and is not, as the end of a sentence ("must be ..."); undefined where it is right. */
export function demandOn(value: unknown, kind: FieldKind): string | undefined {
  return GRAMMARS[kind].safeParse(value).error?.issues[0]?.message;
}

/** What stands in a secret, in words that reveal nothing of the value. */
export function described(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return value.trim() === "" ? "an empty text" : "a text that is not shown";
  return (
    { number: "a number that is not shown", boolean: "true or false", object: "a map" }[typeof value as string] ??
    "nothing"
  );
}

/** The fields of a JSON secret by their keys; undefined where the text is no JSON object. */
export function parseFields(text: string): ReadonlyMap<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMap(value) ? new Map(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * One field of a JSON secret as a text.
 *
 * @returns undefined where the secret lacks it.
 * @throws Error where it is not what its kind has to be, without its value; readSecrets has reported it by then.
 */
export function optionalField(json: string, key: string, kind: FieldKind): string | undefined {
  const value = parseFields(json)?.get(key);
  if (value === undefined) return undefined;
  const { data, error } = GRAMMARS[kind].safeParse(value);
  if (error !== undefined)
    throw new Error(
      `A secret has ${described(value)} at the JSON key ${key}; it ${error.issues[0]?.message ?? "must be another"}.`,
    );
  return data;
}

/**
 * One field of a JSON secret as a text.
 *
 * @throws Error where the secret lacks it as well; readSecrets has reported it by then.
 */
export function requiredField(json: string, key: string, kind: FieldKind): string {
  const value = optionalField(json, key, kind);
  if (value === undefined)
    throw new Error(`A secret lacks the JSON key ${key}; add it to the secret's value in AWS Secrets Manager.`);
  return value;
}
