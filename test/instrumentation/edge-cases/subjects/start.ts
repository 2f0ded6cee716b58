/** Starts the fixture's application with a library in it. */
import expressFive, { type Express } from "express";
import type { FastifyInstance } from "fastify";
import type { Registry } from "prom-client";
import { dialects, expressApp, type ExpressModule } from "../apps/express";
import { fastifyApp } from "../apps/fastify";
import { startServers, type RunningServers } from "../apps/servers";
import { Waiting } from "../apps/waiting";
import { snapshot, type Naming } from "../series";
import type { Running } from "../subject";

/** Both versions of Express. */
export const expressModules: Readonly<Record<"express4" | "express5", ExpressModule>> = {
  express4: require("express4") as ExpressModule,
  express5: expressFive,
};

/** The application on Express, instrumented. */
export async function startExpress(
  framework: "express4" | "express5",
  registry: Registry,
  naming: Naming,
  instrument: (app: Express) => void,
): Promise<Running> {
  const waiting = new Waiting();
  return running(
    await startServers(expressApp(expressModules[framework], dialects[framework], waiting, instrument), waiting),
    registry,
    naming,
  );
}

/** The application on Fastify, instrumented. */
export async function startFastify(
  registry: Registry,
  naming: Naming,
  instrument: (app: FastifyInstance) => unknown,
): Promise<Running> {
  const waiting = new Waiting();
  const app = await fastifyApp(waiting, instrument);
  return running(
    await startServers((request, response) => app.routing(request, response), waiting, app.server),
    registry,
    naming,
  );
}

function running(servers: RunningServers, registry: Registry, naming: Naming): Running {
  return { ...servers, snapshot: () => snapshot(registry, naming), ...(naming.rename && { rename: naming.rename }) };
}
