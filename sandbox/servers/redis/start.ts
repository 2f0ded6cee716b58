/** A Redis server of the sandbox. */
import { randomBytes } from "node:crypto";
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
  /** Settings of redis.conf on top of the sandbox's own. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** ACL users: what each may do, in the words of ACL SETUSER. Passwords are made. */
  readonly users?: Readonly<Record<string, string>>;
  /** The server whose replica it is. */
  readonly primary?: Pick<RedisServer, "port" | "password">;
  /** The program; by default the one that is found. */
  readonly program?: RedisProgram;
}

/** A server that runs. */
export interface RedisServer {
  readonly host: typeof LOOPBACK;
  /** It speaks TLS only. */
  readonly port: number;
  /** Certificate of the authority. */
  readonly caFile: string;
  /** Of the user `default`, who may do everything. */
  readonly password: string;
  /** Passwords of the ACL users. */
  readonly passwords: Readonly<Record<string, string>>;
  readonly version: string;
  /** Process, port and log. */
  readonly record: () => ServerRecord;
  /** An open connection of the user `default`. */
  readonly connect: () => Promise<RedisConnection>;
  /** Runs one command as the user `default`: see {@link RedisConnection}. */
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
  const { dir, authority, primary, program = findRedis() } = options;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const port = await freePort();
  const password = randomBytes(16).toString("hex");
  const passwords = Object.fromEntries(
    Object.keys(options.users ?? {}).map((name) => [name, randomBytes(16).toString("hex")]),
  );
  const file = (name: string, content: string) => {
    const path = join(dir, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  const { certificate, key } = authority.issue();
  const caFile = file("ca.crt", authority.certificate);
  const lines: readonly string[] = [
    ...Object.entries({
      ...OWN_SETTINGS,
      "tls-port": port,
      "tls-cert-file": file("server.crt", certificate),
      "tls-key-file": file("server.key", key),
      "tls-ca-cert-file": caFile,
      requirepass: password,
      dir,
      ...(primary === undefined
        ? {}
        : { replicaof: `${LOOPBACK} ${primary.port}`, masterauth: primary.password, "tls-replication": "yes" }),
      ...options.settings,
    }).map(([name, value]) => `${name} ${value}`),
    ...Object.entries(options.users ?? {}).map(
      ([name, rights]) => `user ${name} on >${passwords[name] ?? ""} ${rights}`,
    ),
  ];
  const configuration = file("redis.conf", lines.map((line) => `${line}\n`).join(""));
  const login = { port, ca: authority.certificate, password };
  const start = (): Promise<ServerProcess> =>
    startServer({
      name: "redis",
      path: program.path,
      args: [configuration],
      env: program.env,
      dir,
      port,
      endedBy: "SIGTERM",
      missing: async () => {
        try {
          const { command, close } = await connectRedis(login);
          const answer = await command("PING");
          close();
          return answer === "PONG" ? undefined : answer;
        } catch (error) {
          return error instanceof Error ? error.message : String(error);
        }
      },
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

/** What every server of the sandbox has; whoever starts one may say otherwise. `save` keeps nothing. */
const OWN_SETTINGS = { bind: LOOPBACK, port: 0, "tls-auth-clients": "no", save: '""' };
