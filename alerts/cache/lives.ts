/** The counters of caches, each in the life of the server that counted. */
import { counter, SERVER, TARGET, value } from "../../queries/redis";
import { countedInLives, type Lives } from "../lives";
import type { RecordingDefinition } from "../types";

/** A server gives itself a `run_id` when it starts. */
export const LIVES: Lives = {
  server: SERVER,
  target: TARGET,
  label: "run_id",
  current: "target_run_id:redis_instance_info:zero",
};

/** Name of the recording of a counter of Redis. */
export const counted = (name: string): string => `target_run_id:redis_${name}:total`;

/** Recording of when the lookups were read. Seconds. */
export const LOOKUPS_READ = "target_run_id:redis_keyspace_hits:read_seconds";

/** The recordings. */
export function lifeRecordings(): readonly RecordingDefinition[] {
  const info = value("instance_info");
  const names = ["rejected_connections", "evicted_keys", "keyspace_hits", "keyspace_misses"];
  return [
    // The newest of each target: one that it no longer has can be found for minutes where no scrape has ended it.
    { record: LIVES.current, expr: `0 * topk by (${TARGET}) (1, timestamp(${info}))` },
    ...names.map((name) => countedInLives(counted(name), counter(name), LIVES)),
    countedInLives(LOOKUPS_READ, `timestamp(${counter("keyspace_hits")})`, LIVES),
  ];
}
