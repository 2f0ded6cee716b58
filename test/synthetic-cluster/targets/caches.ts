/** The Redis servers of the configuration, as redis_exporter 1.88 shows them. */
import { jobs } from "../../../naming";
import { busy, following, steady } from "../time";
import { exposed, target, type Target } from "../simulation";
import { life, type Inventory, type Pod } from "./inventory";
import { podTarget } from "./pods";

/** The servers run for months. */
const SERVER_STARTED_AT = -60 * 86_400;
const GIBIBYTE = 2 ** 30;

/**
 * Every cache's exporter. The first cache has no memory limit, as `maxmemory 0` says; the others have one, and keep what has no
 * time to live.
 */
export function caches({ config, pods }: Inventory): Target[] {
  return config.caches.flatMap(({ name }, index) =>
    pods
      .filter(({ workload }) => workload.name === `redis-exporter-${name}`)
      .map((pod) => server(pod, name, index === 0 ? 0 : 4 * GIBIBYTE)),
  );
}

function server(pod: Pod, name: string, maxBytes: number): Target {
  const own = {
    ...podTarget(pod, { job: jobs.redis, service: `redis-exporter-${name}`, endpoint: "metrics", port: 9121 }),
    cache: name,
  };
  const counter = (perSecond: number) => busy(perSecond, SERVER_STARTED_AT);
  return target(
    own,
    [
      ...exposed(own, {
        redis_up: 1,
        redis_exporter_last_scrape_duration_seconds: 0.01,
        redis_uptime_in_seconds: (seconds) => seconds - SERVER_STARTED_AT,
        redis_start_time_seconds: 1.76e9,
        redis_memory_used_bytes: following(1 * GIBIBYTE, 2 * GIBIBYTE),
        redis_memory_used_rss_bytes: following(1.2 * GIBIBYTE, 2.2 * GIBIBYTE),
        redis_memory_max_bytes: maxBytes,
        redis_connected_clients: following(20, 90),
        redis_blocked_clients: 1,
        redis_loading_dump_file: 0,
        redis_max_clients: 10000,
        redis_connected_slaves: 0,
        redis_rejected_connections_total: 0,
        redis_evicted_keys_total: 0,
        redis_expired_keys_total: counter(5),
        redis_keyspace_hits_total: counter(900),
        redis_keyspace_misses_total: counter(60),
        redis_connections_received_total: counter(2),
        redis_net_input_bytes_total: counter(3e5),
        redis_net_output_bytes_total: counter(9e5),
        redis_commands_processed_total: counter(1500),
        redis_rdb_last_bgsave_status: 1,
        redis_aof_last_write_status: 1,
        redis_master_link_up: 1,
        redis_slowlog_length: 3,
      }),
      ...exposed({ ...own, err: "" }, { redis_exporter_last_scrape_error: 0 }),
      ...exposed(
        {
          ...own,
          role: "master",
          maxmemory_policy: maxBytes === 0 ? "allkeys-lru" : "volatile-lru",
          redis_version: "7.2.4",
          run_id: `${name}-1`,
        },
        { redis_instance_info: 1 },
      ),
      ...exposed(
        { ...own, db: "db0" },
        { redis_db_keys: following(4e4, 6e4), redis_db_keys_expiring: following(3e4, 5e4) },
      ),
      ...["get", "set"].flatMap((cmd) =>
        exposed(
          { ...own, cmd },
          { redis_commands_total: counter(700), redis_commands_duration_seconds_total: counter(0.02) },
        ),
      ),
      ...exposed({ ...own, cmd: "get", err: "" }, { redis_errors_total: steady(0, SERVER_STARTED_AT) }),
    ],
    life(pod),
  );
}
