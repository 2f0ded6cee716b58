/**
 * The counter and the histogram of requests, counted into plain numbers.
 *
 * prom-client's own `inc` and `observe` build a key from all labels at each call. Here a request finds its numbers by route,
 * method and status in three maps, at a fraction of that cost; prom-client asks for them when it collects. What it asks is the
 * contract of `Registry.registerMetric` that its own AggregatorRegistry fulfils with plain objects too: a name, a type, `get`
 * and `reset`.
 */
import type { Registry } from "prom-client";
import type { Settings } from "../options";

/** What a request showed of itself when it ended. */
export interface Observed {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  /** Seconds; absent where the time says nothing about how quick the service is. */
  readonly seconds?: number;
  /** Labels of the exemplar, such as a trace id. */
  readonly exemplar?: Readonly<Record<string, string>>;
}

type Labels = Readonly<Record<string, string | number>>;

interface Exemplar {
  readonly labelSet: Readonly<Record<string, string>>;
  readonly value: number;
  readonly timestamp: number;
}

/** Requests within each bound, one more for those beyond the last, and their time together. */
class Latencies {
  readonly counts: number[];
  readonly exemplars: (Exemplar | undefined)[] = [];
  sum = 0;
  readonly text: string;

  constructor(
    readonly labels: Labels,
    buckets: number,
  ) {
    this.text = labelsAsText(labels);
    this.counts = new Array<number>(buckets + 1).fill(0);
  }

  reset(): void {
    this.counts.fill(0);
    this.exemplars.length = 0;
    this.sum = 0;
  }
}

/** Requests of one method, route and status. */
class Requests {
  count = 0;
  readonly text: string;

  constructor(
    readonly labels: Labels,
    readonly latencies: Latencies,
  ) {
    this.text = labelsAsText(labels);
  }
}

/** Route under which requests are counted that no route matched. */
export const UNMATCHED = "unmatched";
/** Route under which requests are counted once there are more routes than allowed. */
export const OTHER_ROUTE = "other";
/** Method under which requests are counted whose method is none of {@link METHODS}. */
export const OTHER_METHOD = "OTHER";
/** Prometheus refuses a whole scrape for one label that is too long (`labelValueLengthLimit`, 500); regular expressions can be. */
const LONGEST_ROUTE = 200;
const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

type ByStatus = Map<number, Requests>;
type ByMethod = Map<string, ByStatus>;

export class RequestSeries {
  private readonly routes = new Map<string, ByMethod>([
    [UNMATCHED, new Map()],
    [OTHER_ROUTE, new Map()],
  ]);
  private readonly requests: Requests[] = [];
  private readonly latencies: Latencies[] = [];
  private readonly buckets: readonly number[];
  private readonly mostRoutes: number;

  constructor(private readonly settings: Settings) {
    this.buckets = settings.buckets;
    this.mostRoutes = settings.maxRoutes + this.routes.size;
    for (const { method, route } of settings.knownRoutes) {
      for (const status of [200, 500]) this.find(route, method, status);
    }
  }

  /** Counts a request. */
  add({ method, route, status, seconds, exemplar }: Observed): void {
    const requests = this.routes.get(route)?.get(method)?.get(status) ?? this.find(route, method, status);
    requests.count++;
    if (seconds === undefined) return;
    const { buckets } = this;
    const { counts, exemplars } = requests.latencies;
    let index = 0;
    while (index < buckets.length && seconds > (buckets[index] as number)) index++;
    (counts[index] as number)++;
    requests.latencies.sum += seconds;
    if (exemplar !== undefined) exemplars[index] = { labelSet: exemplar, value: seconds, timestamp: Date.now() / 1000 };
  }

  /** Adds the two metrics to a registry. */
  register(registry: Registry): void {
    for (const metric of [new TotalMetric(this.requests), new DurationMetric(this.latencies, this.buckets)])
      registry.registerMetric(metric as never);
  }

  /** The numbers of these labels, made where they are new: the only place where series come from, and so where they are bounded. */
  private find(givenRoute: string, wantedMethod: string, status: number): Requests {
    const wantedRoute = givenRoute.length > LONGEST_ROUTE ? `${givenRoute.slice(0, LONGEST_ROUTE - 3)}...` : givenRoute;
    const route = this.routes.has(wantedRoute) || this.routes.size < this.mostRoutes ? wantedRoute : OTHER_ROUTE;
    const method = METHODS.has(wantedMethod) ? wantedMethod : OTHER_METHOD;
    const byStatus = inner(inner(this.routes, route), method);
    const known = byStatus.get(status);
    if (known !== undefined) return known;
    const made = new Requests({ method, route, status }, this.latenciesOf(byStatus, { method, route, status }));
    byStatus.set(status, made);
    this.requests.push(made);
    return made;
  }

