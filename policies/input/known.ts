/** Inputs without traps: what is known as it is, what is not as a mark. */
import { UnknownValueError } from "@pulumi/policy";
import { isMap } from "../../common/maps";
import { secretInText } from "../../secrets/find";

/** Stands for a value that is known only after the deployment. */
export const UNKNOWN = Symbol("unknown until the deployment");

/** A copy of a resource's inputs in which reading an unknown value gives {@link UNKNOWN}, where the engine's own would throw. */
export function known(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return Array.from({ length: value.length }, (_, index) => read(value, index));
  return Object.fromEntries(Object.keys(value).map((key) => [key, read(value, key)]));
}

function read(container: object, key: string | number): unknown {
  try {
    return known((container as Record<string | number, unknown>)[key]);
  } catch (error) {
    if (error instanceof UnknownValueError) return UNKNOWN;
    throw error;
  }
}

/** The value below a chain of keys: undefined where there is none, {@link UNKNOWN} where a part of the chain is not known. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (inner, key) => (inner === UNKNOWN ? UNKNOWN : isMap(inner) ? inner[key] : undefined),
    value,
  );
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
  if (isBlank(value)) return "not set";
  if (typeof value === "string" && secretInText(value) !== undefined) return "not shown, since it looks like a secret";
  return typeof value === "string" ? value.slice(0, 80) : JSON.stringify(value).slice(0, 80);
}
