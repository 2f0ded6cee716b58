/** Alerts on the memory of caches. */
import type { AlertSettings } from "../../config/schema/alerts";
import { cacheLimits, memoryLimit, SERVER, value } from "../../queries/redis";
import type { AlertDefinition } from "../types";
import { CACHE, grownBy } from "./labels";

/** Keys of a server, once however many times it is found: in all of its databases. */
const keys = (name: "db_keys" | "db_keys_expiring"): string =>
  `sum by (${SERVER}) (max by (${SERVER}, db) (${value(name)}))`;

/**
 * Share of keys with a time to live from which on a server that evicts only those counts as one that may evict any key.
 * Of its memory it can free about as much.
 */
const NEARLY_ALL = 0.9;

/**
 * Memory in use as a share of the limit, of servers that have one and that will refuse writes there. A server that may
 * evict any key never does, nor nearly any: it is full as a rule, and evictions say whether it is too small.
 */
const memoryRatio = (limit: number): string => `max by (${SERVER}) (${value("memory_used_bytes")})
/
max by (${SERVER}) (${memoryLimit()})
> ${limit}
unless on (${SERVER})
${value("instance_info", 'maxmemory_policy=~"allkeys-.+"')}
unless on (${SERVER})
(
  ${keys("db_keys_expiring")}
  /
  ${keys("db_keys")}
  >= ${NEARLY_ALL}
  and on (${SERVER})
  ${value("instance_info", 'maxmemory_policy=~"volatile-.+"')}
)`;

/** A cache that fills up, and one that throws away what it was to keep. */
export function memoryAlerts(settings: AlertSettings): AlertDefinition[] {
  const { memoryPercent, evictedKeysIn5Minutes } = settings.caches;
  return [
    {
      name: "RedisMemoryNearLimit",
      expr: memoryRatio(cacheLimits(settings).memory),
      for: "5m",
      severity: "warning",
      team: "platform",
      summary: "Redis is running out of memory.",
      description:
        `Cache ${CACHE} uses {{ $value | humanizePercentage }} of its maxmemory (more than ${memoryPercent}%) ` +
        "for at least 5 minutes. When it is full and has no key that it may evict, it refuses writes.",
    },
    {
      name: "RedisEvictions",
      expr: `${grownBy("evicted_keys")} > ${evictedKeysIn5Minutes}`,
      for: "10m",
      severity: "warning",
      team: "platform",
      summary: "Redis evicts keys for want of memory.",
      description:
        `Cache ${CACHE} evicted {{ $value | humanize }} keys within 5 minutes (more than ${evictedKeysIn5Minutes}), ` +
        "and has done so for at least 10 minutes.",
    },
  ];
}
