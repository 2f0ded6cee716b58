/** Starts the servers and exporters of one situation, and ends them all when it is over. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postgres as postgresKind } from "../../../exporters/postgres";
import type { DatabaseConfig } from "../../../exporters/postgres/config";
import { redis as redisKind } from "../../../exporters/redis";
import type { CacheConfig } from "../../../exporters/redis/config";
import {
  createAuthority,
  killRecorded,
  startExporter,
  startPostgres,
  startRedis,
  type Authority,
  type PostgresOptions,
  type PostgresServer,
  type RedisOptions,
  type RedisServer,
  type RunningExporter,
  type ServerRecord,
} from "../../../sandbox/servers";
import { ensureTools, type Tools } from "../../../sandbox/tools";
import { olderArguments } from "../../../sandbox/servers/postgres/older-exporter";

/** The authority of all servers, unless a situation is about another one. */
const authority = createAuthority("sandbox");

/** What is different about an exporter's side. */
type Entry<Config> = Partial<Config> & { readonly user?: string; readonly password?: string };

/** Everything that runs in one situation. */
export class Lab {
  readonly authority: Authority = authority;
  private readonly dir = mkdtempSync(join(tmpdir(), "servers-"));
  private readonly endings: (() => unknown)[] = [];
  private count = 0;

  private constructor(private readonly tools: Tools) {
    // PostgreSQL has to get through to its own folder where it runs as another user.
    chmodSync(this.dir, 0o711);
  }

  /** Runs something in a lab of its own. */
  static async with<Result>(use: (lab: Lab) => Promise<Result>): Promise<Result> {
    const lab = new Lab(await ensureTools(["postgres_exporter", "redis_exporter"]));
    try {
      return await use(lab);
    } finally {
      for (const end of lab.endings.reverse()) await end();
      // The last processes of a killed PostgreSQL may still be leaving.
      rmSync(lab.dir, { recursive: true, force: true, maxRetries: 10 });
    }
  }

  /** A new folder. */
  folder(name: string): string {
    this.count += 1;
    return join(this.dir, `${this.count}-${name}`);
  }

  /** Something to end when the situation is over, the last first. */
  ending(end: () => unknown): void {
    this.endings.push(end);
  }

  async postgres(options: Partial<PostgresOptions> = {}): Promise<PostgresServer> {
    const server = await startPostgres({ dir: this.folder("postgres"), authority, ...options });
    this.owns(server);
    return server;
  }

  async redis(options: Partial<RedisOptions> = {}): Promise<RedisServer> {
    const server = await startRedis({ dir: this.folder("redis"), authority, ...options });
    this.owns(server);
    return server;
  }

  /** The exporter of a database as it would be deployed for it, in front of a server. */
  async postgresExporter(port: number, entry: Entry<DatabaseConfig> = {}): Promise<RunningExporter> {
    const { user = "monitoring", password = MONITORING_PASSWORD, ...more } = entry;
    const item = postgresKind.config.item.parse({
      name: "server",
      credentials: "secret",
      host: "127.0.0.1",
      port,
      database: "qualisys",
      ...more,
    });
    return this.exporter({
      path: this.tools.path("postgres_exporter"),
      spec: postgresKind.exporter(item),
      secret: postgresKind.credentials.data(item, JSON.stringify({ username: user, password })),
      argumentsFor: olderArguments,
    });
  }

  /** The exporter of a cache as it would be deployed for it, in front of a server. */
  async redisExporter(
    { port, password, passwords, caFile }: Pick<RedisServer, "port" | "password" | "passwords" | "caFile">,
    entry: Entry<CacheConfig> = {},
  ): Promise<RunningExporter> {
    const { user, password: other, ...more } = entry;
    const item = redisKind.config.item.parse({
      name: "server",
      host: "127.0.0.1",
      port,
      credentials: { secret: "secret" },
      caBundle: caFile,
      ...(user === undefined ? {} : { username: user }),
      ...more,
    });
    const secret = other ?? (user === undefined ? password : passwords[user]);
    return this.exporter({
      path: this.tools.path("redis_exporter"),
      spec: redisKind.exporter(item),
      secret: redisKind.credentials.data(item, secret),
      ca: readFileSync(caFile, "utf8"),
    });
  }

  private async exporter(run: Omit<Parameters<typeof startExporter>[0], "dir">): Promise<RunningExporter> {
    const exporter = await startExporter({ dir: this.folder("exporter"), ca: authority.certificate, ...run });
    this.ending(exporter.stop);
    return exporter;
  }

  private owns({ record }: { readonly record: () => ServerRecord }): void {
    // Nothing of theirs is kept: no need to wait until they have written it.
    const kill = () => killRecorded(record());
    process.once("exit", kill);
    this.ending(() => {
      process.off("exit", kill);
      kill();
    });
  }
}

/** Of the role that exporters use; the servers live for seconds, on loopback. */
export const MONITORING_PASSWORD = "monitoring-password";
