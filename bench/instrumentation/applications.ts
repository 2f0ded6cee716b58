/** The same application on Express and Fastify, bare and with each instrumentation, all with the features that all of them have. */
import express, { type Express } from "express";
import promBundle from "express-prom-bundle";
import fastify, { type FastifyInstance } from "fastify";
import fastifyMetrics from "fastify-metrics";
import type { RequestListener } from "node:http";
import { Counter, Histogram, Registry } from "prom-client";
import { createHttpMetrics } from "../../instrumentation";
import { instrumentExpress } from "../../instrumentation/express";
import { fastifyMetrics as ourPlugin } from "../../instrumentation/fastify";
import { fastifyMetricsOptions, promBundleOptions } from "../../test/instrumentation/edge-cases/subjects/peers";
import { storyMetrics } from "../../test/instrumentation/edge-cases/subjects/story";

/** Its types are those of Express 5 where it is used here. */
const express4 = require("express4") as typeof express;

/** How many routes the application has. */
const ROUTES = 30;

/** What is asked for, in turn. */
export const paths: readonly string[] = Array.from(
  { length: ROUTES },
  (_, index) => `/api/things${index}/${1000 + index}`,
);

/** An application that answers. */
export interface Answering {
  readonly listener: RequestListener;
  readonly registry?: Registry;
}

/** What is compared, by framework and name. */
export const applications: Readonly<Record<string, () => Promise<Answering>>> = {
  "Express, bare": () => onExpress(() => undefined),
  "Express, the two calls alone": () =>
    onExpress((app) =>
      twoCalls((count) =>
        app.use((_request, response, next) => {
          response.once("close", count);
          next();
        }),
      ),
    ),
  "Express, the story's middleware": () =>
    onExpress((app) => {
      const { register, metricsMiddleware } = storyMetrics();
      app.use(metricsMiddleware);
      return register;
    }),
  "Express, express-prom-bundle": () =>
    onExpress((app) => {
      const registry = new Registry();
      app.use(promBundle(promBundleOptions(registry)));
      return registry;
    }),
  "Express, ours": () => onExpress(instrumented),
  "Express 4, bare": () => onExpress(() => undefined, express4),
  "Express 4, ours": () => onExpress(instrumented, express4),
  "Fastify, bare": () => onFastify(async () => undefined),
  "Fastify, the two calls alone": () =>
    onFastify(async (app) =>
      twoCalls((count) =>
        app.addHook("onRequest", (_request, reply, done) => {
          reply.raw.once("close", count);
          done();
        }),
      ),
    ),
  "Fastify, fastify-metrics": () =>
    onFastify(async (app) => {
      const registry = new Registry();
      await app.register(fastifyMetrics, fastifyMetricsOptions(registry));
      return registry;
    }),
  "Fastify, ours": () =>
    onFastify(async (app) => {
      const metrics = ours();
      await app.register(ourPlugin, { metrics });
      return metrics.registry;
    }),
};

/** The application of the same framework without any instrumentation. */
export function bareOf(name: string): string {
  return `${name.split(",")[0] ?? ""}, bare`;
}

/** Without correlation ids, which the others don't have. */
function ours() {
  return createHttpMetrics({ defaultMetrics: false, correlation: false });
}

function instrumented(app: Express): Registry {
  const metrics = ours();
  instrumentExpress(app, metrics);
  return metrics.registry;
}

/** What no instrumentation by prom-client can do without: one `inc` and one `observe` for each request, with labels that are known. */
export function twoCalls(use: (count: () => void) => unknown): Registry {
  const registry = new Registry();
  const labelNames = ["method", "route", "status"] as const;
  const total = new Counter({ name: "http_requests_total", help: "requests", labelNames, registers: [registry] });
  const duration = new Histogram({
    name: "http_request_duration_seconds",
    help: "seconds",
    labelNames,
    registers: [registry],
  });
  use(() => {
    total.inc({ method: "GET", route: "/api/things/:id", status: 200 });
    duration.observe({ method: "GET", route: "/api/things/:id", status: 200 }, 0.012);
  });
  return registry;
}

async function onExpress(instrument: (app: Express) => Registry | undefined, version = express): Promise<Answering> {
  const app = version();
  const registry = instrument(app);
  const api = version.Router();
  for (let index = 0; index < ROUTES; index++)
    api.get(`/things${index}/:id`, (request, response) => void response.json({ id: request.params.id }));
  app.use("/api", api);
  return { listener: app, registry };
}

async function onFastify(instrument: (app: FastifyInstance) => Promise<Registry | undefined>): Promise<Answering> {
  const app = fastify();
  const registry = await instrument(app);
  app.register(
    async (api) => {
      for (let index = 0; index < ROUTES; index++)
        api.get<{ Params: { id: string } }>(`/things${index}/:id`, async (request) => ({ id: request.params.id }));
    },
    { prefix: "/api" },
  );
  await app.ready();
  return { listener: (request, response) => app.server.emit("request", request, response), registry };
}
