/** A client for a few commands of Redis: one line each, no values with line breaks in it. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { LOOPBACK } from "../../cluster/ports";

/** How a client gets in. */
export interface RedisLogin {
  readonly port: number;
  /** Certificate of the authority, PEM; without one, there is no TLS. */
  readonly ca?: string;
  /** Whether any certificate will do: true of a server that shows an expired one. */
  readonly trusting?: boolean;
  /** ACL user; `default` by default. */
  readonly user?: string;
  /** Without one, nothing is said of who asks. */
  readonly password?: string;
}

/** An open connection. */
export interface RedisConnection {
  /**
   * Sends one command and returns its answer as text: `OK`, `3`, or what INFO says. No arrays.
   *
   * @throws Error with what the server says against it.
   */
  readonly command: (...words: readonly string[]) => Promise<string>;
  readonly close: () => void;
}

/** Connects and logs in. */
export async function connectRedis({
  port,
  ca,
  trusting = false,
  user = "default",
  password,
}: RedisLogin): Promise<RedisConnection> {
  const socket =
    ca === undefined
      ? connect(port, LOOPBACK)
      : connectTls({ port, host: LOOPBACK, ca, servername: "localhost", rejectUnauthorized: !trusting });
  await once(socket, ca === undefined ? "connect" : "secureConnect");
  socket.on("error", () => undefined);
  const replies = repliesOf(socket);
  const command = async (...words: readonly string[]): Promise<string> => {
    socket.write(encoded(words));
    const { value, done } = await replies.next();
    if (done === true) throw new Error(`Redis closed the connection instead of answering ${words[0] ?? ""}.`);
    if (value.startsWith("-")) throw new Error(`Redis refuses ${words[0] ?? ""}: ${value.slice(1)}`);
    return value.slice(1);
  };
  if (password !== undefined) await command("AUTH", user, password);
  return { command, close: () => socket.destroy() };
}

/** A command as Redis takes it: an array of strings with their lengths. */
function encoded(words: readonly string[]): string {
  return [`*${words.length}`, ...words.flatMap((word) => [`$${Buffer.byteLength(word)}`, word]), ""].join("\r\n");
}

/** The answers in turn, each with the character that tells its kind. */
async function* repliesOf(socket: Socket): AsyncGenerator<string, void> {
  let read = Buffer.alloc(0);
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    read = Buffer.concat([read, chunk]);
    for (let end = replyEnd(read); end !== undefined; end = replyEnd(read)) {
      yield text(read.subarray(0, end));
      read = read.subarray(end);
    }
  }
}

/** Where the first answer ends; undefined while it has not arrived as a whole. */
function replyEnd(read: Buffer): number | undefined {
  const line = read.indexOf("\r\n");
  if (line < 0) return undefined;
  const length = read.toString("utf8", 0, 1) === "$" ? Number(read.toString("utf8", 1, line)) : -1;
  const end = line + 2 + (length < 0 ? 0 : length + 2);
  return end <= read.length ? end : undefined;
}

function text(reply: Buffer): string {
  const line = reply.indexOf("\r\n");
  const whole = reply.toString("utf8");
  return whole.startsWith("$") ? `$${reply.toString("utf8", line + 2, reply.length - 2)}` : whole.slice(0, line);
}
