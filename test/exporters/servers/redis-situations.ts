/** Redis servers that are awkward in one way each. */
import { exporterRights } from "../../../exporters/redis/acl";
import { connectRedis, createAuthority, type RedisConnection, type RedisServer } from "../../../sandbox/servers";
import type { Phase } from "./held";
import type { Lab } from "./lab";
import { alternatingEndpoint } from "./proxy";
import { scrapes } from "./scrape";
import type { Situation } from "./situation";

/** How long each state is held. Minutes. */
const [BEFORE, DURING] = [20, 70];

const cache = (
  name: string,
  about: string,
  fires: readonly string[],
  run: (lab: Lab) => Promise<readonly Phase[]>,
): Situation => ({ name, about, kind: "cache", fires, run });

const throughout = async (url: string, count = 3, between?: () => Promise<unknown>): Promise<readonly Phase[]> => [
  { minutes: BEFORE + DURING, scrapes: await scrapes(url, count, between) },
];

async function after(url: string, change: () => Promise<unknown>): Promise<readonly Phase[]> {
  const healthy = await scrapes(url, 3);
  await change();
  return [
    { minutes: BEFORE, scrapes: healthy },
    { minutes: DURING, scrapes: await scrapes(url, 3) },
  ];
}

/** A server of 4 MB, full of keys of 10 kB with or without an end, as far as it takes them. */
async function filled(lab: Lab, policy: string, expiring: boolean): Promise<RedisServer> {
  const server = await lab.redis({ settings: { maxmemory: "4mb", "maxmemory-policy": policy } });
  await write(server, 600, expiring);
  return server;
}

/** Writes keys, until one is refused. */
async function write(server: RedisServer, count: number, expiring: boolean): Promise<void> {
  const { command, close } = await server.connect();
  const value = "x".repeat(10_000);
  try {
    for (let key = 0; key < count; key += 1)
      await command("SET", `key-${Date.now()}-${key}`, value, ...(expiring ? ["EX", "3600"] : []));
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes("OOM")) throw error;
  } finally {
    close();
  }
}

/** Connections until the server refuses one. */
async function takeAll(server: RedisServer, ca: string): Promise<readonly RedisConnection[]> {
  const connections: RedisConnection[] = [];
  for (;;) {
    try {
      const connection = await connectRedis({ port: server.port, ca, password: server.password });
      connections.push(connection);
    } catch {
      return connections;
    }
  }
}

