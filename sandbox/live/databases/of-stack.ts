/** The database and cache servers that a stack's exporters ask, as far as they can run here. */
import { join } from "node:path";
import { readFileSync } from "node:fs";
import type { Config } from "../../../config/schema";
import { postgres, redis } from "../../../exporters/registry";
import type { Cluster } from "../../cluster";
import { findKey, secretString, type SecretStore } from "../../engine/fake-providers/store";
import type { ServerRecord } from "../../servers";
import { startDatabase, type LiveDatabase } from "./postgres";
import { putServerOnRecord } from "./record";
import { startCache, type LiveCache } from "./redis";
import { liveFolder, type LiveRecord } from "../record";

/** The servers of a stack. */
export interface LiveServers {
  readonly databases: readonly LiveDatabase[];
  readonly caches: readonly LiveCache[];
  /** Ports by the address that exporters are given, `host:port`. */
  readonly ports: ReadonlyMap<string, number>;
  /** Certificate of the authority that has signed all of theirs. PEM; empty where no server runs. */
  readonly authority: string;
  readonly record: LiveRecord["servers"];
  /** A sentence for each that can't run on this machine. */
  readonly problems: readonly string[];
}

/** Starts a server for each database and each cache of a stack, with the credentials that its secrets have. */
export async function startServers(cluster: Cluster, config: Config, secrets: SecretStore): Promise<LiveServers> {
  const folder = liveFolder(cluster.dir);
  const authority = join(folder, "authority");
  const onStart = (record: ServerRecord) => putServerOnRecord(cluster, record);
  const problems: string[] = [];
  const ports = new Map<string, number>();
  const record: LiveRecord["servers"][number][] = [];

  const start = async <Server extends { readonly port: number }>(
    kind: "postgres" | "redis",
    server: string,
    address: () => string,
    run: (dir: string, name: string) => Promise<Server>,
  ): Promise<Server | undefined> => {
    const name = `${kind}-${server}`;
    const dir = join(folder, name);
    try {
      const started = await run(dir, name);
      ports.set(address(), started.port);
      record.push({ kind, name, server, dir });
      return started;
    } catch (error) {
      problems.push(`${name} does not run: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };

  const databases = config.databases.map((database) => {
    const data = postgres.credentials.data(database, textOf(secrets, database.credentials));
    return start(
      "postgres",
      database.name,
      () => (data["uri"] ?? "").split("/", 1)[0] ?? "",
      (dir, name) =>
        startDatabase({
          dir,
          name,
          authority,
          database: database.database,
          role: { user: data["username"] ?? "", password: data["password"] ?? "" },
          onStart,
        }),
    );
  });
  const caches = config.caches.map((cache) => {
    const data = redis.credentials.data(cache, cache.credentials && textOf(secrets, cache.credentials.secret));
    const [password = ""] = Object.values(JSON.parse(data["passwords.json"] ?? "{}") as Record<string, string>);
    return start(
      "redis",
      cache.name,
      () => new URL(data["address"] ?? "").host,
      (dir, name) =>
        startCache({ dir, name, authority, exporter: { user: cache.username ?? "default", password }, onStart }),
    );
  });
  const running = {
    databases: (await Promise.all(databases)).filter((server) => server !== undefined),
    caches: (await Promise.all(caches)).filter((server) => server !== undefined),
  };
  const [first] = [...running.databases, ...running.caches];
  return {
    ...running,
    ports,
    authority: first === undefined ? "" : readFileSync(first.caFile, "utf8"),
    record,
    problems,
  };
}

function textOf(secrets: SecretStore, id: string): string | undefined {
  const key = findKey(secrets, id);
  return key === undefined ? undefined : secretString(secrets[key] ?? null);
}
