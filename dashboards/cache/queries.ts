/** The measurements that the panels of the cache dashboard share: each once, however often an exporter is found. */
import { once } from "../../queries/discovery";
import { aggregate, RATE_INTERVAL } from "../../queries/promql";
import { CHOSEN_SERVER, counterRate, memoryLimit, value } from "../../queries/redis";

/** Targets chosen at the top. */
export const TARGETS = 'namespace=~"$namespace",job=~"$job",instance=~"$instance",cache=~"$cache"';

export const BY_CACHE = CHOSEN_SERVER;

/** A metric as it is, summed. */
export const sum = (metric: string, by: string): string => aggregate("sum", by, once(value(metric, TARGETS)));

/** Increase of a counter per second. */
export const perSecond = (counter: string, by: string): string =>
  aggregate("sum", by, once(counterRate(counter, TARGETS, RATE_INTERVAL)));

/** Share (0 to 1) of lookups that found their key, lately: over the server's lifetime it would hide a collapse. */
export const hitRate = (by: string): string =>
  `${perSecond("keyspace_hits", by)} / (${perSecond("keyspace_hits", by)} + ${perSecond("keyspace_misses", by)} > 0)`;

/** The limit in bytes, of servers that have one. */
export const MEMORY_LIMIT = aggregate("max", BY_CACHE, memoryLimit(TARGETS));

/** Mean time in seconds that a command takes inside Redis, without the network. */
export const commandTime = (by: string): string =>
  `${perSecond("commands_duration_seconds", by)} / (${perSecond("commands", by)} > 0)`;
