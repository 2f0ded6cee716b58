/** What {@link createHttpMetrics} accepts, and the errors for what makes no sense. */
import { Registry, type OpenMetricsContentType, type PrometheusContentType } from "prom-client";
import { CORRELATION_HEADER } from "./correlation";
import { PROBE_ROUTES } from "./probe-routes";

export interface HttpMetricsOptions {
  /** Registry that the metrics are added to; a new one by default, so that two apps in one process don't meet. */
  readonly registry?: Registry;
  /** Whether prom-client's metrics of the Node.js process are added; true by default. One registry can have them only once. */
  readonly defaultMetrics?: boolean;
  /** Upper bounds of the histogram. Seconds, ascending; 0.5 has to be one of them (AC12 asks for the share within 500 ms). */
  readonly buckets?: readonly number[];
  /** Whether the histogram has the label `status`; true by default, as in the story. Without it, it has a third of the series. */
  readonly statusOnHistogram?: boolean;
  /** Routes that are not counted: what Kubernetes and Prometheus call, by default those that alerts and dashboards leave out. */
  readonly ignoredRoutes?: readonly string[];
  /** Routes whose series exist at zero from the start, for the statuses 200 and 500, so that their first error is an increase. */
  readonly knownRoutes?: readonly KnownRoute[];
  /** Most routes that get a label of their own; 200 by default. Further ones are counted as `other`. */
  readonly maxRoutes?: number;
  /** Whether slow requests carry their trace or correlation id into the histogram; false by default. Needs a registry of OpenMetrics. */
  readonly exemplars?: boolean;
  /** Whether each request gets a correlation id; true by default. */
  readonly correlation?: boolean;
  /** Header that the correlation id comes and goes in; x-request-id by default. */
  readonly correlationHeader?: string;
}

/** A route as its label is: a method of HTTP, and the template with the prefixes that it is mounted at. */
export interface KnownRoute {
  readonly method: string;
  readonly route: string;
}

/** The story's bounds, and 0.75: where p95 is just above 0.5, the bucket up to 1 second is too wide to tell by how much. */
export const DEFAULT_BUCKETS: readonly number[] = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 10];

/** The options with the defaults filled in. */
export type Settings = Required<HttpMetricsOptions>;

const KEYS = [
  "registry",
  "defaultMetrics",
  "buckets",
  "statusOnHistogram",
  "ignoredRoutes",
  "knownRoutes",
  "maxRoutes",
  "exemplars",
  "correlation",
  "correlationHeader",
];
const SWITCHES = ["defaultMetrics", "statusOnHistogram", "exemplars", "correlation"] as const;

/** The options, checked: whatever is wrong fails at the start of the service, not in a request. */
export function settingsOf(options: HttpMetricsOptions = {}): Settings {
  const problem = problemOf(options);
  if (problem !== undefined) throw new TypeError(`createHttpMetrics: ${problem}`);
  return {
    registry: options.registry ?? newRegistry(options.exemplars ?? false),
    defaultMetrics: options.defaultMetrics ?? true,
    buckets: options.buckets ?? DEFAULT_BUCKETS,
    statusOnHistogram: options.statusOnHistogram ?? true,
    ignoredRoutes: options.ignoredRoutes ?? PROBE_ROUTES,
    knownRoutes: options.knownRoutes ?? [],
    maxRoutes: options.maxRoutes ?? 200,
    exemplars: options.exemplars ?? false,
    correlation: options.correlation ?? true,
    // As Node.js has the names of a request's headers.
    correlationHeader: (options.correlationHeader ?? CORRELATION_HEADER).toLowerCase(),
  };
}

/** A header that HTTP, the frameworks or tracing read as something else: an id in it would break the response. */
const NO_ID = [
  /^(?:connection|date|expect|host|keep-alive|location|te|trailer|transfer-encoding|upgrade|vary|via|www-authenticate)$/,
  /^(?:accept|access-control|cache|content|proxy|sec)-/,
  /^(?:accept|age|allow|authorization|cookie|etag|expires|forwarded|last-modified|link|origin|range|referer|retry-after)$/,
  /^(?:server|set-cookie|traceparent|tracestate|user-agent)$/,
];

