/** The project's own instrumentation, as its page says to set it up. */
import { createHttpMetrics } from "../../../../instrumentation";
import { instrumentExpress } from "../../../../instrumentation/express";
import { fastifyMetrics } from "../../../../instrumentation/fastify";
import { ourNaming } from "../series";
import type { Subject } from "../subject";
import { startExpress, startFastify } from "./start";

/** Ours on each framework. */
export const ours: readonly Subject[] = [
  ...(["express4", "express5"] as const).map(
    (framework): Subject => ({
      name: "ours",
      framework,
      start: () => {
        const metrics = createHttpMetrics({ defaultMetrics: false });
        return startExpress(framework, metrics.registry, ourNaming, (app) => instrumentExpress(app, metrics));
      },
    }),
  ),
  {
    name: "ours",
    framework: "fastify5",
    start: () => {
      const metrics = createHttpMetrics({ defaultMetrics: false });
      return startFastify(metrics.registry, ourNaming, (app) => app.register(fastifyMetrics, { metrics }));
    },
  },
];
