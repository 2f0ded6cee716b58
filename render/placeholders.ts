/** Placeholders for secret values, of the shape that the program expects; they never reach a file. */
import { parseConfig } from "../config/load";
import type { RawConfig } from "../config/raw";
import { secretUses } from "../config/secret-uses";

/** The version of every secret. */
export const PLACEHOLDER_VERSION = "rendered";

/** A text with every key that the configuration asks of a secret. */
export function placeholderSecret(config: RawConfig, id: string): string {
  const keys = secretUses(parseConfig(config)).find((use) => use.id === id)?.keys ?? [];
  return keys.length === 0
    ? "placeholder"
    : JSON.stringify(Object.fromEntries(keys.map((key) => [key, "placeholder"])));
}
