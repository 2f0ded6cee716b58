/** What takes secrets in plain text out of everything that people read. What is masked here is what the policies refuse. */
import { secretIn } from "./find";
import { mapLeaves } from "./leaves";
import { MASK } from "./references";
import { secretSpans } from "./shapes";

export { MASK } from "./references";

/** A copy of a value with {@link MASK} in place of every leaf that holds a secret. */
export function withoutSecrets<T>(value: T): T {
  return mapLeaves(value, (leaf) => (secretIn(leaf) === undefined ? leaf.value : MASK)) as T;
}

/** A text of any kind, such as a program's output, with {@link MASK} in place of every secret recognised by its shape. */
export function withoutSecretsInText(text: string): string {
  const spans = [...secretSpans(text)].sort((one, other) => one.start - other.start);
  let masked = "";
  let end = 0;
  for (const span of spans) {
    if (span.end <= end) continue;
    if (span.start >= end) masked += text.slice(end, span.start) + MASK;
    end = span.end;
  }
  return masked + text.slice(end);
}
