/** Where PostgreSQL's data lie: it refuses to be root, and another user can't enter the sandbox's folder. */
import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { sharedFolder, unprivilegedUser } from "../../servers/account";

/** The folder of a server: `dir` itself, or for root one below the system's temporary folder. */
export function serverFolder(dir: string): string {
  if (unprivilegedUser() === undefined) return dir;
  const name = createHash("sha256").update(resolve(dir)).digest("hex").slice(0, 16);
  return join(sharedFolder(), `data-${name}`);
}
