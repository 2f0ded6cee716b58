/** The console's HTTP server: one port on loopback, and a list of routes. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { foreign, unauthorised } from "./access";
import { plain, RequestError, type Answer, type Incoming, type Route } from "./message";

/** Nothing that the console takes is longer. Slack's own limit is not documented. Bytes. */
const LONGEST_BODY = 1024 * 1024;

/** On every answer: nothing of it is run, framed, kept, or taken for another type. */
const HEADERS = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
} as const;

/** What the server is told. */
export interface ServerOptions {
  readonly port: number;
  readonly token: string;
  readonly routes: readonly Route[];
  /** Answers what no route does; where it does not either, there is nothing. */
  readonly otherwise?: (request: Incoming) => Answer | undefined;
}

/**
 * Starts the server on 127.0.0.1.
 *
 * @throws where it can't listen there: the port is taken.
 */
export function startServer(options: ServerOptions): Promise<Server> {
  const server = createServer((request, response) => {
    void answered(request, options).then((answer) => send(response, request, answer));
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", () => resolve(server));
  });
}

async function answered(request: IncomingMessage, options: ServerOptions): Promise<Answer | undefined> {
  try {
    // The port as it is: a test lets the system choose one.
    const refused = foreign(request.headers, request.socket.localPort ?? options.port);
    if (refused) return plain(refused.status, `${refused.sentence}\n`);
    return await routed(request, options);
  } catch (error) {
    if (error instanceof RequestError) return plain(error.status, `${error.message}\n`);
    console.error(error);
    return plain(500, "The console failed; its log says why.\n");
  }
}

async function routed(
  request: IncomingMessage,
  { token, routes, otherwise }: ServerOptions,
): Promise<Answer | undefined> {
  const own = "http://127.0.0.1";
  const url = request.url ?? "/";
  if (!URL.canParse(url, own)) throw new RequestError(400, "This is no path.");
  const { pathname, searchParams } = new URL(url, own);
  const method = request.method ?? "GET";
  for (const route of routes) {
    const parts = route.method === method ? partsOf(route.path, pathname) : undefined;
    if (parts === undefined) continue;
    const refused = route.needsToken === true ? unauthorised(request.headers, token) : undefined;
    if (refused) return plain(refused.status, `${refused.sentence}\n`);
    return route.answer(await read(request, pathname, searchParams), parts);
  }
  return otherwise?.(await read(request, pathname, searchParams)) ?? plain(404, "There is nothing here.\n");
}

/** What the pattern's groups match of the path; `undefined`: it is another path. */
function partsOf(pattern: string | RegExp, path: string): readonly string[] | undefined {
  if (typeof pattern === "string") return pattern === path ? [] : undefined;
  return pattern.exec(path)?.slice(1).map(decoded);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new RequestError(400, "The path is not percent-encoded as it has to be.");
  }
}

async function read(request: IncomingMessage, path: string, query: URLSearchParams): Promise<Incoming> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST_BODY) throw new RequestError(413, `A request may have at most ${LONGEST_BODY} bytes.`);
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks).toString("utf8");
  return { method: request.method ?? "GET", path, query, headers: request.headers, body };
}

function send(response: ServerResponse, request: IncomingMessage, answer: Answer | undefined): void {
  if (answer === undefined) {
    request.socket.destroy();
    return;
  }
  const { status, type, body, headers } = answer;
  // What was not read of the request would be taken for the next one.
  const rest = request.complete ? {} : { Connection: "close" };
  response.writeHead(status, { ...HEADERS, "Content-Type": type, ...rest, ...headers });
  response.end(request.method === "HEAD" ? undefined : body);
}
