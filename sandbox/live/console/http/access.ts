/**
 * Who may ask the console. It listens on loopback, where every page in the user's browser can send requests to as well:
 * by a name of its own that it lets point to 127.0.0.1 (told by `Host`), or from its own origin (told by `Origin`).
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** Where the token is expected. A page of another origin can't set it without asking first, and that is refused. */
export const TOKEN_HEADER = "x-console-token";

/** What a request may be refused for: status and sentence. */
export interface Refusal {
  readonly status: 401 | 403 | 421;
  readonly sentence: string;
}

/** `host:port` that the console is called by. */
export function ownHosts(port: number): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`];
}

/** Why a request to a console on this port is refused whatever it asks; `undefined`: it is not. */
export function foreign({ host, origin }: IncomingHttpHeaders, port: number): Refusal | undefined {
  const hosts = ownHosts(port);
  if (host === undefined || !hosts.includes(host))
    return { status: 421, sentence: `The console answers to ${hosts.join(" and ")} only.` };
  if (origin !== undefined && !hosts.some((own) => origin === `http://${own}`))
    return { status: 403, sentence: "The console answers no pages of other origins." };
  return undefined;
}

/** Why a request that changes something is refused; `undefined`: it has the token. */
export function unauthorised(headers: IncomingHttpHeaders, token: string): Refusal | undefined {
  const sent = headers[TOKEN_HEADER];
  // Digests are of one length, and comparing them takes one time.
  if (typeof sent === "string" && timingSafeEqual(digest(sent), digest(token))) return undefined;
  return { status: 401, sentence: `This needs the console's token in the header ${TOKEN_HEADER}.` };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
