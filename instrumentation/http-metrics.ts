/** Metrics of the requests that an application answers. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { bindEvents, correlationOf, correlations, type Correlation } from "./correlation";
import { settingsOf, type HttpMetricsOptions, type Settings } from "./options";
import { noteOn, type Note } from "./requests/note";
import { isUpgrade, outcome } from "./requests/outcome";
import type { RawRequest, RawResponse } from "./requests/raw";
import { RequestSeries, UNMATCHED } from "./requests/series";
import { whenClosed } from "./requests/waiting";
import { activeTrace, exemplarLabels } from "./tracing";

/** The route of a request that ended, as its label shall be; undefined where none matched. */
export type RouteOf<Request extends RawRequest = IncomingMessage, Response extends RawResponse = ServerResponse> = (
  request: Request,
  response: Response,
) => string | undefined;

/** What {@link createHttpMetrics} makes, and the adapters of the frameworks take. */
export interface HttpMetrics {
  /** Registry that has the metrics; an application adds its own to it. */
  readonly registry: Registry;

  /**
   * Observes a request until its response is closed, and has the code that follows run in the request's context: what calls it,
   * until that returns, everything that it starts, and all listeners of the request and the response. The adapters call it as early
   * as they can; so may other frameworks. A request that these metrics observe already stays as it is, and nothing is ever thrown.
   *
   * @returns the ids of the request; undefined without correlation
   */
  observe<Request extends RawRequest, Response extends RawResponse>(
    request: Request,
    response: Response,
    routeOf: RouteOf<Request, Response>,
  ): Correlation | undefined;

  /** The ids that a request has, or will have when it is observed; undefined without correlation. */
  correlate(request: RawRequest): Correlation | undefined;

  /** Counts a connection that was upgraded in a listener of the server's `upgrade`, which no framework sees. */
  countUpgrade(request: RawRequest, route: string): void;
}

/** Makes the metrics of one application. Wrong options throw a sentence. */
export function createHttpMetrics(options?: HttpMetricsOptions): HttpMetrics {
  return new ObservedRequests(settingsOf(options));
}

/** A request between its arrival and its end. */
interface ObservedRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly note: Note;
  readonly routeOf: RouteOf;
  /** What it adds to the gauge: 0 or 1. */
  readonly inFlight: number;
  /** Milliseconds of a clock that nobody sets. */
  readonly start: number;
  readonly trace: ReturnType<typeof activeTrace>;
  /** Whether it is counted in the gauge and not yet in the counter. */
  isRunning: boolean;
}

/** The ids of a request, on itself: its response may not be there yet. */
const IDS = Symbol.for("qualisys.instrumentation.correlation");

class ObservedRequests implements HttpMetrics {
  readonly registry: Registry;
  private readonly series: RequestSeries;
  private readonly ignored: ReadonlySet<string | undefined>;
  private inFlight = 0;
  private warned = false;

  constructor(private readonly settings: Settings) {
    this.registry = settings.registry;
    this.ignored = new Set(settings.ignoredRoutes);
    this.series = new RequestSeries(settings);
    addAll(this.ownMetrics(), this.registry);
  }

  observe<Request extends RawRequest, Response extends RawResponse>(
    request: Request,
    response: Response,
    routeOf: RouteOf<Request, Response>,
  ): Correlation | undefined {
    try {
      const note = noteOn(response);
      if (!note.observers.includes(this)) this.begin(request as never, response as never, note, routeOf as never);
      if (!this.settings.correlation) return undefined;
      this.bind(request, response, note);
      if (correlations.getStore() !== note.correlation) correlations.enterWith(note.correlation);
      return note.correlation;
    } catch (error) {
      this.warn(error);
      return undefined;
    }
  }

  correlate(request: RawRequest): Correlation | undefined {
    if (!this.settings.correlation) return undefined;
    const known = request as { [IDS]?: Correlation };
    return (known[IDS] ??= correlationOf(request.headers, this.settings.correlationHeader));
  }

