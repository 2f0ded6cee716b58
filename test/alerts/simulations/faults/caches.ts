/** Faults of Redis servers and their exporters. */
import { jobs } from "../../../../naming";
import { faster, gone, set, unreachable, without } from "../../../synthetic-cluster/simulation";
import { production } from "../../../synthetic-cluster/targets";
import { ONSET, SINCE_ONSET, type Faults } from "./fault";

/** Faults by alert, all of the last cache of the configuration, which has a limit of memory. */
export function cacheFaults(): Faults {
  const where = { cache: production().config.caches.at(-1)?.name ?? "" };
  const target = { job: jobs.redis, ...where };
  return {
    RedisExporterDown: [
      { name: "an exporter hangs", where, change: unreachable(target, SINCE_ONSET) },
      { name: "an exporter's pod is gone", where, change: gone(target, ONSET) },
    ],
    RedisDown: [
      { name: "a server does not let its exporter in", where, change: set("redis_up", where, 0, SINCE_ONSET) },
    ],
    RedisLoading: [
      {
        name: "a server is restarted and reads a large snapshot",
        where,
        change: set("redis_loading_dump_file", where, 1, SINCE_ONSET),
      },
    ],
    RedisReplicaDisconnected: [
      { name: "a replica loses its primary", where, change: set("redis_master_link_up", where, 0, SINCE_ONSET) },
    ],
    RedisMetricsMissing: [
      {
        name: "an upgraded server leaves a field out of INFO",
        where: { ...where, metric: "redis_evicted_keys_total" },
        change: without("redis_evicted_keys_total", where, SINCE_ONSET),
      },
    ],
    RedisMemoryNearLimit: [
      {
        name: "a queue is not worked off",
        where,
        change: set("redis_memory_used_bytes", where, 3.8 * 2 ** 30, SINCE_ONSET),
      },
    ],
    RedisEvictions: [
      {
        name: "keys are thrown out as fast as they come",
        where,
        change: faster("redis_evicted_keys_total", where, 50, SINCE_ONSET),
      },
    ],
    RedisClientsNearLimit: [
      {
        name: "clients leave their connections open",
        where,
        change: set("redis_connected_clients", where, 9000, SINCE_ONSET),
      },
    ],
    RedisRejectedConnections: [
      {
        name: "no client can connect any more",
        where,
        change: faster("redis_rejected_connections_total", where, 1, SINCE_ONSET),
      },
    ],
    RedisLowHitRate: [
      {
        name: "a deploy asks for other keys than are kept",
        where,
        change: faster("redis_keyspace_misses_total", where, 3000, SINCE_ONSET),
      },
    ],
  };
}
