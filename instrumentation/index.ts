/** HTTP metrics with the names and labels that the alerts and dashboards of QUALISYS use. */
export { createHttpMetrics, type HttpMetrics, type RouteOf } from "./http-metrics";
export { DEFAULT_BUCKETS, type HttpMetricsOptions, type KnownRoute } from "./options";
export { PROBE_ROUTES } from "./probe-routes";
export { correlationId, type Correlation } from "./correlation";
export { markStream } from "./requests/outcome";
export { serveMetrics, startMetricsServer, type MetricsServer, type MetricsServerOptions } from "./endpoint/server";
export type { Exposed } from "./endpoint/exposition";
export type { Handler } from "./endpoint/handler";
export { createHealth, type Health, type HealthOptions } from "./endpoint/health";
export { clusterRegistry, shareMetrics } from "./endpoint/cluster";