  countUpgrade(request: RawRequest, route: string): void {
    try {
      this.series.add({ method: request.method ?? "", route, status: 101 });
    } catch (error) {
      this.warn(error);
    }
  }

  private ownMetrics(): Registry {
    const registry = new Registry();
    this.series.register(registry);
    const inFlight = () => this.inFlight;
    new Gauge({
      name: "http_requests_in_flight",
      help: "Requests whose response is not yet sent, probes, scrapes and upgraded connections not counted",
      registers: [registry],
      collect() {
        this.set(inFlight());
      },
    });
    if (this.settings.defaultMetrics) collectDefaultMetrics({ register: registry });
    return registry;
  }

  /** What may throw comes first: a request that is not observed must not be in the gauge. */
  private begin(request: IncomingMessage, response: ServerResponse, note: Note, routeOf: RouteOf): void {
    const observed: ObservedRequest = {
      request,
      response,
      note,
      routeOf,
      // Nothing but a probe asks for such a path, and it would keep the gauge above 0 at each scrape; a WebSocket would for hours.
      inFlight: this.ignored.has(request.url) || isUpgrade(request) ? 0 : 1,
      start: performance.now(),
      trace: this.settings.exemplars ? activeTrace() : undefined,
      isRunning: false,
    };
    response.on("close", () => this.end(observed));
    if (response.socket === null) this.endWithSocket(observed);
    note.observers.push(this);
    this.inFlight += observed.inFlight;
    observed.isRunning = true;
  }

  private end(observed: ObservedRequest): void {
    if (!observed.isRunning) return;
    observed.isRunning = false;
    this.inFlight -= observed.inFlight;
    try {
      const { request, response, note, trace } = observed;
      const seconds = (performance.now() - observed.start) / 1000;
      const route = observed.routeOf(request, response) ?? UNMATCHED;
      if (this.ignored.has(route)) return;
      const { status, timed } = outcome(request, response, note);
      const correlation = this.settings.exemplars ? note.correlation : undefined;
      this.series.add({
        method: request.method ?? "",
        route,
        status,
        seconds: timed ? seconds : undefined,
        exemplar: correlation && exemplarLabels(correlation, trace),
      });
    } catch (error) {
      this.warn(error);
    }
  }

  /**
   * A pipelined request whose predecessor is still being answered has a response without a socket. Where the client leaves
   * before its turn, Node.js closes the socket and forgets the response.
   */
  private endWithSocket(observed: ObservedRequest): void {
    const { request, response } = observed;
    const socket = request.socket as IncomingMessage["socket"] | undefined;
    if (typeof socket?.once !== "function") return;
    const forget = whenClosed(socket, () => {
      if (response.socket === null) this.end(observed);
    });
    response.once("close", forget);
  }

  private bind(request: RawRequest, response: RawResponse, note: Note): void {
    if (note.correlation !== undefined) return;
    const correlation = this.correlate(request) as Correlation;
    if (!response.headersSent) response.setHeader(this.settings.correlationHeader, correlation.id);
    bindEvents(request, correlation);
    bindEvents(response, correlation);
    note.correlation = correlation;
  }

  /** Says once that something is wrong in here: a request has no part in it. */
  private warn(error: unknown): void {
    if (this.warned) return;
    this.warned = true;
    process.emitWarning(
      `Requests are not counted rightly: ${error instanceof Error ? error.stack : String(error)}`,
      "InstrumentationWarning",
    );
  }
}

/** Adds all metrics of one registry to another, or none: half of them would be in the way of a second try. */
function addAll(from: Registry, to: Registry): void {
  const metrics = from.getMetricsAsArray();
  const taken = metrics.map(({ name }) => name).filter((name) => to.getSingleMetric(name) !== undefined);
  if (taken.length > 0)
    throw new TypeError(
      `createHttpMetrics: the registry has ${taken.slice(0, 3).join(", ")}${taken.length > 3 ? ` and ${taken.length - 3} more` : ""} already; call createHttpMetrics once for each registry, and with defaultMetrics: false where the process metrics are in it.`,
    );
  for (const metric of metrics) to.registerMetric(metric as never);
}
