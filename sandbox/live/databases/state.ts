/** What is kept of a server in a file, so that another process can start it again as it was. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

export const loginSchema = z.object({ user: z.string(), password: z.string() });

/** A user and the password. */
export type Login = Readonly<z.infer<typeof loginSchema>>;

/** What every server has. */
const common = {
  /** Its name on the record. */
  name: z.string(),
  port: z.number().int(),
  /** Folder of the certificate authority. */
  authority: z.string(),
  /** Who may do everything. */
  administrator: loginSchema,
  /** The sample services. */
  application: loginSchema,
};

export const databaseStateSchema = z.object({
  ...common,
  /** Folder with the data, the log and the record. */
  folder: z.string(),
  database: z.string(),
  /** Whether it has been set up; otherwise its start was interrupted. */
  ready: z.boolean(),
});
export type DatabaseState = Readonly<z.infer<typeof databaseStateSchema>>;

export const cacheStateSchema = z.object({ ...common, exporter: loginSchema });
export type CacheState = Readonly<z.infer<typeof cacheStateSchema>>;

/**
 * What a server's folder has kept; undefined where it is new.
 *
 * @throws Error with a sentence where it can't be understood.
 */
export function readState<State>(dir: string, schema: z.ZodType<State>): State | undefined {
  const file = stateFile(dir);
  if (!existsSync(file)) return undefined;
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    // Not the cause: it may quote the file, which has passwords.
    throw new Error(`${file} can't be understood: run \`npm run down\` and \`npm run up\` to begin anew.`);
  }
}

/** Keeps it, readable by the user alone. */
export function writeState(dir: string, state: DatabaseState | CacheState): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = stateFile(dir);
  // Renamed into place, so that a kill in the middle of writing leaves the old one.
  writeFileSync(`${file}.new`, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function stateFile(dir: string): string {
  return join(dir, "server.json");
}