  private latenciesOf(
    byStatus: ByStatus,
    { status, ...labels }: { method: string; route: string; status: number },
  ): Latencies {
    const shared = this.settings.statusOnHistogram ? undefined : byStatus.values().next().value?.latencies;
    if (shared !== undefined) return shared;
    const made = new Latencies(this.settings.statusOnHistogram ? { ...labels, status } : labels, this.buckets.length);
    this.latencies.push(made);
    return made;
  }
}

function inner<Key, Inner>(map: Map<string, Map<Key, Inner>>, key: string): Map<Key, Inner> {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = new Map<Key, Inner>();
  map.set(key, made);
  return made;
}

/**
 * A metric that can also write its own lines, a few hundred series at a time: prom-client writes all of them at once, and makes
 * the text of every label again. Both texts are the same.
 */
export interface WrittenMetric {
  lines(openMetrics: boolean): Generator<string>;
  /** What `get` resolves to, for the end of a process, which waits for nothing. */
  now(): object;
}

class TotalMetric implements WrittenMetric {
  // Not readonly: with OpenMetrics prom-client takes `_total` from the name, and appends it when it writes.
  name = "http_requests_total";
  readonly help = "HTTP requests, by method, route and status";
  readonly type = "counter";
  readonly aggregator = "sum";

  constructor(private readonly requests: readonly Requests[]) {}

  get(): unknown {
    return Promise.resolve(this.now());
  }

  now(): object {
    const { name, help, type, aggregator } = this;
    return {
      name,
      help,
      type,
      aggregator,
      values: this.requests.map(({ labels, count }) => ({ labels, value: count })),
    };
  }

  *lines(): Generator<string> {
    for (const { text, count } of this.requests) yield `http_requests_total{${text}} ${count}`;
  }

  reset(): void {
    for (const requests of this.requests) requests.count = 0;
  }
}

class DurationMetric implements WrittenMetric {
  readonly name = "http_request_duration_seconds";
  readonly help =
    "Time from the request's arrival until the last byte of its response was handed to the system. Seconds";
  readonly type = "histogram";
  readonly aggregator = "sum";

  constructor(
    private readonly latencies: readonly Latencies[],
    private readonly buckets: readonly number[],
  ) {}

  get(): unknown {
    return Promise.resolve(this.now());
  }

  now(): object {
    const { name, help, type, aggregator } = this;
    return { name, help, type, aggregator, values: this.latencies.flatMap((latencies) => this.values(latencies)) };
  }

  *lines(openMetrics: boolean): Generator<string> {
    const { name, buckets } = this;
    const bounds = [...buckets, "+Inf"].map((bound) => `${name}_bucket{le="${bound}",`);
    for (const { text, counts, exemplars, sum } of this.latencies) {
      let count = 0;
      let lines = "";
      for (const [index, bound] of bounds.entries()) {
        count += counts[index] as number;
        lines += `${bound}${text}} ${count}${openMetrics ? exemplarAsText(exemplars[index]) : ""}\n`;
      }
      yield `${lines}${name}_sum{${text}} ${sum}\n${name}_count{${text}} ${count}`;
    }
  }

  reset(): void {
    for (const latencies of this.latencies) latencies.reset();
  }

  /** What prom-client's own histogram gives: cumulative buckets, then sum and count. */
  private values({ labels, counts, exemplars, sum }: Latencies): unknown[] {
    let count = 0;
    const buckets = counts.map((within, index) => {
      count += within;
      return {
        metricName: `${this.name}_bucket`,
        labels: { le: this.buckets[index] ?? "+Inf", ...labels },
        value: count,
        exemplar: exemplars[index],
      };
    });
    return [
      ...buckets,
      { metricName: `${this.name}_sum`, labels, value: sum },
      { metricName: `${this.name}_count`, labels, value: count },
    ];
  }
}

function labelsAsText(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(String(value))}"`)
    .join(",");
}

function exemplarAsText(exemplar: Exemplar | undefined): string {
  return exemplar === undefined
    ? ""
    : ` # {${labelsAsText(exemplar.labelSet)}} ${exemplar.value} ${exemplar.timestamp}`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}
