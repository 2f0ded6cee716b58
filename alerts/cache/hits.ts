/** Alerts on how well caches do their work. */
import type { AlertSettings } from "../../config/schema/alerts";
import { cacheLimits } from "../../queries/redis";
import { rateInLives } from "../lives";
import type { AlertDefinition } from "../types";
import { CACHE } from "./labels";
import { counted, LIVES, LOOKUPS_READ } from "./lives";

const perSecond = (recorded: string): string => rateInLives(recorded, "5m", LIVES);
const hits = perSecond(counted("keyspace_hits"));
const misses = perSecond(counted("keyspace_misses"));

/**
 * Share of lookups that found their key, lately: over the server's lifetime it would hide a collapse. Only of servers
 * with enough lookups in a second of those between two scrapes: a window of recordings has whole scrapes, and more or
 * fewer seconds of them than its own.
 */
const hitRate = (minLookupsPerSecond: number): string => `${hits}
/
(
  ${hits}
  +
  ${misses}
  >=
  ${minLookupsPerSecond} * ${perSecond(LOOKUPS_READ)}
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
