/** Requests over real sockets, for the tests of the instrumentation. */
import { once } from "node:events";
import { createServer, request as send, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { HttpMetrics } from "../../instrumentation";

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server with this listener while the test runs. */
export async function served<Result>(
  listener: RequestListener,
  use: (port: number, server: Server) => Promise<Result>,
): Promise<Result> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    return await use((server.address() as AddressInfo).port, server);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

export function request(
  port: number,
  path: string,
  {
    method = "GET",
    headers = {},
    body = "",
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = send({ host: "127.0.0.1", port, path, method, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      response.on("error", reject);
    });
    sent.on("error", reject).end(body);
  });
}

/** A connection on which a test writes what it likes. */
export async function connection(port: number, text: string): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.resume();
  await once(socket, "connect");
  socket.write(text);
  return socket;
}

/** What is counted, as `GET /users/:id 200`, with how often; waits until it is as expected, two seconds at most. */
export async function counts(
  metrics: HttpMetrics,
  done: (found: Record<string, number>) => boolean = () => true,
): Promise<Record<string, number>> {
  for (let tries = 0; ; tries++) {
    const found = await values(metrics, "http_requests_total");
    if (done(found) || tries === 100) return found;
    await setTimeout(20);
  }
}

/** How many requests the histogram has of what is counted. */
export function observed(metrics: HttpMetrics): Promise<Record<string, number>> {
  return values(metrics, "http_request_duration_seconds", "_count");
}

async function values(metrics: HttpMetrics, name: string, suffix = ""): Promise<Record<string, number>> {
  const all = await metrics.registry.getMetricsAsJSON();
  const metric = all.find((candidate) => candidate.name === name);
  const found = (metric?.values ?? []) as unknown as {
    labels: Record<string, string>;
    value: number;
    metricName?: string;
  }[];
  return Object.fromEntries(
    found
      .filter(({ metricName = name }) => metricName === name + suffix)
      .map(({ labels, value }) => [`${labels.method} ${labels.route} ${labels.status}`, value]),
  );
}
