/** Inputs without traps: what is known as it is, what is not as a mark. */
import { UnknownValueError } from "@pulumi/policy";
import { isMap } from "../../common/maps";
import { secretInText } from "../../secrets/find";
import { pathOf } from "../../secrets/leaves";

/** Stands for a value that is known only after the deployment. */
export const UNKNOWN = Symbol("unknown until the deployment");

/** Stands for a value that is a Pulumi secret: no message can repeat it. */
export const SECRET = Symbol("a Pulumi secret");

/** Stands for a value that is absent and that the chart sets itself, where no policy can read it. */
export const UNREAD = Symbol("set by the chart");

/** A value that is there, or may be, and that no rule can judge: each has to refuse it. */
export type Hidden = typeof UNKNOWN | typeof SECRET | typeof UNREAD;

/** Whether a value cannot be judged. */
export function isHidden(value: unknown): value is Hidden {
  return value === UNKNOWN || value === SECRET || value === UNREAD;
}

/**
 * A copy of a resource's inputs: reading an unknown value gives {@link UNKNOWN}, where the engine's own would throw, and what
 * stands at one of the paths of secrets is {@link SECRET}.
 */
export function known(value: unknown, secretPaths: readonly string[] = []): unknown {
  return copy(value, "", new Set(secretPaths));
}

function copy(value: unknown, path: string, secrets: ReadonlySet<string>): unknown {
  if (typeof value !== "object" || value === null) return value;
  const inList = Array.isArray(value);
  const read = (key: string): unknown => {
    const place = pathOf(path, key, inList);
    if (secrets.has(place)) return SECRET;
    try {
      return copy((value as Readonly<Record<string, unknown>>)[key], place, secrets);
    } catch (error) {
      if (error instanceof UnknownValueError) return UNKNOWN;
      throw error;
    }
  };
  if (inList) return Array.from({ length: value.length }, (_, index) => read(String(index)));
  return Object.fromEntries(Object.keys(value).map((key) => [key, read(key)]));
}

/** The value below a chain of keys: undefined where there is none, the mark where a part of the chain is {@link Hidden}. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, key) => (isHidden(inner) ? inner : isMap(inner) ? inner[key] : undefined), value);
}

/** The items of a list, each with its place in it; none where the value is no list. */
export function items(value: unknown): readonly (readonly [number, unknown])[] {
  return Array.isArray(value) ? [...value.entries()] : [];
}

/** Whether nothing is set, as Helm and Go see it: absent, null or an empty text. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

/** A value as text: a text or a number, as YAML may have either; undefined for anything else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

/** The words for a value; a secret may stand in the place of any. */
export function shown(value: unknown): string {
  if (value === UNKNOWN) return "not known before the deployment, so it cannot be checked: write it as a literal";
  if (value === SECRET) return "a Pulumi secret (not shown), so it cannot be checked: write it as a literal";
  if (value === UNREAD) return "not set here, and what the chart sets itself cannot be checked: write it as a literal";
  if (isBlank(value)) return "not set";
  if (typeof value === "string" && secretInText(value) !== undefined) return "not shown, since it looks like a secret";
  return typeof value === "string" ? value.slice(0, 80) : String(JSON.stringify(value)).slice(0, 80);
}
