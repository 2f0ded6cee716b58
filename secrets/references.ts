/** Texts that say where a secret comes from, and hold none. Anything else in a secret's place is taken for the secret. */

/** What stands in every output in place of a secret. */
export const MASK = "[secret]";

/** A name as environments and charts have them. */
const NAME = String.raw`[A-Za-z_]\w*`;

/**
 * The references that are known: Grafana's expansions, variables of the environment as Kubernetes and shells write them, and a
 * template's value. `$NAME` is none: nothing tells it from a password that begins with `$`.
 */
export const REFERENCE_SOURCE = String.raw`(?:\$__(?:env|file|vault)\{[^{}\s]+\}|\$\{${NAME}\}|\$\(${NAME}\)|\{\{[^{}]*\}\})`;

/** What people and programs write where a secret was: `***`, `<password>`, Go's `xxxxx`, our own mask. */
const PLACEHOLDER_SOURCE = String.raw`(?:\*{3,}|x{5,}|<[A-Za-z][\w .-]*>|\[secret\])`;

const REFERENCE = new RegExp(`^(${REFERENCE_SOURCE}|${PLACEHOLDER_SOURCE})$`);

/** Whether a text, as a whole, only refers to a secret, or stands where one was. */
export function isReference(text: string): boolean {
  return REFERENCE.test(text);
}
