/** A Redis server of the live pipeline, whose exporter has exactly the rights of docs/first-deployment.md. */
import { exporterRights } from "../../../exporters/redis/acl";
import { endProcess } from "../../cluster/processes";
import { freePort, LOOPBACK } from "../../cluster/ports";
import { authorityFiles, keptAuthority, startRedis, type ServerRecord } from "../../servers";
import { AUTHORITY_NAME, checkOwnPort, newLogin, runningServer, type StartOptions } from "./server";
import { cacheStateSchema, readState, writeState, type CacheState, type Login } from "./state";

/** How a server is started. */
export interface CacheOptions extends StartOptions {
  /** Folder for everything of it. */
  readonly dir: string;
  /** Its name on the record; `redis` by default. */
  readonly name?: string;
  /** Folder of the certificate authority, which is made where there is none. */
  readonly authority: string;
  /** Whom the exporter signs in as: `default` where the stack file names no user, who has then no more rights than any other exporter's. */
  readonly exporter: Login;
}

/** A server that runs. */
export interface LiveCache {
  readonly host: typeof LOOPBACK;
  readonly port: number;
  /** File with the authority's certificate. */
  readonly caFile: string;
  /** Who may do everything. */
  readonly administrator: Login;
  /** The user of the sample services. */
  readonly application: Login;
  readonly record: ServerRecord;
}

const END_TIMEOUT_MS = 10_000;

/** What the sample services may do: everything with their own keys, nothing to the server. */
const APPLICATION_RIGHTS = "~orders:* resetchannels +@all -@admin -@dangerous";

/**
 * Starts a server with its users; under the same port and with the same passwords, where the folder has had one, but for the
 * exporter's, which is the one that is given. A server that runs already, and knows that one, is left running.
 *
 * @throws Error with a sentence where there is no Redis, or its port is taken, or with its last words where it does not start.
 */
export async function startCache(options: CacheOptions): Promise<LiveCache> {
  const { dir, name = "redis", authority, exporter } = options;
  const kept = readState(dir, cacheStateSchema);
  const state: CacheState =
    kept === undefined
      ? {
          name,
          port: await freePort(),
          authority,
          administrator: newLogin("sandbox"),
          application: newLogin("qualisys"),
          exporter,
        }
      : { ...kept, exporter };
  const changed = kept?.exporter.user !== exporter.user || kept.exporter.password !== exporter.password;
  if (kept !== undefined && changed) await stopCache(dir);
  writeState(dir, state);
  return start(dir, state, options);
}

/**
 * Starts the server of a folder again under its port and with its users; it keeps no data.
 *
 * @throws Error with a sentence where the folder has none, or as {@link startCache} does.
 */
export async function restartCache(dir: string, options: StartOptions = {}): Promise<LiveCache> {
  return start(dir, stateOf(dir), options);
}

/** Ends the server of a folder. Does nothing where it has ended. */
export async function stopCache(dir: string): Promise<void> {
  const record = runningServer(dir, stateOf(dir).name);
  if (record !== undefined) await endProcess(record, END_TIMEOUT_MS, record.endedBy);
}

function stateOf(dir: string): CacheState {
  const state = readState(dir, cacheStateSchema);
  if (state === undefined)
    throw new Error(`There is no Redis server of the sandbox in ${dir}: start it with \`npm run up\`.`);
  return state;
}

async function start(
  dir: string,
  { name, port, authority, administrator, application, exporter }: CacheState,
  { onStart, certificateUntil }: StartOptions,
): Promise<LiveCache> {
  const live = (record: ServerRecord): LiveCache => ({
    host: LOOPBACK,
    port,
    caFile: authorityFiles(authority).certificate,
    administrator,
    application,
    record,
  });
  const running = runningServer(dir, name);
  if (running !== undefined) return live(running);
  await checkOwnPort(`the sandbox's Redis (${name})`, port);
  const logins = [administrator, application, exporter];
  const server = await startRedis({
    dir,
    name,
    port,
    authority: keptAuthority(authority, AUTHORITY_NAME),
    certificateUntil,
    superuser: administrator.user,
    users: { [application.user]: APPLICATION_RIGHTS, [exporter.user]: exporterRights },
    passwords: Object.fromEntries(logins.map(({ user, password }) => [user, password])),
    // A cache: what is used least goes when it is full.
    settings: { maxmemory: "64mb", "maxmemory-policy": "allkeys-lru" },
    onStart,
  });
  return live(server.record());
}
