/** What the Redis exporter is told about its server. */
import type { CacheConfig } from "../../config/schema";
import { redisSecretKeys } from "./names";

/** The address as the exporter takes it; only `rediss://` makes it use TLS. */
export function redisAddress(cache: Pick<CacheConfig, "host" | "port" | "tls">): string {
  return `${cache.tls ? "rediss" : "redis"}://${cache.host}:${cache.port}`;
}

/**
 * The data of the exporter's Secret: `address`, and `passwords.json` for REDIS_PASSWORD_FILE.
 *
 * The exporter looks the password up by its exact address, which holds the user where one is set.
 */
export function redisCredentials(cache: CacheConfig, password: string): Record<string, string> {
  const address = redisAddress(cache);
  const key = cache.username === undefined ? address : address.replace("://", `://${cache.username}@`);
  return {
    [redisSecretKeys.address]: address,
    [redisSecretKeys.passwords]: JSON.stringify({ [key]: password }),
  };
}
