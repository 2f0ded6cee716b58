/** Small simulations of series, as the exporters give them and as the chart's relabelling leaves them. */
import { catalogue, type Metric } from "../catalogue";
import { application } from "./application";
import { cache, limitedCache } from "./cache";
import { cluster } from "./cluster";
import { database, databaseExtras, postgres } from "./database";
import { gauge, type Series } from "./series";

export { bystanders, idleApplication } from "./application";
export { NODE_A, NODE_B } from "./cluster";
export type { Series } from "./series";

const firing: readonly Series[] = [
  gauge(
    "ALERTS",
    {
      alertname: "HighErrorRate",
      alertstate: "firing",
      severity: "critical",
      namespace: "production",
      job: "qualisys-api",
    },
    1,
  ),
  gauge(
    "ALERTS",
    { alertname: "DatabaseConnectionPoolExhaustion", alertstate: "firing", severity: "critical", ...postgres },
    1,
  ),
  gauge(
    "ALERTS",
    { alertname: "RedisDown", alertstate: "firing", severity: "critical", job: "redis-exporter", cache: "sessions" },
    1,
  ),
];

/** A cluster as the chart and the exporters are set up by default. */
export const byDefault: readonly Series[] = [...cluster, ...application, ...database, ...cache, ...firing];

/** Everything optional on top. */
export const withOptions: readonly Series[] = [...byDefault, ...databaseExtras, ...limitedCache];

/** Exporters that run and reach nothing. */
export const allDown: readonly Series[] = [
  gauge("pg_up", postgres, 0),
  gauge(
    "redis_up",
    { job: "redis-exporter", namespace: "monitoring", instance: "sessions:9121", cache: "sessions" },
    0,
  ),
];

/** Metrics of the catalogue that no series of {@link withOptions} has. */
export const unused = (Object.keys(catalogue) as Metric[]).filter(
  (metric) => !withOptions.some((series) => series.metric === metric),
);
