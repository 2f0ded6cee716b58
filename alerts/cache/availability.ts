/** Alerts on caches that do not answer, and on those of which nothing is known. */
import { jobs } from "../../naming";
import { SERVER, value } from "../../queries/redis";
import { exporterDown, type Servers } from "../exporters";
import type { AlertDefinition } from "../types";
import { CACHE } from "./labels";

/** No exporter, and no server. */
export function availabilityAlerts({ namespace, caches }: Servers): AlertDefinition[] {
  return [
    {
      name: "RedisExporterDown",
      expr: exporterDown({ job: jobs.redis, label: "cache", namespace, servers: caches }),
      // A pod that moves to another node is back within this time.
      for: "5m",
      severity: "warning",
      team: "platform",
      summary: "Redis is not measured.",
      description:
        "No redis-exporter of cache {{ $labels.cache }} has answered Prometheus for at least 5 minutes. " +
        "Whether the cache itself works is not known, and its other alerts are blind.",
    },
    {
      name: "RedisDown",
      // The exporter answers, with this metric and nothing else of the server.
      expr: `max by (${SERVER}) (${value("up")}) == 0`,
      for: "2m",
      severity: "critical",
      team: "platform",
      summary: "Redis does not answer.",
      description: `Cache ${CACHE} has not let its exporter in for at least 2 minutes.`,
    },
  ];
}
