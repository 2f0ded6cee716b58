/** How the alerts on caches tell one server from another, and how they name it. */

/** What identifies a server. `instance` is the exporter's; each asks one server. */
export const SERVER = "namespace, job, cache, instance";

/** The server in a description. */
export const CACHE = "{{ $labels.cache }} ({{ $labels.instance }})";

/**
 * How much a counter of Redis grew within 5 minutes: counted as a difference, because `increase` extrapolates. The
 * least value of the window is the one after a restart, if there was one.
 */
export function grown(counter: string): string {
  return `max by (${SERVER}) (\n  redis_${counter}_total - min_over_time(redis_${counter}_total[5m])\n)`;
}
