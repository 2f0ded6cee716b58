/** A PostgreSQL server of the sandbox. */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { freePort, LOOPBACK } from "../../cluster/ports";
import { startTimeOf } from "../../cluster/processes";
import { checkReachable, give, unprivilegedUser } from "../account";
import type { Authority } from "../certificates";
import { startServer, type ServerProcess, type ServerRecord } from "../process";
import { choosePostgres, type PostgresBinaries } from "./binaries";

/** Settings of postgresql.conf by their names. */
export type PostgresSettings = Readonly<Record<string, string | number>>;

/** How a server is started. */
export interface PostgresOptions {
  /** Folder for everything of the server: data, log, record; new, or of a server that was stopped. */
  readonly dir: string;
  /** Who signs the server's certificate. */
  readonly authority: Authority;
  /** Its name in the record and of its log; `postgres` by default. */
  readonly name?: string;
  /** Its port; a free one by default. */
  readonly port?: number;
  /** Until when its certificate is valid; for a month by default. */
  readonly certificateUntil?: Date | undefined;
  /** Settings on top of the sandbox's own. */
  readonly settings?: PostgresSettings;
  /** Data of a stopped server, which this one starts from: see {@link PostgresServer.dataDir}. */
  readonly data?: string;
  /** Password of the superuser where {@link data} or the folder has one; by default a new one. */
  readonly password?: string;
  /** The server whose replica it is; {@link data} has to be a copy of this one's. */
  readonly primary?: Pick<PostgresServer, "port" | "password" | "caFile">;
  /** The programs; by default the preferred ones. */
  readonly binaries?: PostgresBinaries;
  /** Told of the process, at each start, before anything else happens. */
  readonly onStart?: ((record: ServerRecord) => void) | undefined;
}

/** How a client gets in. */
export interface Login {
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
}

/** A server that runs. */
export interface PostgresServer {
  readonly host: typeof LOOPBACK;
  readonly port: number;
  /** Certificate of the authority, for `sslrootcert`. */
  readonly caFile: string;
  /** The superuser, who is `postgres`, and the password. */
  readonly user: string;
  readonly password: string;
  /** Its data folder. */
  readonly dataDir: string;
  /** Its version: `18.4`. */
  readonly version: string;
  /** Process, port and log. */
  readonly record: () => ServerRecord;
  /** An open connection over TLS, by default of the superuser to `postgres`. */
  readonly connect: (login?: Login) => Promise<Client>;
  /** Runs some statements and returns the rows of the last. */
  readonly sql: (statements: string, login?: Login) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Ends it and starts it again under the same port, with other settings where any are given. */
  readonly restart: (settings?: PostgresSettings) => Promise<void>;
  /** Ends it; its data stay. */
  readonly stop: () => Promise<void>;
  /** Ends it without a checkpoint, as a crash does. */
  readonly kill: () => Promise<void>;
}

const SUPERUSER = "postgres";

