/** A PostgreSQL server of the live pipeline, prepared for its exporter exactly as docs/first-deployment.md says. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Client, escapeIdentifier } from "pg";
import { endProcess } from "../../cluster/processes";
import { freePort, LOOPBACK } from "../../cluster/ports";
import { authorityFiles, choosePostgres, keptAuthority, startPostgres, type ServerRecord } from "../../servers";
import { serverFolder } from "./folder";
import { orderStatements } from "./orders";
import { AUTHORITY_NAME, checkOwnPort, newLogin, runningServer, type StartOptions } from "./server";
import { databaseStateSchema, readState, writeState, type DatabaseState, type Login } from "./state";
import { passwordStatement, reservedStatements, roleStatements, withoutPasswords } from "./statements";

/** How a server is started. */
export interface DatabaseOptions extends StartOptions {
  /** Folder for what is kept of it; for root, the data are elsewhere, where PostgreSQL's user gets in. */
  readonly dir: string;
  /** Its name on the record; `postgres` by default. */
  readonly name?: string;
  /** Folder of the certificate authority, which is made where there is none. */
  readonly authority: string;
  /** The database that the exporter connects to, in which the sample services have their table. */
  readonly database: string;
  /** The exporter's role. */
  readonly role: Login;
}

/** A server that runs. */
export interface LiveDatabase {
  readonly host: typeof LOOPBACK;
  readonly port: number;
  /** File with the authority's certificate. */
  readonly caFile: string;
  readonly database: string;
  /** The superuser. */
  readonly administrator: Login;
  /** The role of the sample services, who own the table `orders`. */
  readonly application: Login;
  readonly record: ServerRecord;
}

/** Time that PostgreSQL may take for a checkpoint at its end. Milliseconds. */
const END_TIMEOUT_MS = 30_000;

/** From this version on, connections can be reserved for the exporter. */
const RESERVED_SINCE = 16;

/**
 * Connections. Those that are left to roles that have none reserved, all but five, are more than the 90% at which
 * DatabaseConnectionPoolExhaustion fires.
 */
const MAX_CONNECTIONS = 80;

/**
 * Starts a server with the database, the exporter's role and the sample services' table; as it was, where the folder has one.
 * The role gets the password that is given. A server that runs already is left running.
 *
 * @throws Error with a sentence where there is no PostgreSQL, or its port is taken, or with its last words where it does not start.
 */
export async function startDatabase(options: DatabaseOptions): Promise<LiveDatabase> {
  const { dir, name = "postgres", authority, database, role } = options;
  const kept = readState(dir, databaseStateSchema);
  if (kept?.ready !== true) await removeDatabase(dir);
  const state: DatabaseState =
    kept?.ready === true
      ? { ...kept, database }
      : {
          name,
          port: await freePort(),
          authority,
          administrator: newLogin("postgres"),
          application: newLogin("qualisys"),
          folder: serverFolder(dir),
          database,
          ready: false,
        };
  writeState(dir, state);
  const started = await start(state, options);
  await prepare(state, role);
  writeState(dir, { ...state, ready: true });
  return started;
}

/**
 * Starts the server of a folder again as it was: port, data, passwords.
 *
 * @throws Error with a sentence where the folder has none, or as {@link startDatabase} does.
 */
export async function restartDatabase(dir: string, options: StartOptions = {}): Promise<LiveDatabase> {
  return start(stateOf(dir), options);
}

/** Ends the server of a folder; its data stay. Does nothing where it has ended. */
export async function stopDatabase(dir: string): Promise<void> {
  const { folder, name } = stateOf(dir);
  const record = runningServer(folder, name);
  if (record !== undefined) await endProcess(record, END_TIMEOUT_MS, record.endedBy);
}

/** Ends the server of a folder at once and removes its data, wherever they are; does nothing where there is none. */
export async function removeDatabase(dir: string): Promise<void> {
  const state = readState(dir, databaseStateSchema);
  const folder = state?.folder ?? serverFolder(dir);
  const record = state && runningServer(folder, state.name);
  if (record !== undefined) await endProcess(record, END_TIMEOUT_MS, record.endedBy);
  rmSync(folder === dir ? join(dir, "data") : folder, { recursive: true, force: true, maxRetries: 10 });
}

function stateOf(dir: string): DatabaseState {
  const state = readState(dir, databaseStateSchema);
  if (state === undefined)
    throw new Error(`There is no PostgreSQL server of the sandbox in ${dir}: start it with \`npm run up\`.`);
  return state;
}

async function start(state: DatabaseState, { onStart, certificateUntil }: StartOptions): Promise<LiveDatabase> {
  const { name, folder, port, database, administrator, application } = state;
  const live = (record: ServerRecord): LiveDatabase => ({
    host: LOOPBACK,
    port,
    caFile: authorityFiles(state.authority).certificate,
    database,
    administrator,
    application,
    record,
  });
  const running = runningServer(folder, name);
  if (running !== undefined) return live(running);
  await checkOwnPort(`the sandbox's PostgreSQL (${name})`, port);
  const binaries = choosePostgres();
  const server = await startPostgres({
    dir: folder,
    name,
    port,
    authority: keptAuthority(state.authority, AUTHORITY_NAME),
    certificateUntil,
    password: administrator.password,
    settings: { max_connections: MAX_CONNECTIONS, ...(reserves(binaries.version) ? { reserved_connections: 2 } : {}) },
    binaries,
    onStart,
  });
  return live(server.record());
}

function reserves(version: string): boolean {
  return Number.parseInt(version, 10) >= RESERVED_SINCE;
}

/** Makes what is missing of the database, the exporter's role and the sample services' table. */
async function prepare(state: DatabaseState, role: Login): Promise<void> {
  const { database, application } = state;
  const server = await client(state, "postgres");
  try {
    // Errors would have the statement, and so its password, in the log.
    await server.query("SET log_min_error_statement = panic");
    for (const statement of withoutPasswords) await server.query(statement);
    if (!(await has(server, "SELECT 1 FROM pg_database WHERE datname = $1", database)))
      await server.query(`CREATE DATABASE ${escapeIdentifier(database)}`);
  } finally {
    await server.end();
  }
  const inside = await client(state, database);
  try {
    await inside.query("SET log_min_error_statement = panic");
    if (!(await has(inside, "SELECT 1 FROM pg_roles WHERE rolname = $1", application.user)))
      await inside.query(orderStatements(application));
    const known = await has(inside, "SELECT 1 FROM pg_roles WHERE rolname = $1", role.user);
    const version = String(
      (await inside.query<{ server_version: string }>("SHOW server_version")).rows[0]?.server_version,
    );
    const statements = known
      ? [passwordStatement(role)]
      : [
          ...roleStatements({ ...role, database }),
          ...(reserves(version) ? reservedStatements({ user: role.user, database }) : []),
        ];
    // In one go: a role that is there has all of its rights.
    await inside.query("BEGIN");
    for (const statement of statements) await inside.query(statement);
    await inside.query("COMMIT");
  } finally {
    await inside.end();
  }
}

async function has(client: Client, query: string, value: string): Promise<boolean> {
  return (await client.query(query, [value])).rows.length > 0;
}

/** A connection of the superuser. */
async function client({ port, administrator, authority }: DatabaseState, database: string): Promise<Client> {
  const ca = keptAuthority(authority, AUTHORITY_NAME).certificate;
  const made = new Client({ host: LOOPBACK, port, ...administrator, database, ssl: { ca } });
  made.on("error", () => undefined);
  await made.connect();
  return made;
}
