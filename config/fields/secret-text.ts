/** Tells a secret's value from the name of one, so that no message repeats it. */
import { secretInText } from "../../secrets/find";

/** What a text that stands for a secret looks like besides, where a reference belongs. */
const KINDS_IN_PLACE_OF_A_REFERENCE: readonly (readonly [string, RegExp])[] = [
  ["an address", /^[a-z][a-z0-9+.-]*:\/\//i],
  ["a client id", /\.apps\.googleusercontent\.com$/],
];

/** What kind of value a text is that stands where the name or the ARN of a secret belongs; undefined where it may be one. */
export function valueKind(text: string): string | undefined {
  if (text.includes("-----BEGIN ")) return "a key or certificate";
  if (/^\s*[{["]/.test(text)) return "a JSON text";
  return secretInText(text) ?? KINDS_IN_PLACE_OF_A_REFERENCE.find(([, pattern]) => pattern.test(text))?.[0];
}
