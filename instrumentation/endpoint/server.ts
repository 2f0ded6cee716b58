/** The metrics endpoint: on a port of its own, or among the application's routes. */
import { createServer } from "node:http";
import { exposition, type Exposed } from "./exposition";
import { handler, type Answer, type Handler } from "./handler";
import type { Health } from "./health";
import { Listening } from "./listening";
import { asksForOpenMetrics } from "./negotiation";

export interface MetricsServerOptions {
  /** `metrics.registry`, or `clusterRegistry()` in the primary of a process group. */
  readonly registry: Exposed;
  /** Port to listen on; 0 for any free one. 9464 is usual. */
  readonly port: number;
  /** Address to listen on; all of them by default, because Prometheus comes from another pod. */
  readonly host?: string;
  /** Path of the metrics; /metrics by default. */
  readonly path?: string;
  /** Answers /healthz and /readyz on this port as well. */
  readonly health?: Health;
}

export interface MetricsServer {
  readonly port: number;
  /** Answers the scrape that is running and ends. To be called last, or the requests of the shutdown itself are seen by nobody. */
  close(): Promise<void>;
}

/** A handler of the metrics for the application's own port: `app.get("/metrics", serveMetrics(metrics.registry))`. */
export function serveMetrics(registry: Exposed): Handler {
  if (typeof registry?.metrics !== "function")
    throw new TypeError("serveMetrics: the argument has to be a registry, as metrics.registry is.");
  return handler((request) => scraped(registry, asksForOpenMetrics(request.headers.accept)));
}

/**
 * Serves the metrics on a port of their own, which no ingress leads to. Resolves when it listens. Where the port is taken it resolves
 * too, says so in a warning, and goes on trying: a service that answers is worth more than its metrics.
 */
export async function startMetricsServer({
  registry,
  port,
  host,
  path = "/metrics",
  health,
}: MetricsServerOptions): Promise<MetricsServer> {
  if (typeof registry?.metrics !== "function")
    throw new TypeError("startMetricsServer: registry has to be a registry, as metrics.registry is.");
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new TypeError(`startMetricsServer: port has to be a port from 0 to 65535, not ${String(port)}.`);
  if (typeof path !== "string" || !path.startsWith("/"))
    throw new TypeError(`startMetricsServer: path has to begin with a slash, not be ${String(path)}.`);
  const handlers: Readonly<Record<string, Handler | undefined>> = {
    "/healthz": health?.live,
    "/readyz": health?.ready,
    [path]: serveMetrics(registry),
  };
  const server = createServer((request, response) => {
    const chosen = handlers[(request.url ?? "").split("?", 1)[0] as string];
    if (chosen === undefined) response.writeHead(404).end();
    else if (request.method !== "GET" && request.method !== "HEAD")
      response.writeHead(405, { allow: "GET, HEAD" }).end();
    else void chosen(request, response);
  });
  const listening = new Listening(server, { port, host });
  await listening.begin();
  return {
    get port() {
      return listening.port;
    },
    close: () => listening.end(),
  };
}

/** Where collecting fails, the scrape does too: Prometheus then sees the target as down, and not as one without requests. */
async function scraped(registry: Exposed, wantsOpenMetrics: boolean): Promise<Answer> {
  try {
    const { contentType, text } = await exposition(registry, wantsOpenMetrics);
    return { status: 200, contentType, body: text };
  } catch (error) {
    return {
      status: 500,
      contentType: "text/plain; charset=utf-8",
      body: `The metrics cannot be collected: ${error instanceof Error ? error.message : String(error)}\n`,
    };
  }
}
