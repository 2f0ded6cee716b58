/** One command at a time changes a sandbox. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isAlive, startTimeOf } from "../cluster/processes";
import type { Place } from "./place";

/** Who holds the lock. */
interface Holder {
  readonly pid: number;
  readonly startTime: string;
  readonly command: string;
}

/**
 * Runs `work` while no other command changes the sandbox.
 *
 * @throws Error at once where another command is at work; a lock that a killed command left is taken over.
 */
export async function exclusively<T>(place: Place, command: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(place.dir, { recursive: true, mode: 0o700 });
  take(place, command);
  try {
    return await work();
  } finally {
    rmSync(place.lock, { force: true });
  }
}

function readHolder({ lock }: Place): Holder {
  try {
    return JSON.parse(readFileSync(lock, "utf8")) as Holder;
  } catch (error) {
    throw new Error(`${lock} can't be understood; where no other command is at work, remove that file.`, {
      cause: error,
    });
  }
}

function take(place: Place, command: string): void {
  const me: Holder = { pid: process.pid, startTime: startTimeOf(process.pid) ?? "", command };
  try {
    writeFileSync(place.lock, JSON.stringify(me), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const holder = readHolder(place);
    if (isAlive(holder)) {
      throw new Error(
        `"${holder.command}" is at work on this sandbox (process ${holder.pid}); wait for its end, or stop it with Ctrl-C.`,
      );
    }
    rmSync(place.lock, { force: true });
    take(place, command);
  }
}