/** Names of headers (RFC 9110, section 5.6.2). */
const HEADER = /^[!#$%&'*+.^_`|~\w-]+$/;

function isHeaderForIds(name: unknown): boolean {
  return typeof name === "string" && HEADER.test(name) && !NO_ID.some((taken) => taken.test(name.toLowerCase()));
}

function newRegistry(openMetrics: boolean): Registry {
  const registry: Registry<PrometheusContentType | OpenMetricsContentType> = new Registry();
  if (openMetrics) registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  return registry as Registry;
}

function problemOf(options: HttpMetricsOptions): string | undefined {
  if (typeof options !== "object" || options === null)
    return `the options have to be an object, not ${shown(options)}.`;
  const unknown = Object.keys(options).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) return `there is no option ${unknown}; there are ${KEYS.join(", ")}.`;
  const { registry, buckets, ignoredRoutes, knownRoutes, maxRoutes, exemplars, correlation } = options;
  if (registry !== undefined && typeof registry?.registerMetric !== "function")
    return `registry has to be a Registry of prom-client, not ${shown(registry)}.`;
  const notSwitch = SWITCHES.find((key) => options[key] !== undefined && typeof options[key] !== "boolean");
  if (notSwitch !== undefined) return `${notSwitch} has to be true or false, not ${shown(options[notSwitch])}.`;
  if (buckets !== undefined) {
    if (!Array.isArray(buckets) || buckets.some((bound) => !Number.isFinite(bound) || bound <= 0))
      return `buckets have to be numbers of seconds above 0, not ${shown(buckets)}.`;
    if (buckets.some((bound, index) => index > 0 && bound <= (buckets[index - 1] as number)))
      return `buckets have to be ascending, and are ${shown(buckets)}.`;
    if (!buckets.includes(0.5))
      return `buckets need the bound 0.5, because the alerts and objectives count the requests within 500 ms; they are ${shown(buckets)}.`;
  }
  if (ignoredRoutes !== undefined && !isRoutes(ignoredRoutes))
    return `ignoredRoutes have to be templates such as "/health", not ${shown(ignoredRoutes)}.`;
  if (knownRoutes !== undefined) {
    if (!Array.isArray(knownRoutes))
      return `knownRoutes have to be a list such as [{ method: "GET", route: "/users/:id" }], not ${shown(knownRoutes)}.`;
    const wrong = knownRoutes.find(
      (known) => typeof known?.method !== "string" || !/^[A-Z]+$/.test(known.method) || !isRoutes([known.route]),
    );
    if (wrong !== undefined)
      return `knownRoutes have to be like { method: "GET", route: "/users/:id" }, not ${shown(wrong)}.`;
  }
  if (maxRoutes !== undefined && (!Number.isInteger(maxRoutes) || maxRoutes < 1))
    return `maxRoutes has to be a whole number from 1, not ${shown(maxRoutes)}.`;
  const most = maxRoutes ?? 200;
  if (knownRoutes !== undefined && new Set(knownRoutes.map(({ route }) => route)).size > most)
    return `knownRoutes has more routes than maxRoutes (${most}) lets in.`;
  if (options.correlationHeader !== undefined && !isHeaderForIds(options.correlationHeader))
    return `correlationHeader has to be the name of a header that has no other meaning, such as "x-correlation-id", not ${shown(options.correlationHeader)}.`;
  if (exemplars === true && correlation === false) return "exemplars need correlation, whose ids they carry.";
  if (
    exemplars === true &&
    registry !== undefined &&
    registry.contentType !== (Registry.OPENMETRICS_CONTENT_TYPE as string)
  ) {
    return "exemplars need OpenMetrics: call registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE) first, or leave registry out.";
  }
  return undefined;
}

function isRoutes(routes: unknown): boolean {
  return Array.isArray(routes) && routes.every((route) => typeof route === "string" && route !== "");
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
