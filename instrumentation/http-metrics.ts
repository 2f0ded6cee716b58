/** Metrics of the requests that an application answers. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { collectDefaultMetrics, Gauge, type Registry } from "prom-client";
import { correlationOf, exemplarLabels, type Correlation } from "./correlation";
import { settingsOf, type HttpMetricsOptions, type Settings } from "./options";
import { noteOn, type Note } from "./requests/note";
import { outcome } from "./requests/outcome";
import { RequestSeries, UNMATCHED } from "./requests/series";

/** The route of a request that ended, as its label shall be; undefined where none matched. */
export type RouteOf = (request: IncomingMessage, response: ServerResponse) => string | undefined;

/** What {@link createHttpMetrics} makes, and the adapters of the frameworks take. */
export interface HttpMetrics {
  /** Registry that has the metrics; an application adds its own to it. */
  readonly registry: Registry;

  /**
   * Observes a request until its response is closed. The adapters call it as early as they can; so may other frameworks. A
   * request that these metrics observe already stays as it is, and nothing is ever thrown.
   *
   * @returns the ids of the request, for its async context; undefined without correlation
   */
  observe(request: IncomingMessage, response: ServerResponse, routeOf: RouteOf): Correlation | undefined;

  /** Counts a connection that was upgraded in a listener of the server's `upgrade`, which no framework sees. */
  countUpgrade(request: IncomingMessage, route: string): void;
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
  ended?: boolean;
}

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
    this.series.register(this.registry);
    const inFlight = () => this.inFlight;
    new Gauge({
      name: "http_requests_in_flight",
      help: "Requests whose response is not yet sent, probes and scrapes not counted",
      registers: [this.registry],
      collect() {
        this.set(inFlight());
      },
    });
    if (settings.defaultMetrics) collectDefaultMetrics({ register: this.registry });
  }

  observe(request: IncomingMessage, response: ServerResponse, routeOf: RouteOf): Correlation | undefined {
    try {
      const note = noteOn(response);
      if (note.observers.includes(this)) return note.correlation;
      note.observers.push(this);
      // Nothing but a probe asks for such a path; it would keep the gauge above 0 at each scrape.
      const inFlight = this.ignored.has(request.url) ? 0 : 1;
      const observed: ObservedRequest = { request, response, note, routeOf, inFlight, start: performance.now() };
      this.inFlight += inFlight;
      response.on("close", () => this.end(observed));
      if (response.socket === null) this.endWithSocket(observed);
      return this.settings.correlation ? this.correlate(observed) : undefined;
    } catch (error) {
      this.warn(error);
      return undefined;
    }
  }

  countUpgrade(request: IncomingMessage, route: string): void {
    try {
      this.series.add({ method: request.method ?? "", route, status: 101 });
    } catch (error) {
      this.warn(error);
    }
  }

  private end(observed: ObservedRequest): void {
    if (observed.ended === true) return;
    observed.ended = true;
    this.inFlight -= observed.inFlight;
    try {
      const { request, response, note } = observed;
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
        exemplar: correlation && exemplarLabels(correlation),
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
    const {
      request: { socket },
      response,
    } = observed;
    const listener = (): void => {
      if (response.socket === null) this.end(observed);
    };
    socket.once("close", listener);
    response.once("close", () => socket.off("close", listener));
  }

  private correlate({ request, response, note }: ObservedRequest): Correlation {
    if (note.correlation === undefined) {
      note.correlation = correlationOf(request.headers);
      response.setHeader("x-request-id", note.correlation.id);
    }
    return note.correlation;
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
