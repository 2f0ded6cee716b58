/** Routes that Kubernetes and Prometheus call; quick and always the same, they would dilute what users see. By default they are counted nowhere, and alerts and dashboards leave them out. */
export const PROBE_ROUTES: readonly string[] = ["/metrics", "/health", "/healthz", "/ready", "/readyz", "/livez"];
