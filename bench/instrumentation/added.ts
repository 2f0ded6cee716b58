/** What an instrumentation adds to a request where neither sockets nor a framework add their noise. */
import express, { type Express } from "express";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { createHttpMetrics, type HttpMetrics } from "../../instrumentation";
import { instrumentExpress } from "../../instrumentation/express";
import { twoCalls } from "./applications";
import { medianOf } from "../statistics";

/** What is added to one request: CPU time in microseconds. */
export interface Added {
  /** By prom-client's `inc` and `observe`. */
  readonly twoCalls: number;
  /** By all of ours: start, end, route, outcome, counter, histogram, gauge. */
  readonly ours: number;
}

/**
 * What is added where Express itself costs nothing: its application is instrumented as always, and in place of its own work it only
 * notes the route. Each kind of request is made in turn, round after round, and what a request without either costs is taken off.
 */
export async function measureAdded(rounds: number, requests: number): Promise<Added> {
  const { metrics, exchanged } = withOurs();
  const kinds = { bare: bare(), twoCalls: withTwoCalls(), ours: exchanged };
  const measured = { bare: [] as number[], twoCalls: [] as number[], ours: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    for (const kind of ["bare", "twoCalls", "ours"] as const) {
      const request = kinds[kind];
      const before = process.cpuUsage();
      for (let index = 0; index < requests; index++) request();
      const { user, system } = process.cpuUsage(before);
      if (round > 0) measured[kind].push((user + system) / requests);
    }
  }
  const counted = `http_request_duration_seconds_count{method="GET",route="/api/things/:id",status="200"} ${(rounds + 1) * requests}`;
  if (!(await metrics.registry.metrics()).includes(counted))
    throw new Error(`Ours did not count what it was measured with: there is no ${counted}.`);
  const nothing = medianOf(measured.bare);
  return { twoCalls: medianOf(measured.twoCalls) - nothing, ours: medianOf(measured.ours) - nothing };
}

const socket = new Socket();

/** A request that an application has, from its beginning until its response is closed. */
function exchange(handle: (request: IncomingMessage, response: ServerResponse) => unknown): () => void {
  return () => {
    const request = Object.assign(new IncomingMessage(socket), { method: "GET", url: "/api/things/1" });
    const response = new ServerResponse(request);
    // What Node does when a response gets its connection, and when it is sent.
    Object.assign(response, { socket });
    handle(request, response);
    Object.assign(response, { socket: null, finished: true });
    response.emit("close");
  };
}

type Idle = Express & { handle(request: IncomingMessage, response: ServerResponse): void };

/** An application of Express that does nothing with a request but to know its route. */
function idleApp(): Idle {
  const app = express();
  app.use(
    "/api",
    express.Router().get("/things/:id", () => undefined),
  );
  const [mount] = (
    app as unknown as { router: { stack: { handle: { stack: { route: unknown }[] } }[] } }
  ).router.stack.slice(-1);
  const route = mount?.handle.stack[0]?.route;
  return Object.assign(app, {
    handle: (request: IncomingMessage) => void Object.assign(request, { route, baseUrl: "/api" }),
  });
}

function bare(): () => void {
  const app = idleApp();
  return exchange((request, response) => app.handle(request, response));
}

function withTwoCalls(): () => void {
  let count = (): void => undefined;
  twoCalls((counting) => (count = counting));
  const app = idleApp();
  return exchange((request, response) => {
    app.handle(request, response);
    count();
  });
}

function withOurs(): { readonly metrics: HttpMetrics; readonly exchanged: () => void } {
  const app = idleApp();
  const metrics = createHttpMetrics({ defaultMetrics: false, correlation: false });
  instrumentExpress(app, metrics);
  return { metrics, exchanged: exchange((request, response) => app.handle(request, response)) };
}
