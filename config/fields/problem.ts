/** What is wrong with a configuration. */
import { CONFIG_PREFIX } from "./spelling";

/** One thing that is wrong. */
export interface Problem {
  /** Every key that it is about, with its prefix; the first one is the one to correct. */
  readonly keys: readonly string[];
  /** One sentence: the key, its value unless it may be a secret, what is allowed, and what was probably meant. */
  readonly sentence: string;
}

/**
 * A problem of several keys.
 *
 * @param paths the keys below the prefix, the one to correct first; each value that the verdict depends on is among them.
 * @param sentence gets the same keys as the stack file spells them.
 */
export function problem<const P extends readonly string[]>(
  paths: P,
  sentence: (keys: { readonly [K in keyof P]: string }) => string,
): Problem {
  const keys = paths.map((path) => `${CONFIG_PREFIX}${path}`);
  return { keys, sentence: sentence(keys as { readonly [K in keyof P]: string }) };
}
