/**
 * A lock between processes: a file that exists while one of them works. Its
 * holder renews it, so that a lock left behind by a killed process is known by
 * its age; process ids alone would mislead across containers that share a cache.
 */
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** How a lock behaves in time. Tests shorten it. */
export interface LockTiming {
  /** Milliseconds between two looks of a waiting process. */
  readonly pollMs: number;
  /** Milliseconds between two renewals by the holder. */
  readonly renewMs: number;
  /** A lock not renewed for so many milliseconds belongs to nobody any more. */
  readonly staleMs: number;
}

/** Ten renewals may be missed: a machine busy compiling keeps timers waiting. */
export const defaultTiming: LockTiming = { pollMs: 500, renewMs: 3_000, staleMs: 30_000 };

/** Options of {@link withLock}. */
export interface LockOptions {
  /** Called once, when another process holds the lock and this one begins to wait. */
  readonly onWait?: () => void;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
  readonly timing?: LockTiming;
}

/** Runs `work` while no other process runs under the same lock file. */
export async function withLock<T>(file: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  const timing = options.timing ?? defaultTiming;
  const owner = randomUUID();
  await mkdir(dirname(file), { recursive: true });
  await acquire(file, owner, timing, options);
  const renewal = setInterval(() => void renew(file), timing.renewMs);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    if ((await read(file)) === owner) await rm(file, { force: true });
  }
}

async function acquire(
  file: string,
  owner: string,
  timing: LockTiming,
  { onWait, signal }: LockOptions,
): Promise<void> {
  for (let waiting = false; !(await create(file, owner)); ) {
    signal?.throwIfAborted();
    if (await isStale(file, timing.staleMs)) {
      await discard(file);
      continue;
    }
    if (!waiting) onWait?.();
    waiting = true;
    await sleep(timing.pollMs, undefined, { signal });
  }
}

/** Makes the lock file, or says that it exists already. */
async function create(file: string, owner: string): Promise<boolean> {
  try {
    await writeFile(file, owner, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function isStale(file: string, staleMs: number): Promise<boolean> {
  try {
    return Date.now() - (await stat(file)).mtimeMs > staleMs;
  } catch {
    return false; // Released between two looks.
  }
}

/** Renaming, unlike removing, succeeds for one of two processes that both found the lock stale. */
async function discard(file: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
    await rm(aside, { force: true });
  } catch {
    // The other process was faster.
  }
}

async function renew(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now).catch(() => undefined);
}

async function read(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch(() => undefined);
}
