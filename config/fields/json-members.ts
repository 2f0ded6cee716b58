/**
 * The members of a JSON object as they are written.
 *
 * `JSON.parse` rounds numbers (12345678901234567890), writes them differently (1e5) and keeps the last of two members of
 * one name. It decides here what is JSON, and the text is read again for what it loses. (Node 22 tells a number's source;
 * the package yaml does, and takes 60 ms to load, which every preview would wait for.)
 */
import { isMap } from "../../common/maps";

/** One member. */
export interface JsonMember {
  readonly value: unknown;
  /** The value as it is written: the digits of a number. */
  readonly source: string;
}

/** Strings, marks, and what is between them, of a text that is JSON. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g;

/** The members of the object by their names, in their order; several where a name is there several times. Undefined where the text is no JSON object. */
export function jsonMembers(text: string): ReadonlyMap<string, readonly JsonMember[]> | undefined {
  if (!isJsonObject(text)) return undefined;
  const members = new Map<string, JsonMember[]>();
  for (const [name, source] of sourcesOf(text))
    members.set(name, [...(members.get(name) ?? []), { value: JSON.parse(source), source }]);
  return members;
}

/** Whether a text is a JSON object or list: never a value by itself. */
export function isJsonStructure(text: string): boolean {
  return /^\s*[[{]/.test(text) && typeof parsed(text) === "object";
}

function isJsonObject(text: string): boolean {
  return isMap(parsed(text));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Name and value of each member, as text. */
function* sourcesOf(json: string): Generator<readonly [name: string, source: string]> {
  let depth = 0;
  let name: string | undefined;
  let start = 0;
  for (const { 0: token, index } of json.matchAll(TOKEN)) {
    if (depth === 1) {
      if (name === undefined && token.startsWith('"')) name = JSON.parse(token) as string;
      else if (token === ":") start = index + 1;
      else if (name !== undefined && (token === "," || token === "}")) {
        yield [name, json.slice(start, index).trim()];
        name = undefined;
      }
    }
    if (token === "{" || token === "[") depth += 1;
    if (token === "}" || token === "]") depth -= 1;
  }
}
