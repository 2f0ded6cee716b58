import { createServer } from "node:net";

/** The only address that the sandbox listens on. */
export const LOOPBACK = "127.0.0.1";

/** Address of what listens on a port: `http://127.0.0.1:PORT`. */
export function loopbackUrl(port: number): string {
  return `http://${LOOPBACK}:${port}`;
}

/** Nobody listens there: the discard service (RFC 863). */
export const CLOSED = `${LOOPBACK}:9`;

/** A port that another process holds. The message is a sentence for the user. */
export class PortTakenError extends Error {
  constructor(port: number) {
    super(`Port ${port} is taken on ${LOOPBACK}: choose another with --api-port, or end what uses it.`);
    this.name = "PortTakenError";
  }
}

/** A port on loopback that was free a moment ago; another process may still be quicker. */
export function freePort(): Promise<number> {
  return listenOnce(0);
}

/**
 * Checks a port that the user chose.
 *
 * @throws PortTakenError, or a sentence when the number is none or the system refuses it.
 */
export async function checkPort(port: number): Promise<void> {
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Error(`Port ${port} does not exist: --api-port takes a whole number from 1 to 65535.`);
  }
  try {
    await listenOnce(port);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE") throw new PortTakenError(port);
    if (code === "EACCES") throw new Error(`Port ${port} needs privileges: choose one above 1023 with --api-port.`);
    throw error;
  }
}

/** Listens on a port (0: any), closes it again and returns its number. */
function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      const chosen = address !== null && typeof address === "object" ? address.port : port;
      server.close(() => resolve(chosen));
    });
  });
}
