/** Which requests count, for alerts and SLOs alike: those of users to services. */
import { jobs } from "../../identity";

/** Routes that Kubernetes and Prometheus call: quick and always the same, they would dilute what users see. */
const PROBE_ROUTES = "/(metrics|health|healthz|ready|readyz|livez)";

/** Matcher of users' requests, for what is joined to {@link REQUESTS} by job anyway. */
export const USER_ROUTES = `route!~"${PROBE_ROUTES}"`;

/**
 * Matchers of users' requests to services. Exporters are no services, though some have metrics of the same names
 * (kube-state-metrics counts its own scrapes in `http_request_duration_seconds`).
 */
export const REQUESTS = `job!~"${Object.values(jobs).join("|")}", ${USER_ROUTES}`;
