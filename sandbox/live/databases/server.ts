/** What the live pipeline's PostgreSQL and Redis have in common. */
import { randomBytes } from "node:crypto";
import { isAlive } from "../../cluster/processes";
import { checkPort, PortTakenError } from "../../cluster/ports";
import { readRecord, type ServerRecord } from "../../servers";
import type { Login } from "./state";

/** How a server is started again. */
export interface StartOptions {
  /** Told of the process before anything else happens, so that it is on record; not where the server runs already. */
  readonly onStart?: (record: ServerRecord) => void;
  /** Until when the server's certificate is valid, be it in the past; for a month by default. */
  readonly certificateUntil?: Date;
}

/** Name of the certificate authority of all servers of one folder. */
export const AUTHORITY_NAME = "qualisys-monitoring sandbox";

/** A user with a new password. */
export function newLogin(user: string): Login {
  return { user, password: randomBytes(16).toString("hex") };
}

/** The process of a server; undefined where it has ended. */
export function runningServer(folder: string, name: string): ServerRecord | undefined {
  const record = readRecord(folder, name);
  return record !== undefined && isAlive(record) ? record : undefined;
}

/**
 * Checks that a server can have its port again.
 *
 * @throws Error with a sentence where another program has it.
 */
export async function checkOwnPort(server: string, port: number): Promise<void> {
  try {
    await checkPort(port);
  } catch (error) {
    if (!(error instanceof PortTakenError)) throw error;
    throw new Error(
      `Port ${port} of ${server} is taken on 127.0.0.1: end what uses it, or run \`npm run down\` and \`npm run up\` to have other ports.`,
    );
  }
}
