/** What the servers have in common: each is one process on loopback, with a folder, a log and a record. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ProcessEndedError } from "../cluster/launch";
import {
  endProcess,
  isAlive,
  startDetached,
  startTimeOf,
  type Command,
  type ProcessIdentity,
} from "../cluster/processes";
import { waitUntil } from "../cluster/wait";

/** A start takes well below a second; a busy machine may need this long. */
const START_TIMEOUT_MS = 60_000;

/** What it takes a server to end by itself: PostgreSQL writes a checkpoint. */
const END_TIMEOUT_MS = 30_000;

/** What is known of a running server; a file in its folder, so that whoever finds the folder can end it. */
export interface ServerRecord extends ProcessIdentity {
  readonly name: string;
  /** On 127.0.0.1. */
  readonly port: number;
  /** File with all that it has written. */
  readonly log: string;
  /** The signal by which it is told to end. */
  readonly endedBy: NodeJS.Signals;
}

/** A server to start. */
export interface ServerCommand extends Omit<Command, "log"> {
  /** Its name in the record and of its log. */
  readonly name: string;
  readonly port: number;
  /** One look whether it serves: undefined, or what is missing. */
  readonly missing: () => Promise<string | undefined>;
  readonly endedBy: NodeJS.Signals;
  /** Told of the process before anything else happens. */
  readonly onStart?: ((record: ServerRecord) => void) | undefined;
}

/** One process of a server. */
export interface ServerProcess {
  readonly record: ServerRecord;
  /** Ends it, and no other. */
  readonly stop: () => Promise<void>;
  /** Ends it as a crash would, without a goodbye. */
  readonly kill: () => Promise<void>;
}

/**
 * Starts a server and waits until it serves.
 *
 * @throws Error with the last lines of its log where it ends instead, or is not ready in time; it is ended then.
 */
export async function startServer(command: ServerCommand): Promise<ServerProcess> {
  const { name, port, dir, missing, endedBy, onStart } = command;
  const log = join(dir, `${name}.log`);
  const recordFile = join(dir, `${name}.json`);
  let record: ServerRecord | undefined;
  await startDetached({ ...command, log }, (identity) => {
    record = { name, ...identity, port, log, endedBy };
    writeFileSync(recordFile, JSON.stringify(record), { mode: 0o600 });
    onStart?.(record);
  });
  const started = record ?? { name, pid: 0, startTime: "", port, log, endedBy };
  const end = async (signal: NodeJS.Signals) => {
    await endProcess(started, END_TIMEOUT_MS, signal);
    rmSync(recordFile, { force: true });
  };
  const running = { record: started, stop: () => end(endedBy), kill: () => end("SIGKILL") };
  try {
    await waitUntil({
      what: `${name} to serve on port ${port}`,
      timeoutMs: START_TIMEOUT_MS,
      intervalMs: 20,
      missing: () => {
        if (!isAlive(started)) throw new ProcessEndedError(name, readFileSync(log, "utf8"));
        return missing();
      },
    });
  } catch (error) {
    await running.stop();
    throw error;
  }
  return running;
}

/** The server that a folder's record is about, running or not; undefined where there is no record. */
export function readRecord(dir: string, name: string): ServerRecord | undefined {
  const file = join(dir, `${name}.json`);
  return existsSync(file) ? recordSchema.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
}

const recordSchema = z.object({
  name: z.string(),
  pid: z.number().int().positive(),
  startTime: z.string(),
  port: z.number().int(),
  log: z.string(),
  endedBy: z.enum(["SIGTERM", "SIGINT"]),
}) satisfies z.ZodType<ServerRecord>;

/** Ends, at once, a server of a folder whose owner is gone; does nothing where it has ended. */
export function killRecorded(record: ServerRecord): void {
  if (startTimeOf(record.pid) === record.startTime) process.kill(record.pid, "SIGKILL");
}
