/** Alerts on what single collectors of the exporter no longer tell, while it tells the rest. */
import { runsCollector, type CollectorChoice } from "../../exporters/postgres/collectors";
import { DISCOVERY } from "../../queries/discovery";
import { backends, collectorSuccess, EXPORTER, setting, visibleSessions } from "../../queries/postgres";
import { noneOf } from "../../queries/promql";
import type { Servers } from "../exporters";
import type { AlertDefinition } from "../types";
import { DATABASE } from "./labels";

/**
 * A metric of each collector that alerts rest on and that is there at every scrape: where it stops coming, nothing says so but its
 * absence. What is not listed may be empty (slots, receivers), or is missed by PostgresMetricsMissing (settings, sessions).
 */
const INPUTS = { stat_database: "pg_stat_database_numbackends", replication: "pg_replication_is_replica" } as const;

/** Share of scrapes in which a collector succeeds below which its metrics have too many gaps for an alert with a `for`. */
const SUCCESS = 0.7;

/** Collectors that say themselves that they failed. An average, because one that fails at every other scrape is of no use either. */
const failing = `max by (${EXPORTER}, collector) (avg_over_time(${collectorSuccess()}[5m])) < ${SUCCESS}`;

/** Metrics that an exporter lacks which has others, though their collector is on for the database. */
function missing(databases: Servers["databases"]): string[] {
  return Object.entries(INPUTS).map(([collector, metric]) => {
    const off = databases.filter((database: CollectorChoice) => !runsCollector(database, collector));
    const others = off.map(({ name }) => name);
    const measured = setting("max_connections", others.length === 0 ? "" : noneOf("database", others));
    return `label_replace(\n  group by (${EXPORTER}) (${measured})\n  unless on (${EXPORTER}) ${metric},\n  "collector", "${collector}", "", ""\n)`;
  });
}

/** Sessions of a server, however often its exporter is found. */
const sessions = (each: string): string => `sum by (${EXPORTER}) (max without (${DISCOVERY}) (${each}))`;

/** Blind alerts: nothing else would say so. */
export function collectorAlerts({ databases }: Servers): AlertDefinition[] {
  return [
    {
      name: "PostgresCollectorFailing",
      expr: [failing, ...missing(databases)].join("\nor\n"),
      // A restart or a fail-over of the server is over by then.
      for: "10m",
      severity: "warning",
      team: "platform",
      summary: "A part of PostgreSQL is not measured.",
      description:
        `The collector {{ $labels.collector }} of the exporter of database ${DATABASE} has failed at many scrapes, or given nothing, ` +
        "for at least 10 minutes. Alerts and panels that need its metrics are blind; the runbook lists them.",
    },
    {
      name: "PostgresSessionsHidden",
      // The exporter's own connection is never seen, and workers of extensions have no state: a server with few sessions may have
      // most of them hidden.
      expr: `${sessions(visibleSessions())}\n/ on (${EXPORTER})\n(${sessions(backends())} > 5) < 0.5`,
      for: "15m",
      severity: "warning",
      team: "platform",
      summary: "PostgreSQL hides sessions from its exporter.",
      description:
        `The exporter of database ${DATABASE} sees the state of {{ $value | humanizePercentage }} of the sessions that PostgreSQL counts ` +
        "(less than 50%) for at least 15 minutes: most often its role lacks pg_read_all_stats. The alerts on connections and transactions " +
        "see the others only, and may never fire.",
    },
  ];
}
