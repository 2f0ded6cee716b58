/** The adapter for Express 4 and 5. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { correlations, leave } from "./correlation";
import type { HttpMetrics } from "./http-metrics";
import { ExpressRoutes } from "./express-routes/routes";
import type { App, Request } from "./express-routes/parts";

/** What the adapter needs of an application: described here, so that the package depends on no framework. */
export interface ExpressLike {
  (request: never, response: never): unknown;
  use(...handlers: never[]): unknown;
}

/**
 * Observes the requests of an application. It takes the place of `app.handle`, through which all of them come, and adds no
 * middleware: a middleware would make Express build its router, after which settings such as `strict routing` are ignored.
 */
export function instrumentExpress(app: ExpressLike, metrics: HttpMetrics): void {
  const application = app as unknown as App;
  if (typeof application?.handle !== "function")
    throw new TypeError(
      "instrumentExpress: the first argument has to be an application of Express, as express() returns it.",
    );
  if (typeof metrics?.observe !== "function")
    throw new TypeError("instrumentExpress: the second argument has to be what createHttpMetrics returns.");
  const routes = new ExpressRoutes(application);
  const routeOf = routes.of.bind(routes);
  const handle = application.handle;
  application.handle = function instrumented(
    request: IncomingMessage,
    response: ServerResponse,
    ...rest: unknown[]
  ): unknown {
    const above = (request as Request).baseUrl;
    routes.begin(request);
    const before = correlations.getStore();
    try {
      metrics.observe(request, response, above ? (...ended) => routes.of(...ended, above) : routeOf);
      return handle.call(this, request, response, ...rest);
    } finally {
      leave(before);
    }
  };
}
