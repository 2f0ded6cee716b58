/** Addresses of servers as the exporters take them, made of parts that cannot reach beyond themselves. */
import { isIPv6 } from "node:net";

/** A server, as the configuration's grammars allow one. */
export interface Server {
  /** A host name or an IP address. */
  readonly host: string;
  readonly port: number | string;
}

/**
 * Address of a server: `rediss://sessions.internal:6379`.
 *
 * @param scheme one that URL does not know a port of, so that the port always stands in the address.
 */
export function serverAddress(scheme: string, { host, port }: Server): URL {
  const url = new URL(`${scheme}://host`);
  url.hostname = isIPv6(host) ? `[${host}]` : host;
  url.port = String(port);
  return url;
}

/**
 * An address with a user, to the letter as a program in Go has it that sets `URL.User` and asks for `URL.String()`.
 *
 * A user's name in Go keeps letters, digits, `-_.~` and `$&+,;=`; every other byte is percent-encoded. WHATWG's URL has another set.
 */
export function withGoUser(address: URL, user: string): string {
  const [scheme, rest] = [`${address.protocol}//`, address.href.slice(address.protocol.length + 2)];
  return `${scheme}${goUser(user)}@${rest}`;
}

function goUser(user: string): string {
  return encodeURIComponent(user)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%(24|26|2B|2C|3B|3D)/g, decodeURIComponent);
}
