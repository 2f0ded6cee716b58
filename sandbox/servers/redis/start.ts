/** A Redis server of the sandbox. */
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, LOOPBACK } from "../../cluster/ports";
import type { Authority } from "../certificates";
import { startServer, type ServerProcess, type ServerRecord } from "../process";
import { connectRedis, type RedisConnection } from "./commands";
import { findRedis, type RedisProgram } from "./program";

/** How a server is started. */
export interface RedisOptions {
  /** Folder for everything of the server: configuration, log, record. */
  readonly dir: string;
  /** Who signs the server's certificate. */
  readonly authority: Authority;
  /** Its name in the record and of its log; `redis` by default. */
  readonly name?: string;
  /** Its port; a free one by default. */
  readonly port?: number;
  /** Until when its certificate is valid; for a month by default. */
  readonly certificateUntil?: Date | undefined;
  /** Settings of redis.conf on top of the sandbox's own. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** The user who may do everything; `default` by default, whom clients are who name none. */
  readonly superuser?: string;
  /** The other ACL users: what each may do, in the words of ACL SETUSER. */
  readonly users?: Readonly<Record<string, string>>;
  /** Passwords of users by their names; new ones by default. */
  readonly passwords?: Readonly<Record<string, string>>;
  /** The server whose replica it is. */
  readonly primary?: Pick<RedisServer, "port" | "password">;
  /** The program; by default the one that is found. */
  readonly program?: RedisProgram;
  /** Told of the process, at each start, before anything else happens. */
  readonly onStart?: ((record: ServerRecord) => void) | undefined;
}

/** A server that runs. */
export interface RedisServer {
  readonly host: typeof LOOPBACK;
  /** It speaks TLS only. */
  readonly port: number;
  /** Certificate of the authority. */
  readonly caFile: string;
  /** Of the user who may do everything. */
  readonly password: string;
  /** Passwords of the ACL users. */
  readonly passwords: Readonly<Record<string, string>>;
  readonly version: string;
  /** Process, port and log. */
  readonly record: () => ServerRecord;
  /** An open connection of the user who may do everything. */
  readonly connect: () => Promise<RedisConnection>;
  /** Runs one command as this user: see {@link RedisConnection}. */
  readonly command: (...words: readonly string[]) => Promise<string>;
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a server on loopback that speaks TLS only and asks for a password. It keeps nothing on the disk.
 *
 * @throws Error with a sentence where there is no Redis, or with the server's last words where it does not start.
 */
export async function startRedis(options: RedisOptions): Promise<RedisServer> {
  const { dir, authority, primary, name = "redis", superuser = "default", program = findRedis(), onStart } = options;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const port = options.port ?? (await freePort());
  const rights = { default: "off", ...options.users, [superuser]: EVERYTHING };
  const passwords: Readonly<Record<string, string>> = Object.fromEntries(
    Object.keys(rights).map((user) => [user, options.passwords?.[user] ?? randomBytes(16).toString("hex")]),
  );
  const password = passwords[superuser] ?? "";
  const file = (fileName: string, content: string) => {
    const path = join(dir, fileName);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  const { certificate, key } = authority.issue(options.certificateUntil);
  const caFile = file("ca.crt", authority.certificate);
  const lines: readonly string[] = [
    ...Object.entries({
      ...OWN_SETTINGS,
      "tls-port": port,
      "tls-cert-file": file("server.crt", certificate),
      "tls-key-file": file("server.key", key),
      "tls-ca-cert-file": caFile,
      dir,
      ...(primary === undefined
        ? {}
        : { replicaof: `${LOOPBACK} ${primary.port}`, masterauth: primary.password, "tls-replication": "yes" }),
      ...options.settings,
    }).map(([setting, value]) => `${setting} ${value}`),
    // The hash: a password may have in it what redis.conf reads its own way.
    ...Object.entries(rights).map(
      ([user, allowed]) => `user ${quoted(user)} on #${sha256(passwords[user] ?? "")} ${allowed}`,
    ),
  ];
  const configuration = file("redis.conf", lines.map((line) => `${line}\n`).join(""));
  const expired = options.certificateUntil !== undefined && options.certificateUntil.getTime() < Date.now();
  const login = { port, ca: authority.certificate, user: superuser, password };
  const start = (): Promise<ServerProcess> =>
    startServer({
      name,
      path: program.path,
      args: [configuration],
      env: program.env,
      dir,
      port,
      endedBy: "SIGTERM",
      missing: async () => {
        try {
          const { command, close } = await connectRedis({ ...login, trusting: expired });
          const answer = await command("PING");
          close();
          return answer === "PONG" ? undefined : answer;
        } catch (error) {
          return error instanceof Error ? error.message : String(error);
        }
      },
      onStart,
    });
  let running = await start();
  const connect = () => connectRedis(login);
  return {
    host: LOOPBACK,
    port,
    caFile,
    password,
    passwords,
    version: program.version,
    record: () => running.record,
    connect,
    command: async (...words) => {
      const connection = await connect();
      try {
        return await connection.command(...words);
      } finally {
        connection.close();
      }
    },
    restart: async () => {
      await running.stop();
      running = await start();
    },
    stop: () => running.stop(),
  };
}

/** The rights of the superuser. */
const EVERYTHING = "allkeys allchannels allcommands";

/** A word of redis.conf. */
function quoted(word: string): string {
  return `"${word.replace(/["\\]/g, "\\$&")}"`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** What every server of the sandbox has; whoever starts one may say otherwise. `save` keeps nothing. */
const OWN_SETTINGS = { bind: LOOPBACK, port: 0, "tls-auth-clients": "no", save: '""' };
