/** Alerts on the memory of databases. */
import type { AlertSettings } from "../../config/schema/alerts";
import { databaseLimits } from "../../queries/postgres";
import { rateInLives } from "../lives";
import type { AlertDefinition } from "../types";
import { DATABASE } from "./labels";
import { BLOCKS_READ, counted, LIVES } from "./lives";

/** Blocks a second of all databases of a server, which share its memory. */
const blocks = (name: "hit" | "read"): string =>
  rateInLives(counted(`blks_${name}`), "10m", LIVES, { over: ["datname"] });

/**
 * Share of blocks found in shared buffers, of servers that read enough of them: an idle server and one that was just
 * started read little, and hit nothing. Enough in a second of those between two scrapes: a window of recordings has whole
 * scrapes, and more or fewer seconds of them than its own. Rounded, because the rates of exactly the threshold add up to
 * a hair less.
 */
const hitRatio = (minBlocksPerSecond: number): string => `round(
  ${blocks("hit")}
  /
  (
    ${blocks("hit")}
    +
    ${blocks("read")}
    >=
    ${minBlocksPerSecond} * ${rateInLives(BLOCKS_READ, "10m", LIVES)}
  ),
  0.0001
)`;

/** A cause rather than a symptom: slow services and databases have alerts of their own. Hence of severity info. */
export function memoryAlerts(settings: AlertSettings): AlertDefinition[] {
  const { cacheHitPercent, minBlocksPerSecond } = settings.databases;
  return [
    {
      name: "PostgresLowCacheHitRatio",
      expr: `${hitRatio(minBlocksPerSecond)} < ${databaseLimits(settings).cacheHits}`,
      // A backup or a report reads everything once, and is over sooner.
      for: "1h",
      severity: "info",
      team: "platform",
      summary: "PostgreSQL finds too little in its shared buffers.",
      description:
        `Database ${DATABASE} finds {{ $value | humanizePercentage }} of its blocks in shared buffers ` +
        `(less than ${cacheHitPercent}%), while it reads at least ${minBlocksPerSecond} blocks a second, for at least 1 hour. ` +
        "The others come from the system's cache or from disk.",
    },
  ];
}
