/** Under which user PostgreSQL runs: it refuses to be root. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { User } from "../cluster/processes";

/** `nobody` on most systems. PostgreSQL asks for the name of its user, so it has to be in the list of users. */
const NOBODY: User = { uid: 65534, gid: 65534 };

/** Another user, where this process is root; undefined where it is not. */
export function unprivilegedUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const fields = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync("/etc/passwd", "utf8"));
  return fields === null ? NOBODY : { uid: Number(fields[1]), gid: Number(fields[2]) };
}

/** Gives a file, or a folder with all that is in it, to a user; to none where it is undefined. */
export function give(path: string, user: User | undefined): void {
  if (user !== undefined) execFileSync("chown", ["-R", `${user.uid}:${user.gid}`, path]);
}

/**
 * Checks that another user gets into a folder: it may be in the home of root.
 *
 * @throws Error with a sentence that names the folder that stops it.
 */
export function checkReachable(folder: string, user: User | undefined): void {
  if (user === undefined) return;
  for (let at = folder; ; at = dirname(at)) {
    const { mode, uid } = statSync(at);
    if ((mode & 0o001) === 0 && !(uid === user.uid && (mode & 0o100) !== 0))
      throw new Error(
        `PostgreSQL refuses to run as root and runs as user ${user.uid}, which can't enter ${at}: choose a folder for it below the system's temporary one.`,
      );
    if (at === dirname(at)) return;
  }
}

/**
 * A folder of root's that every user can enter, below the system's temporary one.
 *
 * @throws Error with a sentence where another user has made it.
 */
export function sharedFolder(): string {
  const folder = join(tmpdir(), "qualisys-monitoring-servers");
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (statSync(folder).uid !== process.getuid?.())
    throw new Error(`${folder} belongs to another user, and programs are run from it: remove it.`);
  return folder;
}
