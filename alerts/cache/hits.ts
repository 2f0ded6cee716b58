/** Alerts on how well caches do their work. */
import type { AlertSettings } from "../../config/schema/alerts";
import { cacheLimits, counterRate, SERVER } from "../../queries/redis";
import type { AlertDefinition } from "../types";
import { CACHE } from "./labels";

const lookups = (counter: "hits" | "misses"): string =>
  `max by (${SERVER}) (${counterRate(`keyspace_${counter}`, "", "5m")})`;

/**
 * Share of lookups that found their key, lately: over the server's lifetime it would hide a collapse. Only of servers
 * with enough lookups.
 */
const hitRate = (minLookupsPerSecond: number): string => `${lookups("hits")}
/
(
    ${lookups("hits")}
  +
    ${lookups("misses")}
  >= ${minLookupsPerSecond}
)`;

/** A cause rather than a symptom, and no fault where Redis is a queue or a lock. Hence of severity info. */
export function hitAlerts(settings: AlertSettings): AlertDefinition[] {
  const { hitRatePercent, minLookupsPerSecond } = settings.caches;
  return [
    {
      name: "RedisLowHitRate",
      expr: `${hitRate(minLookupsPerSecond)} < ${cacheLimits(settings).hits}`,
      // A new or restarted cache fills within this time.
      for: "30m",
      severity: "info",
      team: "application",
      summary: "Redis is asked for keys that it does not have.",
      description:
        `Cache ${CACHE} finds {{ $value | humanizePercentage }} of the keys that it is asked for (less than ${hitRatePercent}%), ` +
        `at ${minLookupsPerSecond} lookups a second or more, for at least 30 minutes.`,
    },
  ];
}
