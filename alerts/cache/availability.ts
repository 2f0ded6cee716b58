/** Alerts on caches that do not answer, and on those of which nothing is known. */
import { jobs } from "../../naming";
import { SERVER, value } from "../../queries/redis";
import { exporterDown, type Servers } from "../exporters";
import { missingInputs } from "../inputs";
import type { AlertDefinition } from "../types";
import { CACHE } from "./labels";

const up = `max by (${SERVER}) (${value("up")}) == 1`;

/**
 * Metrics that the alerts on caches rest on, from INFO as far as the server answers it. How many clients may connect is in
 * it since Redis 6.2: before, only servers that allow CONFIG tell, under another name.
 */
const metricsMissing = `${missingInputs(
  up,
  SERVER,
  [
    "connected_clients",
    "rejected_connections_total",
    "memory_used_bytes",
    "memory_max_bytes",
    "evicted_keys_total",
    "keyspace_hits_total",
    "keyspace_misses_total",
  ].map((name) => ({ metric: `redis_${name}` })),
)}
or
${missingInputs(
  `${up} and on (${SERVER}) ${value("instance_info", 'redis_version=~"6[.][2-9].*|[7-9][.].*|[1-9][0-9]+[.].*"')}`,
  SERVER,
  [{ metric: "redis_max_clients" }],
)}`;

/** No exporter, no server, no data, no primary, and no metrics. */
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
      summary: "Redis can't be read by its exporter.",
      description:
        `The exporter of cache ${CACHE} has read nothing from it for at least 2 minutes: it does not answer, ` +
        "TLS fails, or it refuses the exporter, for its password or rights, or because as many clients as it allows are " +
        "connected. " +
        "Its other alerts are blind.",
    },
    {
      name: "RedisLoading",
      // INFO is one of the few commands that it answers then: to the exporter, the server is up.
      expr: `max by (${SERVER}) (${value("loading_dump_file")}) == 1`,
      for: "5m",
      severity: "critical",
      team: "platform",
      summary: "Redis loads its data and serves none.",
      description:
        `Cache ${CACHE} has been loading its data for at least 5 minutes, from its disk or from its primary. ` +
        "Until that is done it answers commands that need data with the error LOADING.",
    },
    {
      name: "RedisReplicaDisconnected",
      expr: `min by (${SERVER}) (${value("master_link_up")}) == 0`,
      for: "5m",
      severity: "warning",
      team: "platform",
      summary: "A Redis replica has no link to its primary.",
      description:
        `Cache ${CACHE}, a replica, has had no working link to its primary for at least 5 minutes: the primary or the ` +
        "network is down, or the replica is still copying. What is written there does not reach it.",
    },
    {
      name: "RedisMetricsMissing",
      expr: metricsMissing,
      for: "5m",
      severity: "warning",
      team: "platform",
      summary: "Redis is up and lacks metrics.",
      description:
        `Cache ${CACHE} has let its exporter in and given no {{ $labels.metric }} for at least 5 minutes. ` +
        "The alerts that rest on this metric are blind.",
    },
  ];
}
