/** The plugin for Fastify 5. */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { correlations, leave, type Correlation } from "./correlation";
import type { HttpMetrics } from "./http-metrics";

/** What the plugin needs of Fastify: described here, so that the package depends on no framework. */
export interface FastifyLike {
  readonly server: unknown;
  addHook(
    name: "onRequest",
    hook: (request: FastifyRequestLike, reply: FastifyReplyLike, done: () => void) => void,
  ): unknown;
  /** Fastify has it and documents it, and its types have not. */
  readonly genReqId?: (request: unknown) => string;
  setGenReqId(genReqId: (request: unknown) => string): unknown;
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
  /** Whether Fastify's own `request.id`, which is `reqId` in its logs, is the correlation id; false by default. */
  readonly requestId?: boolean;
}

const ROUTE = Symbol("route");
type Response = ServerResponse & { [ROUTE]?: string };

const routeOf = (_request: IncomingMessage, response: Response): string | undefined => response[ROUTE];

/** `app.register(fastifyMetrics, { metrics })`, before the routes and other plugins. */
export function fastifyMetrics(
  app: FastifyLike,
  { metrics, requestId = false }: FastifyMetricsOptions,
  done: (error?: Error) => void,
): void {
  if (typeof metrics?.observe !== "function") {
    done(
      new TypeError("fastifyMetrics: metrics has to be what createHttpMetrics returns; register it with { metrics }."),
    );
    return;
  }
  if (typeof requestId !== "boolean") {
    done(new TypeError(`fastifyMetrics: requestId has to be true or false, not ${JSON.stringify(requestId)}.`));
    return;
  }
  // What a request was in before it was in its own context; only where it has one. A property, since a WeakMap costs 2 us a request.
  const OUTSIDE = Symbol("outside");
  type Request = IncomingMessage & { [OUTSIDE]?: Correlation };

  // Fastify answers some requests before any hook: malformed URLs, and those that come while it closes. The other listeners,
  // Fastify's among them, come between these two, and so are in the context: the line "incoming request" is written by them.
  const server = app.server as Server;
  server.prependListener("request", (request: Request, response: ServerResponse) => {
    const outside = correlations.getStore();
    if (metrics.observe(request, response, routeOf) !== undefined) request[OUTSIDE] = outside;
  });
  server.on("request", (request: Request) => {
    if (OUTSIDE in request) leave(request[OUTSIDE]);
  });

  // Requests of `inject` and of further addresses don't come through that server. This is the first that Fastify asks for.
  const { genReqId } = app;
  if (genReqId !== undefined) {
    app.setGenReqId((given) => {
      const request = given as Request;
      const correlation = metrics.correlate?.(request);
      if (correlation !== undefined && correlations.getStore() !== correlation) {
        request[OUTSIDE] = correlations.getStore();
        correlations.enterWith(correlation);
      }
      return requestId && correlation !== undefined ? correlation.id : genReqId.call(app, request);
    });
  }

  app.addHook("onRequest", (request, reply, next) => {
    const response = reply.raw as Response;
    const raw = request.raw as Request;
    // Now and not at the end: a handler that calls `reply.callNotFound()` has been matched all the same.
    response[ROUTE] = request.routeOptions.url;
    const outside = OUTSIDE in raw ? raw[OUTSIDE] : correlations.getStore();
    metrics.observe(raw, response, routeOf);
    try {
      next();
    } finally {
      leave(outside);
    }
  });
  done();
}

// What fastify-plugin sets: the hooks belong to the whole application and not to the plugin alone.
Object.assign(fastifyMetrics, {
  [Symbol.for("skip-override")]: true,
  [Symbol.for("fastify.display-name")]: "@qualisys/instrumentation",
  [Symbol.for("plugin-meta")]: { name: "@qualisys/instrumentation", fastify: "5.x" },
});
