/** What the Redis exporter is given about its server. */
import { requiredField } from "../../config/fields/secret-fields";
import { serverAddress, withGoUser } from "../addresses";
import type { CredentialsSide } from "../kind";
import type { CacheConfig } from "./config";

/** Keys of the exporter's Secret: `passwords.json` is for REDIS_PASSWORD_FILE. */
export const secretKeys = { address: "address", passwords: "passwords.json" } as const;

/** The secret is the password, or a JSON object that has it under the key that the stack file names. */
export const credentials: CredentialsSide<CacheConfig> = {
  asked: ({ credentials: reference }) =>
    reference === undefined
      ? undefined
      : {
          id: reference.secret,
          fields: [{ ...(reference.key === undefined ? {} : { key: reference.key }), kind: "text" }],
        },
  keys: ({ credentials: reference }) => (reference === undefined ? [secretKeys.address] : Object.values(secretKeys)),
  data: (cache, text) => {
    const address = addressOf(cache);
    return {
      [secretKeys.address]: address.href,
      ...(text === undefined ? {} : { [secretKeys.passwords]: passwords(cache, address, text) }),
    };
  },
};

/**
 * The passwords by the addresses of their servers.
 *
 * The exporter looks the password up by its exact address, into which it puts the user where one is set
 * (`lookupPasswordInPasswordMap` in exporter/redis.go of oliver006/redis_exporter 1.88).
 */
function passwords({ credentials: reference, username }: CacheConfig, address: URL, text: string): string {
  const password = reference?.key === undefined ? text : requiredField(text, reference.key, "text");
  return JSON.stringify({ [username === undefined ? address.href : withGoUser(address, username)]: password });
}

/** The address as the exporter takes it; only `rediss://` makes it use TLS. */
function addressOf({ host, port, tls }: CacheConfig): URL {
  return serverAddress(tls ? "rediss" : "redis", { host, port });
}