/**
 * Starts a server on loopback that lets nobody in without TLS and a password, with pg_stat_statements loaded; the
 * extension itself is not created.
 *
 * @throws Error with a sentence where there is no PostgreSQL, or with the server's last words where it does not start.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const { dir, authority, primary, name = "postgres", onStart } = options;
  const { binaries = choosePostgres(), password = randomBytes(16).toString("hex") } = options;
  const user = unprivilegedUser();
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  give(dir, user);
  checkReachable(dir, user);
  const dataDir = join(dir, "data");
  const port = options.port ?? (await freePort());
  const caFile = join(dir, "ca.crt");
  const expired = options.certificateUntil !== undefined && options.certificateUntil.getTime() < Date.now();
  const login = { host: LOOPBACK, port, user: SUPERUSER, password, database: "postgres" };

  // A thousand small files: several times as quick as Node's own copy.
  if (options.data !== undefined) execFileSync("cp", ["-R", options.data, dataDir]);
  else if (!existsSync(dataDir)) initialise(binaries, dir, dataDir, password);
  writeFileSync(caFile, authority.certificate);
  const { certificate, key } = authority.issue(options.certificateUntil);
  writeFileSync(join(dataDir, "server.crt"), certificate);
  writeFileSync(join(dataDir, "server.key"), key, { mode: 0o600 });
  writeFileSync(join(dataDir, "pg_hba.conf"), ACCESS);
  rmSync(join(dataDir, "standby.signal"), { force: true });
  if (primary !== undefined) writeFileSync(join(dataDir, "standby.signal"), "");
  chmodSync(dataDir, 0o700);

  let settings: PostgresSettings = { ...(primary === undefined ? {} : following(primary)), ...options.settings };
  const start = (): Promise<ServerProcess> => {
    writeFileSync(join(dataDir, "postgresql.conf"), configuration({ ...OWN_SETTINGS, port, ...settings }));
    disown(dataDir);
    give(dataDir, user);
    return startServer({
      name,
      path: join(binaries.folder, "postgres"),
      args: ["-D", dataDir],
      dir,
      port,
      ...(user === undefined ? {} : { user }),
      // Fast shutdown. SIGTERM would wait until every client has gone, and the exporter keeps its connection.
      endedBy: "SIGINT",
      // One that is to show an expired certificate serves, too.
      missing: () =>
        whyNotReady({ ...login, ssl: expired ? { rejectUnauthorized: false } : { ca: authority.certificate } }),
      onStart,
    });
  };
  let running = await start();

  const connect = async (as: Login = {}): Promise<Client> => {
    const client = new Client({ ...login, ...as, ssl: { ca: authority.certificate } });
    // A server that ends breaks its connections: whoever uses one is told by the query.
    client.on("error", () => undefined);
    await client.connect();
    return client;
  };
  return {
    host: LOOPBACK,
    port,
    caFile,
    user: SUPERUSER,
    password,
    dataDir,
    version: binaries.version,
    record: () => running.record,
    connect,
    sql: async (statements, as) => {
      const client = await connect(as);
      try {
        const results: unknown = await client.query(statements);
        const last: unknown = Array.isArray(results) ? results.at(-1) : results;
        return (last as { rows?: Record<string, unknown>[] }).rows ?? [];
      } finally {
        await client.end();
      }
    },
    restart: async (more = {}) => {
      settings = { ...settings, ...more };
      await running.stop();
      running = await start();
    },
    stop: () => running.stop(),
    kill: () => running.kill(),
  };
}

/** What every server of the sandbox has; whoever starts one may say otherwise. */
const OWN_SETTINGS: PostgresSettings = {
  listen_addresses: LOOPBACK,
  unix_socket_directories: "",
  shared_preload_libraries: "pg_stat_statements",
  ssl: "on",
  ssl_cert_file: "server.crt",
  ssl_key_file: "server.key",
  // Nothing is kept: a crash of the machine may lose it all.
  fsync: "off",
  shared_buffers: "32MB",
};

/** Who is let in: everyone with a password, and nobody without TLS. */
const ACCESS = ["hostssl all", "hostssl replication"]
  .flatMap((kind) => [`${LOOPBACK}/32`, "::1/128"].map((from) => `${kind} all ${from} scram-sha-256\n`))
  .concat(`hostnossl all all ${LOOPBACK}/32 reject\n`)
  .join("");

function initialise({ folder }: PostgresBinaries, dir: string, dataDir: string, password: string): void {
  const user = unprivilegedUser();
  const passwordFile = join(dir, "password");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  give(passwordFile, user);
  const args = [
    ...["-D", dataDir, "--username", SUPERUSER, "--pwfile", passwordFile],
    ...["--encoding=UTF8", "--locale=C.UTF-8", "--auth-local=peer", "--auth-host=scram-sha-256", "--no-sync"],
    // MB, instead of 16: a new server then takes 30 MB of disk, not 45.
    "--wal-segsize=1",
  ];
  execFileSync(join(folder, "initdb"), args, { cwd: dir, stdio: ["ignore", "ignore", "pipe"], ...user });
  rmSync(passwordFile);
}

/**
 * Has a server start from the data of one that was killed, although nobody has asked for the exit code of that one: to PostgreSQL its
 * id is then one of a running process. The id of its own parent it ignores, and goes on to see whether anyone still uses the data.
 */
function disown(dataDir: string): void {
  const file = join(dataDir, "postmaster.pid");
  if (!existsSync(file)) return;
  const [pid, ...rest] = readFileSync(file, "utf8").split("\n");
  if (startTimeOf(Number(pid)) === undefined) writeFileSync(file, [process.pid, ...rest].join("\n"));
}

/** The settings of a replica. */
function following({ port, password, caFile }: Pick<PostgresServer, "port" | "password" | "caFile">): PostgresSettings {
  const parts = { host: LOOPBACK, port, user: SUPERUSER, password, sslmode: "verify-ca", sslrootcert: caFile };
  return {
    primary_conninfo: Object.entries(parts)
      .map(([name, value]) => `${name}=${value}`)
      .join(" "),
    hot_standby: "on",
  };
}

/** postgresql.conf, every value in quotes. */
function configuration(settings: PostgresSettings): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = '${String(value).replaceAll("'", "''")}'\n`)
    .join("");
}

/** A server that has no slot left for a client, or one that is refused, serves all the same. */
async function whyNotReady(login: ConstructorParameters<typeof Client>[0]): Promise<string | undefined> {
  const client = new Client(login);
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.end();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
