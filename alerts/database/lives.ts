/** The counters of databases, each in the life of the server that counted. */
import { databaseCounter, EXPORTER, startTime, TARGET } from "../../queries/postgres";
import { countedInLives, type Lives } from "../lives";
import type { RecordingDefinition } from "../types";

/** A server knows when it was started; its exporter's collector `postmaster` tells. */
export const LIVES: Lives = {
  server: EXPORTER,
  target: TARGET,
  label: "start",
  current: "target_start:pg_postmaster:zero",
};

/** Name of the recording of a counter of pg_stat_database. */
export const counted = (name: string): string => `target_start:pg_stat_database_${name}:total`;

/** Recording of when the blocks were read. Seconds. */
export const BLOCKS_READ = "target_start:pg_stat_database_blks_hit:read_seconds";

/** The recordings. */
export function lifeRecordings(): readonly RecordingDefinition[] {
  return [
    {
      record: LIVES.current,
      expr: `0 * count_values by (${TARGET}) ("${LIVES.label}", max by (${TARGET}) (${startTime()}))`,
    },
    ...["deadlocks", "blks_hit", "blks_read"].map((name) =>
      countedInLives(counted(name), databaseCounter(name), LIVES),
    ),
    countedInLives(BLOCKS_READ, `timestamp(${databaseCounter("blks_hit")})`, LIVES),
  ];
}
