/** What both sample services are made of, but for their framework. */
import { createHttpMetrics, type HttpMetrics } from "../../../instrumentation";
import { serveControl } from "./control";
import { Faults } from "./faults";
import type { Input, Route } from "./routes";
import { readSettings, serviceSchema, type ServiceSettings } from "./settings";
import { openStores, UnavailableError } from "./stores";

/** What a route answers with. */
export interface Answer {
  readonly status: number;
  readonly body: object;
}

/** A route with all that it needs; it never fails. */
export type Handler = (input: Input) => Promise<Answer>;

/** A service without its framework. */
export interface Service {
  readonly settings: ServiceSettings;
  readonly metrics: HttpMetrics;
  readonly routes: readonly (Pick<Route, "method" | "path"> & { readonly handler: Handler })[];
}

/** Reads the settings, and opens the metrics and the switches; a process whose settings are wrong ends with a sentence. */
export function openService(routes: readonly Route[]): Service {
  const settings = settingsOrEnd();
  const metrics = createHttpMetrics({
    knownRoutes: routes.map(({ method, path }) => ({ method, route: path })),
    // NFR-OBS1: from the metrics to the requests.
    exemplars: true,
  });
  const faults = new Faults();
  const stores = openStores(settings);
  serveControl({ port: settings.metricsPort, registry: metrics.registry, faults, token: settings.controlToken });
  const handlerOf =
    (route: Route): Handler =>
    async (input) => {
      try {
        await faults.apply();
        const body = await route.answer(stores, input);
        return body === undefined ? { status: 404, body: { error: "not found" } } : { status: 200, body };
      } catch (error) {
        return error instanceof UnavailableError
          ? { status: 503, body: { error: `${error.message} does not answer` } }
          : { status: 500, body: { error: error instanceof Error ? error.message : "unknown" } };
      }
    };
  return {
    settings,
    metrics,
    routes: routes.map((route) => ({ method: route.method, path: route.path, handler: handlerOf(route) })),
  };
}

function settingsOrEnd(): ServiceSettings {
  try {
    return readSettings(serviceSchema, process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(2);
  }
}
