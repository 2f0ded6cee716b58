/** Keys of the configuration as a stack file spells them. */

/** Prefix of this project's keys in a stack file. */
export const CONFIG_PREFIX = "monitoring:";

/** A path as a key: `monitoring:databases[1].name`. */
export function spell(path: readonly PropertyKey[]): string {
  const [first, ...rest] = path;
  return rest.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : `${text}.${String(part)}`),
    `${CONFIG_PREFIX}${String(first ?? "")}`,
  );
}

/** Whether one key is the other, or lies below it or above it. */
export function related(one: string, other: string): boolean {
  return one === other || isBelow(one, other) || isBelow(other, one);
}

/** Whether a key lies below another one. */
export function isBelow(key: string, above: string): boolean {
  return key.startsWith(`${above}.`) || key.startsWith(`${above}[`);
}
