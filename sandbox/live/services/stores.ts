/** What the sample services' routes work on: PostgreSQL and Redis, each with an answer, or an error, in time. */
import { readFileSync } from "node:fs";
import { Pool, type QueryResultRow } from "pg";
import { connectRedis, type RedisConnection } from "../../servers/redis/commands";
import type { ServiceSettings } from "./settings";

/** How long a server may take to let in, and to answer. Milliseconds: an outage is told from latency, and nothing piles up. */
const TIMEOUT_MS = 1000;

/** Connections of one replica. */
const CONNECTIONS = 3;

/** A server that a route needs does not answer. */
export class UnavailableError extends Error {}

/** Both servers. */
export interface Stores {
  /** Runs one statement and returns its rows. */
  readonly sql: <Row extends QueryResultRow>(statement: string, values?: readonly unknown[]) => Promise<readonly Row[]>;
  /** Sends one command of Redis and returns its answer; undefined where there is no such key. */
  readonly redis: (...words: readonly string[]) => Promise<string | undefined>;
}

/** Opens no connection yet. */
export function openStores({ name, postgres, redis }: Pick<ServiceSettings, "name" | "postgres" | "redis">): Stores {
  const { caFile, ...login } = postgres;
  const pool = new Pool({
    ...login,
    ssl: { ...authority(caFile) },
    max: CONNECTIONS,
    application_name: name,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
    statement_timeout: TIMEOUT_MS,
  });
  // A server that ends breaks idle connections: the next statement tells.
  pool.on("error", () => undefined);
  const cache = new Cache({ ...redis, ...authority(redis.caFile) });
  return {
    sql: async (statement, values = []) => {
      try {
        return (await pool.query(statement, [...values])).rows;
      } catch (error) {
        throw new UnavailableError("PostgreSQL", { cause: error });
      }
    },
    redis: (...words) => cache.command(words),
  };
}

function authority(caFile: string): { readonly ca?: string } {
  return caFile === "" ? {} : { ca: readFileSync(caFile, "utf8") };
}

/** One connection to Redis, which is opened when it is needed and given up when something is wrong with it. */
class Cache {
  private connection: Promise<RedisConnection> | undefined;

  constructor(private readonly login: Parameters<typeof connectRedis>[0]) {}

  async command(words: readonly string[]): Promise<string | undefined> {
    const connection = (this.connection ??= connectRedis(this.login));
    try {
      const answer = await inTime(connection.then(({ command }) => command(...words)));
      return answer === NO_KEY ? undefined : answer;
    } catch (error) {
      if (this.connection === connection) this.connection = undefined;
      connection.then(({ close }) => close()).catch(() => undefined);
      throw new UnavailableError("Redis", { cause: error });
    }
  }
}

/** What {@link RedisConnection.command} makes of an answer without a value; no value of the services is empty. */
const NO_KEY = "";

async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
