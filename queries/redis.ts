/** Redis, in the metrics of redis_exporter. */
import type { AlertSettings } from "../config/schema/alerts";
import { DISCOVERY } from "./discovery";
import { rate, series, type Matchers, type Window } from "./promql";

/** What identifies a server. `instance` is the exporter's; each asks one server. */
export const SERVER = "namespace, job, cache, instance";

/** All labels of a target: with those that only say how it was found. */
export const TARGET = `${SERVER}, ${DISCOVERY}`;

/** {@link SERVER} in panels, where namespace and job are chosen at the top. */
export const CHOSEN_SERVER = "cache, instance";

/** A value as it is now, `redis_<name>`. */
export function value(name: string, matchers: Matchers = ""): string {
  return series(`redis_${name}`, matchers);
}

/** A counter, `redis_<name>_total`. */
export function counter(name: string, matchers: Matchers = ""): string {
  return series(`redis_${name}_total`, matchers);
}

/** Increase of a counter per second. */
export function counterRate(name: string, matchers: Matchers, window: Window): string {
  return rate(counter(name, matchers), window);
}

/** Memory that a server may use, of servers that have a limit: `maxmemory 0` means none. Bytes. */
export function memoryLimit(matchers: Matchers = ""): string {
  return `${value("memory_max_bytes", matchers)} > 0`;
}

/** What counts as too much or too little, in the units of the queries. */
export function cacheLimits({ caches: { memoryPercent, hitRatePercent } }: AlertSettings) {
  return {
    /** Most memory in use, of {@link memoryLimit}. 0 to 1. */
    memory: memoryPercent / 100,
    /** Fewest lookups that find their key, of all. 0 to 1. */
    hits: hitRatePercent / 100,
  };
}
