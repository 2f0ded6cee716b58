/**
 * Routes that Kubernetes and Prometheus call: quick and always the same, they would dilute what users see. Services do not
 * count them by default, and alerts and dashboards leave them out where a service does.
 */
export const PROBE_ROUTES: readonly string[] = ["/metrics", "/health", "/healthz", "/ready", "/readyz", "/livez"];
