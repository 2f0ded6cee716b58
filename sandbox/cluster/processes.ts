import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { GO_HEAP } from "../go-heap";
import { waitUntil } from "./wait";

/** Elsewhere (macOS) ps is asked. */
const HAS_PROC = process.platform === "linux";

/**
 * Which process: the id alone is not enough, because the system gives ids out again.
 * A process whose start time differs is another one, and is never signalled.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, as the system tells it; compared, never parsed. */
  readonly startTime: string;
}

/** How to start a background process. */
export interface Command {
  readonly path: string;
  readonly args: readonly string[];
  /** Variables on top of PATH and those of every tool; nothing else of the caller's environment is passed on. */
  readonly env?: Readonly<Record<string, string>>;
  /** Working directory; HOME and TMPDIR too, so that no tool reads or writes the user's own files. */
  readonly dir: string;
  /** File that takes stdout and stderr. */
  readonly log: string;
  /** Who runs it, where this process may choose; its own user by default. */
  readonly user?: User;
}

/** A user of the system by its numbers. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Starts a process that lives on when this one ends.
 *
 * @param started called with the identity before anything else happens, so that it is on record
 *   even if the caller is killed.
 * @throws a sentence when the program can't be executed.
 */
export async function startDetached(command: Command, started: (identity: ProcessIdentity) => void): Promise<void> {
  const log = openSync(command.log, "a", 0o600);
  try {
    const child = spawn(command.path, command.args, {
      cwd: command.dir,
      detached: true,
      stdio: ["ignore", log, log],
      // Node drops supplementary groups together with the user.
      ...command.user,
      env: {
        PATH: process.env["PATH"] ?? "",
        HOME: command.dir,
        TMPDIR: command.dir,
        ...GO_HEAP,
        ...command.env,
      },
    });
    child.unref();
    if (child.pid === undefined) {
      const [error] = await once(child, "error");
      throw new Error(`${command.path} can't be started: ${error instanceof Error ? error.message : String(error)}.`);
    }
    try {
      // One that has ended already has no start time; any text tells it from the next owner of its id.
      started({ pid: child.pid, startTime: startTimeOf(child.pid) ?? "ended at once" });
    } catch (error) {
      child.kill("SIGKILL");
      throw error;
    }
  } finally {
    closeSync(log);
  }
}

/** When the process of this id started; `undefined` when there is none, or when it has ended. */
export function startTimeOf(pid: number): string | undefined {
  return HAS_PROC ? startTimeFromProc(pid) : startTimeFromPs(pid);
}

/** Whether exactly this process is running. */
export function isAlive(identity: ProcessIdentity): boolean {
  return startTimeOf(identity.pid) === identity.startTime;
}

/** Resident memory of exactly this process in bytes; `undefined` when it isn't running. */
export function memoryBytesOf(identity: ProcessIdentity): number | undefined {
  if (!isAlive(identity)) return undefined;
  const kibibytes = HAS_PROC
    ? /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${identity.pid}/status`) ?? "")?.[1]
    : ps("rss=", identity.pid);
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

/**
 * Memory of exactly this process in bytes, of what it shares with others only its share: several may be added up. Resident memory where
 * the system does not tell it; `undefined` when it isn't running.
 */
export function ownMemoryBytesOf(identity: ProcessIdentity): number | undefined {
  const resident = memoryBytesOf(identity);
  const kibibytes = /^Pss:\s+(\d+) kB$/m.exec(HAS_PROC ? (read(`/proc/${identity.pid}/smaps_rollup`) ?? "") : "")?.[1];
  return resident === undefined || kibibytes === undefined ? resident : Number(kibibytes) * 1024;
}

/**
 * Ends exactly this process: by a signal, then SIGKILL after the deadline. Does nothing when it has
 * ended, or when another process has taken over its id.
 *
 * @param first SIGTERM by default.
 * @throws a sentence when the process survives even SIGKILL for five seconds.
 */
export async function endProcess(
  identity: ProcessIdentity,
  deadlineMs: number,
  first: NodeJS.Signals = "SIGTERM",
): Promise<void> {
  const gone = async () => (isAlive(identity) ? `the end of process ${identity.pid}` : undefined);
  if (!signal(identity, first)) return;
  try {
    await waitUntil({ what: `process ${identity.pid} to end`, timeoutMs: deadlineMs, intervalMs: 20, missing: gone });
  } catch {
    if (!signal(identity, "SIGKILL")) return;
    await waitUntil({ what: `process ${identity.pid} to end after SIGKILL`, timeoutMs: 5_000, missing: gone });
  }
}

/** Sends a signal to exactly this process; false when it has ended. */
function signal(identity: ProcessIdentity, name: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false;
  try {
    process.kill(identity.pid, name);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
    throw error;
  }
}

/** Linux. Fields are numbered as in proc(5): 3 is the state, 20 the number of threads, 22 the start in clock ticks since boot. */
function startTimeFromProc(pid: number): string | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // Field 2 is the name in brackets and may hold spaces and brackets itself.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, threads, ticks] = [fields[3 - 3], fields[20 - 3], fields[22 - 3]];
  // A zombie has ended, its parent has merely not asked for its exit code yet; but while it has
  // other threads, these may still be writing.
  if (state === "X" || (state === "Z" && Number(threads) <= 1)) return undefined;
  // Ticks count from boot, so after a reboot the same number means another process.
  return `${ticks} ticks after boot ${read("/proc/sys/kernel/random/boot_id")?.trim()}`;
}

/** macOS, which has no /proc. */
function startTimeFromPs(pid: number): string | undefined {
  return ps("stat=", pid)?.startsWith("Z") ? undefined : ps("lstart=", pid);
}

/** One column of ps for one process; `undefined` when there is no such process. */
function ps(column: string, pid: number): string | undefined {
  try {
    return execFileSync("ps", ["-o", column, "-p", String(pid)], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"] ?? "", LC_ALL: "C", TZ: "UTC" },
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return undefined;
  }
}

/** Content of a file; `undefined` when it can't be read, as when its process has just ended. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
