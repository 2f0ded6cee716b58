/** The real exporters in front of the live pipeline's servers, as the stack would deploy them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { postgres as postgresKind } from "../../../exporters/postgres";
import { redis as redisKind } from "../../../exporters/redis";
import type { LiveCache, LiveDatabase, Login } from "../../../sandbox/live/databases";
import { startExporter, type RunningExporter } from "../../../sandbox/servers";
import type { Tools } from "../../../sandbox/tools";
import { olderArguments } from "../../../sandbox/servers/postgres/older-exporter";

let count = 0;

/** Starts postgres_exporter. */
export async function postgresExporter(
  tools: Tools,
  dir: string,
  { port, caFile, database }: LiveDatabase,
  { user, password }: Login,
): Promise<RunningExporter> {
  const item = postgresKind.config.item.parse({ name: "a", credentials: "a", host: "127.0.0.1", port, database });
  return startExporter({
    dir: join(dir, `exporter-${(count += 1)}`),
    path: tools.path("postgres_exporter"),
    spec: postgresKind.exporter(item),
    secret: postgresKind.credentials.data(item, JSON.stringify({ username: user, password })),
    ca: readFileSync(caFile, "utf8"),
    argumentsFor: olderArguments,
  });
}

/** Starts redis_exporter. */
export async function redisExporter(
  tools: Tools,
  dir: string,
  { port, caFile }: LiveCache,
  { user, password }: Login,
): Promise<RunningExporter> {
  const item = redisKind.config.item.parse({
    ...{ name: "a", host: "127.0.0.1", port, credentials: { secret: "a" }, caBundle: caFile },
    ...(user === "default" ? {} : { username: user }),
  });
  return startExporter({
    dir: join(dir, `exporter-${(count += 1)}`),
    path: tools.path("redis_exporter"),
    spec: redisKind.exporter(item),
    secret: redisKind.credentials.data(item, password),
    ca: readFileSync(caFile, "utf8"),
  });
}

/** What an exporter says at its second scrape: the first lacks statistics of its own queries. */
export async function metrics({ url }: RunningExporter): Promise<string> {
  await (await fetch(`${url}/metrics`)).text();
  return (await fetch(`${url}/metrics`)).text();
}

/** The names of all metrics. */
export function metricNames(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/^([a-z_]\w*)/gm)].map(([, name = ""]) => name))].sort();
}

/** The value of a metric without labels. */
export function sample(text: string, name: string): string | undefined {
  return new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1];
}
