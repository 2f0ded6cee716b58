/** Encrypted values of a stack file (`secure:`), which this project's configuration has no place for. */
import { leavesOf } from "../secrets/leaves";
import type { Problem } from "./fields/problem";
import { CONFIG_PREFIX } from "./fields/spelling";
import { UNREAD } from "./files/unread";
import type { RawConfig } from "./raw";

/** What stands in the place of an encrypted value: only the stack's own key opens it. */
export const ENCRYPTED = "[secret]";

/** Names the keys of the running stack whose values are encrypted, or hold one that is; the engine's host sets it for the program. */
const SECRET_KEYS_VARIABLE = "PULUMI_CONFIG_SECRET_KEYS";

/**
 * The configuration of the running stack with {@link ENCRYPTED} in place of what its file keeps encrypted. The engine hands over
 * the decrypted text, but the program would write it into resources as if it were none.
 */
export function withoutDecrypted(raw: RawConfig, environment: NodeJS.ProcessEnv): RawConfig {
  const keys = JSON.parse(environment[SECRET_KEYS_VARIABLE] ?? "[]") as readonly string[];
  return Object.fromEntries(Object.entries(raw).map(([key, text]) => [key, keys.includes(key) ? ENCRYPTED : text]));
}

/** The keys whose values could not be read; the file's own problems say why. */
export function unreadKeys(given: Readonly<Record<string, unknown>>): readonly string[] {
  return leavesOf(given).flatMap(({ path, value }) => (value === UNREAD ? [`${CONFIG_PREFIX}${path}`] : []));
}

/** The values of this project's keys that are encrypted. Those of providers may be: nothing here reads them. */
export function encryptedProblems(given: Readonly<Record<string, unknown>>): readonly Problem[] {
  return leavesOf(given).flatMap(({ path, value }) => {
    if (value !== ENCRYPTED) return [];
    const key = `${CONFIG_PREFIX}${path}`;
    return [
      {
        keys: [key],
        sentence: `${key} holds an encrypted value (secure:), which the program would write down in plain text; where it is no secret, write it in plain text, and where it is one, keep it in AWS Secrets Manager and refer to it by its name.`,
      },
    ];
  });
}