export const redisSituations: readonly Situation[] = [
  cache("redis-healthy", "whose exporter has an ACL user with the least rights", [], async (lab) => {
    const server = await lab.redis({ users: { monitoring: exporterRights } });
    const exporter = await lab.redisExporter(server, { user: "monitoring" });
    return throughout(exporter.url, 3, () => server.command("SET", "a", "b"));
  }),

  cache("redis-wrong-password", "whose exporter has a wrong password", ["RedisDown"], async (lab) => {
    const exporter = await lab.redisExporter(await lab.redis(), { password: "wrong" });
    return throughout(exporter.url);
  }),

  cache("redis-info-only", "whose exporter may do nothing but INFO", [], async (lab) => {
    const server = await lab.redis({ users: { monitoring: "resetkeys resetchannels -@all +info" } });
    const exporter = await lab.redisExporter(server, { user: "monitoring" });
    return throughout(exporter.url);
  }),

  cache("redis-no-info", "whose exporter may not even do INFO", ["RedisDown"], async (lab) => {
    const server = await lab.redis({ users: { monitoring: "resetkeys resetchannels -@all +ping" } });
    const exporter = await lab.redisExporter(server, { user: "monitoring" });
    return throughout(exporter.url);
  }),

  cache("redis-no-limit", "without a memory limit", [], async (lab) => {
    const server = await lab.redis();
    await write(server, 600, false);
    const exporter = await lab.redisExporter(server);
    return throughout(exporter.url);
  }),

  cache("redis-noeviction-full", "that is full and may evict nothing", ["RedisMemoryNearLimit"], async (lab) => {
    const exporter = await lab.redisExporter(await filled(lab, "noeviction", true));
    return throughout(exporter.url);
  }),

  cache(
    "redis-volatile-expiring",
    "that is full and may evict all that it has, since every key expires",
    [],
    async (lab) => {
      const exporter = await lab.redisExporter(await filled(lab, "volatile-lru", true));
      return throughout(exporter.url);
    },
  ),

  cache(
    "redis-volatile-lasting",
    "that is full and may evict only what expires, and nothing does",
    ["RedisMemoryNearLimit"],
    async (lab) => {
      const exporter = await lab.redisExporter(await filled(lab, "volatile-lru", false));
      return throughout(exporter.url);
    },
  ),

  cache("redis-evicting", "that evicts keys all the time", ["RedisEvictions"], async (lab) => {
    const server = await filled(lab, "allkeys-lru", false);
    const exporter = await lab.redisExporter(server);
    return throughout(exporter.url, 3, () => write(server, 600, false));
  }),

  cache("redis-clients-full", "that lets no more clients in", ["RedisDown"], async (lab) => {
    const server = await lab.redis({ settings: { maxclients: 20 } });
    const exporter = await lab.redisExporter(server);
    return after(exporter.url, () => takeAll(server, lab.authority.certificate));
  }),

  cache(
    "redis-refused-once",
    "that has refused clients and lets them in again",
    ["RedisRejectedConnections"],
    async (lab) => {
      const server = await lab.redis({ settings: { maxclients: 20 } });
      const exporter = await lab.redisExporter(server);
      return after(exporter.url, async () => {
        for (const { close } of await takeAll(server, lab.authority.certificate)) close();
      });
    },
  ),

  cache("redis-replica-alone", "that has lost its primary", ["RedisReplicaDisconnected"], async (lab) => {
    const primary = await lab.redis();
    const replica = await lab.redis({ primary });
    await untilLinked(replica);
    const exporter = await lab.redisExporter(replica);
    return after(exporter.url, () => primary.stop());
  }),

  cache("redis-two-servers", "behind an endpoint that answers from two servers in turn", [], async (lab) => {
    const [one, other] = [await lab.redis({ settings: { maxclients: 20 } }), await lab.redis()];
    await other.command("CONFIG", "SET", "requirepass", one.password);
    for (const { close } of await takeAll(one, lab.authority.certificate)) close();
    const port = await alternatingEndpoint(lab, [one.port, other.port]);
    const exporter = await lab.redisExporter({ ...one, port });
    return throughout(exporter.url, 6);
  }),

  cache(
    "redis-wrong-authority",
    "whose certificate is of an authority that the exporter does not know",
    ["RedisDown"],
    async (lab) => {
      const server = await lab.redis({ authority: createAuthority("another") });
      const known = await lab.redis();
      const exporter = await lab.redisExporter({ ...server, caFile: known.caFile });
      return throughout(exporter.url);
    },
  ),

  cache("redis-stopped", "that was stopped", ["RedisDown"], async (lab) => {
    const server = await lab.redis();
    const exporter = await lab.redisExporter(server);
    return after(exporter.url, () => server.stop());
  }),

  cache("redis-restarted", "that was restarted", [], async (lab) => {
    const server = await lab.redis();
    const exporter = await lab.redisExporter(server);
    return after(exporter.url, () => server.restart());
  }),

  cache("redis-busy", "that a script keeps from answering", ["RedisDown"], async (lab) => {
    const server = await lab.redis({ settings: { "busy-reply-threshold": 50 } });
    const exporter = await lab.redisExporter(server);
    const { command } = await server.connect();
    return after(exporter.url, async () => {
      void command("EVAL", "while true do end", "0").catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 200));
    });
  }),
];

/** Waits until a replica has its primary's data. */
async function untilLinked(replica: RedisServer): Promise<void> {
  while (!(await replica.command("INFO", "replication")).includes("master_link_status:up"))
    await new Promise((resolve) => setTimeout(resolve, 100));
}
