/** Values as the engine hands them to a program: a text for each key, JSON for lists and maps. */
import { INT64_MAX, type ScalarValue, Timestamp } from "./scalars";
import type { Value } from "./yaml";

/** The text of one key's value; a key without a value has an empty one. */
export function engineText(value: Value): string {
  if (value === null) return "";
  return isScalar(value) ? (typeof value === "string" ? value : scalarJson(value, String)) : engineJson(value);
}

/** JSON as Go writes it: keys in order, and whole numbers exact up to 64 bits. */
export function engineJson(value: Value): string {
  if (value instanceof Map) {
    const fields = [...(value as ReadonlyMap<string, Value>)].sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${fields.map(([key, field]) => `${quoted(key)}:${engineJson(field)}`).join(",")}}`;
  }
  // Go reads its own JSON once more, where a whole number that takes more than 63 bits is not exact any more.
  if (typeof value === "bigint" && value > INT64_MAX) return String(Number(value));
  if (isScalar(value)) return scalarJson(value, (date) => quoted(date.toString()));
  return `[${(value as readonly Value[]).map(engineJson).join(",")}]`;
}

function scalarJson(value: ScalarValue, date: (value: Timestamp) => string): string {
  if (value instanceof Timestamp) return date(value);
  if (typeof value === "string") return quoted(value);
  return String(value);
}

function isScalar(value: Value): value is ScalarValue {
  return value === null || typeof value !== "object" || value instanceof Timestamp;
}

/** A text in JSON that may stand in HTML, as Go writes it. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
