/** Days on which another server answers under the same labels, and one on which a cache is full because it is meant to be. */
import {
  all,
  changed,
  exposing,
  faster,
  set,
  without,
  type Change,
  type Labels,
} from "../../../synthetic-cluster/simulation";
import type { Samples } from "../../series";
import { measured, production } from "../../../synthetic-cluster/targets";
import { HOUR, MINUTE, type Span } from "../../../synthetic-cluster/time";
import { MORNING } from "../faults/fault";
import type { Scenario } from "./scenario";

/** What happens, in the order of the report. */
export const lifeScenarios: readonly Scenario[] = [
  { name: "every cache fails over to a replica that has counted much more", simulation: cachesFailOver },
  { name: "every cache is an endpoint that answers from another node at each scrape", simulation: cachesInTurn },
  { name: "a cache that may evict every key with a time to live is full as a rule", simulation: fullCache },
  { name: "every database fails over to a standby that has counted much more", simulation: databasesFailOver },
  {
    name: "every database is an endpoint that answers from another reader at each scrape",
    simulation: databasesInTurn,
  },
];

const CACHE_COUNTERS = ["rejected_connections", "evicted_keys", "expired_keys", "keyspace_hits", "keyspace_misses"];
const DATABASE_COUNTERS = ["deadlocks", "blks_hit", "blks_read", "xact_commit", "xact_rollback"];

/** Whether the other server answers at a time. */
type Other = (seconds: number) => boolean;

/** From noon on. */
const sinceNoon: Other = (seconds) => seconds >= 12 * HOUR;

/** At every other scrape. */
const inTurn: Other = (seconds) => (seconds / MINUTE) % 2 === 1;

/** What answers while no server does: the exporter alone, for less than it takes an alert. */
const SWITCH: Span = [12 * HOUR - MINUTE, 12 * HOUR];

/** A counter goes on, of a server that has counted twice as much and 37 more. */
const counted =
  (other: Other) =>
  (samples: Samples): Samples =>
  (seconds) => {
    const value = samples(seconds);
    return value === undefined || !other(seconds) ? value : 2 * value + 37;
  };

function cacheOf(other: Other): Change {
  const target: Labels = { job: "redis-exporter" };
  return all(
    ...CACHE_COUNTERS.map((name) => changed(`redis_${name}_total`, {}, counted(other))),
    set("redis_instance_info", {}, (seconds) => (other(seconds) ? undefined : 1)),
    exposing(
      target,
      "redis_instance_info",
      { role: "master", maxmemory_policy: "volatile-lru", redis_version: "7.2.4", run_id: "other" },
      (seconds) => (other(seconds) ? 1 : undefined),
    ),
  );
}

function cachesFailOver() {
  return all(
    cacheOf(sinceNoon),
    set("redis_up", {}, 0, SWITCH),
    without("redis_memory_used_bytes", {}, SWITCH),
  )(measured(production()));
}

function cachesInTurn() {
  return cacheOf(inTurn)(measured(production()));
}

/** The last cache, which has a limit. */
function fullCache() {
  const ordinary = production();
  const cache: Labels = { cache: ordinary.config.caches.at(-1)?.name ?? "" };
  const info = { role: "master", maxmemory_policy: "volatile-ttl", redis_version: "7.2.4", run_id: "full" };
  return all(
    set("redis_memory_used_bytes", cache, 4 * 2 ** 30 - 1e6),
    set("redis_db_keys", cache, 1e6),
    set("redis_db_keys_expiring", cache, 0.97e6),
    set("redis_instance_info", cache, () => undefined),
    exposing({ job: "redis-exporter", ...cache }, "redis_instance_info", info, () => 1),
    faster("redis_evicted_keys_total", cache, 2, MORNING),
  )(measured(ordinary));
}

function databaseOf(other: Other): Change {
  return all(
    ...DATABASE_COUNTERS.map((name) => changed(`pg_stat_database_${name}`, {}, counted(other))),
    changed(
      "pg_postmaster_start_time_seconds",
      {},
      (samples) => (seconds) => (samples(seconds) ?? 0) + (other(seconds) ? 0.5 : 0),
    ),
  );
}

function databasesFailOver() {
  return all(databaseOf(sinceNoon), set("pg_up", {}, 0, SWITCH))(measured(production()));
}

function databasesInTurn() {
  return databaseOf(inTurn)(measured(production()));
}
