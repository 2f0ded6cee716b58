/** What the Redis exporter is told about its server. */
import type { CacheConfig } from "../../config/schema";
import { serverAddress, withGoUser } from "./addresses";
import { redisSecretKeys } from "./names";

/** The address as the exporter takes it; only `rediss://` makes it use TLS. */
export function redisAddress(cache: Pick<CacheConfig, "host" | "port" | "tls">): string {
  return addressOf(cache).href;
}

/**
 * The data of the exporter's Secret: `address`, and `passwords.json` for REDIS_PASSWORD_FILE.
 *
 * The exporter looks the password up by its exact address, into which it puts the user where one is set
 * (`lookupPasswordInPasswordMap` in exporter/redis.go of oliver006/redis_exporter 1.88).
 */
export function redisCredentials(cache: CacheConfig, password: string): Record<string, string> {
  const address = addressOf(cache);
  const key = cache.username === undefined ? address.href : withGoUser(address, cache.username);
  return {
    [redisSecretKeys.address]: address.href,
    [redisSecretKeys.passwords]: JSON.stringify({ [key]: password }),
  };
}

function addressOf({ host, port, tls }: Pick<CacheConfig, "host" | "port" | "tls">): URL {
  return serverAddress(tls ? "rediss" : "redis", { host, port });
}
