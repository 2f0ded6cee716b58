/** Redis servers, as their exporters show them. */
import { counter, gauge, type Series } from "./series";

function redis(name: string, maxBytes: number): Series[] {
  const target = { job: "redis-exporter", namespace: "monitoring", instance: `${name}:9121`, cache: name };
  return [
    gauge("redis_up", target, 1),
    counter("redis_keyspace_hits_total", target, 80),
    counter("redis_keyspace_misses_total", target, 20),
    gauge("redis_memory_used_bytes", target, 100e6),
    gauge("redis_memory_used_rss_bytes", target, 120e6),
    gauge("redis_memory_max_bytes", target, maxBytes),
    gauge("redis_connected_clients", target, 10),
    gauge("redis_blocked_clients", target, 1),
    gauge("redis_max_clients", target, 10000),
    counter("redis_rejected_connections_total", target, 0),
    counter("redis_evicted_keys_total", target, 0),
    counter("redis_expired_keys_total", target, 3),
    gauge("redis_db_keys", { ...target, db: "db0" }, 1000),
    counter("redis_commands_total", { ...target, cmd: "get" }, 100),
    counter("redis_commands_duration_seconds_total", { ...target, cmd: "get" }, 0.01),
    counter("redis_net_input_bytes_total", target, 1000),
    counter("redis_net_output_bytes_total", target, 5000),
  ];
}

/** A cache without a memory limit (`maxmemory 0`). */
export const cache: readonly Series[] = redis("sessions", 0);

/** A second one with a limit of twice what it uses. */
export const limitedCache: readonly Series[] = redis("limited", 200e6);
