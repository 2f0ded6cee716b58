/** The middleware as the story has it, word for word but for types and the registry that the table reads. */
import type { FastifyInstance } from "fastify";
import { Counter, Histogram, Registry } from "prom-client";
import { ourNaming, type Naming } from "../series";
import type { Subject } from "../subject";
import { startExpress, startFastify } from "./start";

/** The story's module: what it exports, in a registry of its own for each application. */
export function storyMetrics() {
  const register = new Registry();

  const httpRequestsTotal = new Counter({
    name: "http_requests_total",
    help: "Total number of HTTP requests",
    labelNames: ["method", "route", "status"],
    registers: [register],
  });

  const httpRequestDuration = new Histogram({
    name: "http_request_duration_seconds",
    help: "Duration of HTTP requests in seconds",
    labelNames: ["method", "route", "status"],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [register],
  });

  // biome-ignore lint/suspicious/noExplicitAny: the story's own code, word for word
  function metricsMiddleware(req: any, res: any, next: any) {
    const start = Date.now();

    res.on("finish", () => {
      const duration = (Date.now() - start) / 1000;
      const route = req.route?.path || req.path;

      httpRequestsTotal.inc({
        method: req.method,
        route,
        status: res.statusCode,
      });

      httpRequestDuration.observe({ method: req.method, route, status: res.statusCode }, duration);
    });

    next();
  }

  return { register, metricsMiddleware };
}

/** It writes a regular expression as JavaScript does: as good a name of the route as ours. */
const naming: Naming = {
  ...ourNaming,
  rename: (route) => route.replace(/^\((.*)\)$/, (_, source: string) => `/${source.replaceAll("/", "\\/")}/`),
};

/** The story's middleware on each framework: "Middleware for Express/Fastify". */
export const story: readonly Subject[] = [
  ...(["express4", "express5"] as const).map(
    (framework): Subject => ({
      name: "the story's middleware",
      framework,
      start: () => {
        const { register, metricsMiddleware } = storyMetrics();
        return startExpress(framework, register, naming, (app) => app.use(metricsMiddleware));
      },
    }),
  ),
  {
    name: "the story's middleware",
    framework: "fastify5",
    start: () => {
      const { register, metricsMiddleware } = storyMetrics();
      return startFastify(register, naming, (app: FastifyInstance) => app.addHook("onRequest", metricsMiddleware));
    },
  },
];
