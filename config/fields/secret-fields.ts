/** What is asked of the values in a secret: the grammars of the stack file, for a secret is typed by hand as well. */
import { z } from "zod";
import { isStandIn } from "../../secrets/stand-ins";
import {
  endpointHost,
  inGrafanaEnvironment,
  inPrometheusConfiguration,
  port,
  postAddress,
  databaseUser,
  slackWebhook,
  userName,
} from "./grammar";
import { isJsonStructure, jsonMembers, type JsonMember } from "./json-members";

/** What any value of a secret must be that is no text. */
const JSON_TEXT_MUST = "must be a text that is not blank, in quotes as JSON writes texts";

/** A password, and what is like one. */
const line = z.string({ error: JSON_TEXT_MUST });

const PORT_MUST = port.safeParse("").error?.issues[0]?.message ?? "must be a port";

/** A port as its digits: RDS writes a number, people write a text. Not `5432.0` or `5.432e3`, which other readers of the secret refuse. */
const portDigits = z
  .string({ error: PORT_MUST })
  .refine((digits) => /^[1-9]\d{0,4}$/.test(digits) && port.safeParse(Number(digits)).success, PORT_MUST);

/** The grammar of each kind of value, besides what {@link defectOf} says of any text. */
const GRAMMARS = {
  host: endpointHost,
  port: portDigits,
  userName,
  /** A user's name that the operator writes into Prometheus' configuration. */
  prometheusUserName: inPrometheusConfiguration(userName),
  databaseUser,
  /** A password that its reader takes as it is. */
  text: line,
  /** A password that the operator writes into Prometheus' configuration. */
  prometheusText: inPrometheusConfiguration(line),
  /** What Prometheus sends in the header Authorization. */
  bearerToken: inPrometheusConfiguration(
    line.regex(/^[\x20-\x7e]*$/, "must be a text of ASCII characters, as a header of HTTP takes one"),
  ),
  /** A password, or an id, that Grafana takes from its environment. */
  grafanaText: inGrafanaEnvironment(line),
  slackWebhook,
  postAddress,
} satisfies Readonly<Record<string, z.ZodType<string>>>;

/** What a value in a secret is. */
export type FieldKind = keyof typeof GRAMMARS;

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

/** A value that cannot be used: what stands there and what must, in words that reveal nothing of it. */
export interface Refusal {
  /** The end of "it has ...". */
  readonly has: string;
  /** "must be ...". */
  readonly must: string;
}

/** What a text must be where its kind says no more. */
const TEXT_MUST = "must be a text without line breaks, and without blanks at its ends";

/**
 * Checks a value, or finds out why it cannot be used.
 *
 * @param member undefined where there is none.
 */
function checked(member: JsonMember | undefined, kind: FieldKind): { readonly text: string } | Refusal {
  const { value, source } = member ?? {};
  // The digits of a number as they are written, where a number may stand: JSON.parse has rounded it, and `1.0` is `1` by then.
  const given = kind === "port" && typeof value === "number" ? source : value;
  const { data, error } = GRAMMARS[kind].safeParse(given);
  const defect = typeof given === "string" ? defectOf(given) : undefined;
  if (error === undefined && defect === undefined) return { text: data };
  return { has: defect?.has ?? described(value), must: error?.issues[0]?.message ?? defect?.must ?? TEXT_MUST };
}

/** What a text must be where it is none at all. */
const VALUE_MUST = "must be the value itself";

/** Why a text can be no value of any kind, in words that reveal nothing; undefined where it may be one. */
function defectOf(text: string): Refusal | undefined {
  const written = (has: string): Refusal => ({ has, must: TEXT_MUST });
  if (/[\p{Cs}\ufffd]/u.test(text)) return written("a text that is not valid UTF-8");
  if (text.startsWith("\ufeff")) return written("a text that begins with a byte order mark");
  if (text.trim() === "") return written("an empty text");
  if (/[\r\n]$/.test(text)) return written("a text that ends in a line break");
  if (/^[\s\p{Cf}]|[\s\p{Cf}]$/u.test(text))
    return written("a text that begins or ends with a blank or a character that is not seen");
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text))
    return written("a text that has a line break or another control character in it");
  if (isJsonStructure(text)) return { has: "JSON in place of the value", must: VALUE_MUST };
  if (isStandIn(text)) return { has: "a stand-in that was never replaced", must: VALUE_MUST };
  return undefined;
}

/** What stands in a secret, in words that reveal nothing of the value. */
function described(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return (
    {
      string: "a text that is not shown",
      number: "a number that is not shown",
      boolean: "true or false",
      object: "a map",
    }[typeof value as string] ?? "nothing"
  );
}

/** Why a secret's whole text cannot be the value; undefined where it can. */
export function textRefusal(text: string, kind: FieldKind): Refusal | undefined {
  const result = checked({ value: text, source: text }, kind);
  return "must" in result ? result : undefined;
}

/** Why the value at a key cannot be used; undefined where it can. */
export function memberRefusal(members: readonly JsonMember[] | undefined, kind: FieldKind): Refusal | undefined {
  const [first, second] = members ?? [];
  if (second !== undefined) return { has: "several values", must: "must be there once" };
  const result = checked(first, kind);
  return "must" in result ? result : undefined;
}

/**
 * One field of a JSON secret as a text.
 *
 * @returns undefined where the secret lacks it.
 * @throws Error where it is not what its kind has to be, without its value; readSecrets has reported it by then.
 */
export function optionalField(json: string, key: string, kind: FieldKind): string | undefined {
  const members = jsonMembers(json)?.get(key);
  if (members === undefined) return undefined;
  const refusal = memberRefusal(members, kind);
  if (refusal !== undefined) throw new Error(`A secret has ${refusal.has} at the JSON key ${key}; it ${refusal.must}.`);
  const result = checked(members[0], kind);
  return "text" in result ? result.text : undefined;
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
