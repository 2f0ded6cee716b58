/** The two libraries that teams install most, set up as well as their own options allow. */
import promBundle from "express-prom-bundle";
import type { FastifyInstance } from "fastify";
import fastifyMetrics from "fastify-metrics";
import { Registry } from "prom-client";
import { PROBE_ROUTES } from "../../../../instrumentation";
import type { Naming } from "../series";
import type { Subject } from "../subject";
import { startExpress, startFastify } from "./start";

/** With method and path in the labels, the probes left out, a bucket bound at 0.5, and no gauge `up`, which Prometheus has itself. */
export const promBundleOptions = (promRegistry: Registry): promBundle.Opts => ({
  promRegistry,
  includeMethod: true,
  includePath: true,
  includeUp: false,
  autoregister: false,
  excludeRoutes: PROBE_ROUTES.map((path) => new RegExp(`^${path}(\\?|$)`)),
  buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

/** With unmatched requests and every method, the probes left out, and without the summary, which would double the work. */
export const fastifyMetricsOptions = (registry: Registry) => ({
  endpoint: null,
  defaultMetrics: { enabled: false },
  routeMetrics: {
    enabled: { histogram: true, summary: false },
    registeredRoutesOnly: false,
    invalidRouteGroup: "unmatched",
    methodBlacklist: [],
    routeBlacklist: PROBE_ROUTES,
    overrides: {
      labels: { status: "status" },
      histogram: { registers: [registry], buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
      summary: { registers: [registry] },
    },
  },
});

const promBundleNaming: Naming = {
  histogram: "http_request_duration_seconds",
  route: "path",
  status: "status_code",
  // It writes every value that looks like an id this way: as good a name of the route as ours.
  rename: (route) => route.replaceAll(/:\w+\??/g, "#val"),
};
const fastifyMetricsNaming: Naming = { histogram: "http_request_duration_seconds", route: "route", status: "status" };

/** The libraries, each on the frameworks that it is for. */
export const peers: readonly Subject[] = [
  ...(["express4", "express5"] as const).map(
    (framework): Subject => ({
      name: "express-prom-bundle",
      framework,
      start: () => {
        const registry = new Registry();
        return startExpress(framework, registry, promBundleNaming, (app) =>
          app.use(promBundle(promBundleOptions(registry))),
        );
      },
    }),
  ),
  {
    name: "fastify-metrics",
    framework: "fastify5",
    start: () => {
      const registry = new Registry();
      return startFastify(registry, fastifyMetricsNaming, (app: FastifyInstance) =>
        app.register(fastifyMetrics, fastifyMetricsOptions(registry)),
      );
    },
  },
];
