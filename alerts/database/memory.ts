/** Alerts on the memory of databases. */
import type { AlertSettings } from "../../config/schema/alerts";
import { databaseLimits, databaseRate, EXPORTER } from "../../queries/postgres";
import type { AlertDefinition } from "../types";
import { DATABASE } from "./labels";

const rate = (counter: "hit" | "read"): string => databaseRate(`blks_${counter}`, "", "10m");

/** A rate over all databases of a server, which share its memory. */
const ofServer = (rates: string): string => `sum by (${EXPORTER}) (max by (${EXPORTER}, datname) (${rates}))`;

/**
 * Share of blocks found in shared buffers, of servers that read enough of them: an idle server and one that was just
 * started read little, and hit nothing. Rounded, because the rates of exactly the threshold add up to a hair less.
 */
const hitRatio = (minBlocksPerSecond: number): string => `round(
    ${ofServer(rate("hit"))}
  /
    (${ofServer(`${rate("hit")} + ${rate("read")}`)} >= ${minBlocksPerSecond}),
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
      summary: "PostgreSQL reads much from disk.",
      description:
        `Database ${DATABASE} finds {{ $value | humanizePercentage }} of its blocks in shared buffers ` +
        `(less than ${cacheHitPercent}%), while it reads at least ${minBlocksPerSecond} blocks a second, for at least 1 hour.`,
    },
  ];
}
