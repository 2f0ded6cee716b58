/** Servers on loopback that answer what Prometheus, Alertmanager and the receiver of messages answer. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** What a path is answered with: JSON or a text with a status, at once or later. */
export type Answer = (query: URLSearchParams) => unknown;

/** Text with a status, in place of JSON. */
export class Plain {
  constructor(
    readonly status: number,
    readonly text: string,
  ) {}
}

/** A running server. */
export interface FakeServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Starts a server; a path that is not named is answered with 404. */
export async function serve(
  answers: Readonly<Record<string, Answer>>,
  seen: (request: IncomingMessage) => void = () => {},
): Promise<FakeServer> {
  const server = createServer(async (request, response) => {
    seen(request);
    const url = new URL(request.url ?? "", "http://127.0.0.1");
    const answer = (await answers[url.pathname]?.(url.searchParams)) ?? new Plain(404, "404 page not found");
    if (answer instanceof Plain) response.writeHead(answer.status).end(answer.text);
    else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((done) => server.close(() => done())),
  };
}

/** An answer of Prometheus. */
export const success = (data: unknown) => ({ status: "success", data });
