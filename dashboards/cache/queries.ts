/** The measurements that the panels of the cache dashboard share, from redis_exporter. */
import { aggregate } from "../promql";

/** Targets chosen at the top. */
export const TARGETS = 'namespace=~"$namespace",job=~"$job",instance=~"$instance",cache=~"$cache"';

export const BY_CACHE = "cache, instance";

/** A metric as it is, summed. */
export const sum = (metric: string, by: string): string => aggregate("sum", by, `redis_${metric}{${TARGETS}}`);

/** Increase of a counter per second. */
export const perSecond = (counter: string, by: string): string =>
  aggregate("sum", by, `rate(redis_${counter}_total{${TARGETS}}[$__rate_interval])`);

/** Share (0 to 1) of lookups that found their key, lately: over the server's lifetime it would hide a collapse. */
export const hitRate = (by: string): string =>
  `${perSecond("keyspace_hits", by)} / (${perSecond("keyspace_hits", by)} + ${perSecond("keyspace_misses", by)} > 0)`;

/** The limit in bytes, of servers that have one: `maxmemory 0` means none. */
export const MEMORY_LIMIT = `sum by (${BY_CACHE}) (redis_memory_max_bytes{${TARGETS}} > 0)`;

/** Mean time in seconds that a command takes inside Redis, without the network. */
export const commandTime = (by: string): string => `${perSecond("commands_duration_seconds", by)} / (${perSecond("commands", by)} > 0)`;
