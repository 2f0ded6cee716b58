/** The plugin for Fastify 5. */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { correlations, type Correlation } from "./correlation";
import type { HttpMetrics } from "./http-metrics";

/** What the plugin needs of Fastify: described here, so that the package depends on no framework. */
export interface FastifyLike {
  readonly server: unknown;
  addHook(
    name: "onRequest",
    hook: (request: FastifyRequestLike, reply: FastifyReplyLike, done: () => void) => void,
  ): unknown;
}

export interface FastifyRequestLike {
  readonly raw: unknown;
  readonly routeOptions: { readonly url?: string };
}

export interface FastifyReplyLike {
  readonly raw: unknown;
}

export interface FastifyMetricsOptions {
  readonly metrics: HttpMetrics;
}

const ROUTE = Symbol("route");
type Response = ServerResponse & { [ROUTE]?: string };

const routeOf = (_request: IncomingMessage, response: Response): string | undefined => response[ROUTE];

/** `app.register(fastifyMetrics, { metrics })`, before the routes and other plugins. */
export function fastifyMetrics(
  app: FastifyLike,
  { metrics }: FastifyMetricsOptions,
  done: (error?: Error) => void,
): void {
  if (typeof metrics?.observe !== "function") {
    done(
      new TypeError("fastifyMetrics: metrics has to be what createHttpMetrics returns; register it with { metrics }."),
    );
    return;
  }

  // Fastify answers some requests before any hook: malformed URLs, and those that come while it closes.
  (app.server as Server).prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
    metrics.observe(request, response, routeOf);
  });

  app.addHook("onRequest", (request, reply, next) => {
    const response = reply.raw as Response;
    // Now and not at the end: a handler that calls `reply.callNotFound()` has been matched all the same.
    response[ROUTE] = request.routeOptions.url;
    // Requests of `inject` and of further addresses don't come through the server above.
    inContext(metrics.observe(request.raw as IncomingMessage, response, routeOf), next);
  });
  done();
}

function inContext(correlation: Correlation | undefined, next: () => void): void {
  if (correlation === undefined) next();
  else correlations.run(correlation, next);
}

// What fastify-plugin sets: the hooks belong to the whole application and not to the plugin alone.
Object.assign(fastifyMetrics, {
  [Symbol.for("skip-override")]: true,
  [Symbol.for("fastify.display-name")]: "@qualisys/instrumentation",
  [Symbol.for("plugin-meta")]: { name: "@qualisys/instrumentation", fastify: "5.x" },
});
