/**
 * Several workers in one process group (`node:cluster`): one endpoint, in the primary, for all of them.
 *
 * prom-client's own asks every worker at each scrape, and knows only those that live: one that starts fails the scrape, and one that
 * dies takes its counters with it, so that the sums fall and Prometheus sees a restart. Here the primary keeps what each worker said
 * last. Only the sums are prom-client's.
 */
import cluster, { type Worker } from "node:cluster";
import { AggregatorRegistry, Registry } from "prom-client";
import { processWide } from "../process-wide";
import type { Exposed } from "./exposition";

/** What prom-client makes of a metric for another process. */
interface Metric {
  readonly name: string;
  readonly type: unknown;
}
type Metrics = readonly Metric[];

const ASK = "qualisys.instrumentation:ask";
const TELL = "qualisys.instrumentation:tell";

/** From a worker: the metrics of its registries; at its end those that are at hand; neither where it only says that it shares. */
interface Told {
  readonly type: typeof TELL;
  readonly metrics?: readonly Metrics[];
  readonly last?: Metrics;
}

/** How long a worker may take that shares its metrics. Milliseconds. One that is too busy is as it was when it answered last. */
const PATIENCE = 3000;

/** The registries of this worker that its primary is told of, whichever copy of this package was given them. */
const shared = processWide<Set<Registry>>(
  "shared-registries",
  ({ add }) => typeof add === "function",
  () => new Set(),
);

/** In a worker: lets the primary ask for the metrics of these registries, beside those that it was given before. */
export function shareMetrics(...registries: readonly Registry[]): void {
  for (const registry of registries) {
    if (typeof registry?.getMetricsAsJSON !== "function")
      throw new TypeError("shareMetrics: the arguments have to be registries, as metrics.registry is.");
  }
  const isFirst = shared.size === 0;
  for (const registry of registries) shared.add(registry);
  if (!isFirst || process.send === undefined) return;
  process.on("message", (message: { type?: unknown } | undefined) => {
    if (message?.type === ASK) void tell();
  });
  // What it counted since the last scrape is not lost where it ends in order, or by an error.
  process.once("exit", tellAtEnd);
  send({ type: TELL });
}

async function tell(): Promise<void> {
  try {
    send({ type: TELL, metrics: await Promise.all([...shared].map((registry) => registry.getMetricsAsJSON())) });
  } catch {
    // A metric of the application's cannot be collected: the primary goes on with what it was told last.
  }
}

function tellAtEnd(): void {
  send({ type: TELL, last: [...shared].flatMap((registry) => registry.getMetricsAsArray().flatMap(atOnce)) });
}

/** A metric whose numbers are at hand without waiting: nothing is waited for at the end of a process. */
function atOnce(metric: unknown): Metric[] {
  const { now } = metric as { now?: () => Metric };
  return typeof now === "function" ? [now.call(metric)] : [];
}

function send(message: Told): void {
  if (process.connected) process.send?.(message, undefined, {}, () => undefined);
}

/** A worker as its primary knows it. */
interface Known {
  /** What it said last; nothing where it only said that it shares. */
  metrics: readonly Metrics[];
  isDead: boolean;
  /** Who waits for its answer. */
  readonly waiting: Set<() => void>;
}

/**
 * In the primary: the metrics of all workers that share theirs as one. Counters and histograms are sums, in which workers that died
 * are for ever with what they said last; event-loop percentiles are means.
 */
export function clusterRegistry(): Exposed {
  if (!cluster.isPrimary)
    throw new Error("clusterRegistry: this process is a worker; call it in the primary, and shareMetrics here.");
  const workers = new Workers();
  // prom-client puts workers together as plain text, whatever the content type of theirs.
  return { contentType: Registry.PROMETHEUS_CONTENT_TYPE, metrics: () => workers.metrics() };
}

class Workers {
  private readonly known = new Map<number, Known>();
  /** What all workers counted that are gone, as one. */
  private gone: Metrics = [];

  constructor() {
    cluster.on("message", (worker, message: Partial<Told> | undefined) => {
      if (message?.type === TELL) this.hear(worker, message);
    });
    cluster.on("exit", (worker) => this.end(worker));
    // The last of what a worker said may come after its end, but not after this.
    cluster.on("disconnect", (worker) => this.end(worker));
    for (const worker of Object.values(cluster.workers ?? {})) if (worker !== undefined) ask(worker);
  }

  async metrics(): Promise<string> {
    await Promise.all(Object.values(cluster.workers ?? {}).map((worker) => worker && this.answered(worker)));
    const all = [...this.known.values()].flatMap(({ metrics, isDead }) => (isDead ? metrics.map(counters) : metrics));
    return AggregatorRegistry.aggregate([this.gone, ...all] as object[]).metrics();
  }

  /** Resolves when a worker that shares has answered, or took too long. Others are asked and not waited for. */
  private answered(worker: Worker): Promise<void> {
    const known = this.known.get(worker.id);
    if (!ask(worker) || known === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        known.waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, PATIENCE);
      known.waiting.add(done);
    });
  }

  private hear({ id }: Worker, { metrics, last }: Partial<Told>): void {
    const known: Known = this.known.get(id) ?? { metrics: [], isDead: false, waiting: new Set() };
    this.known.set(id, known);
    if (metrics !== undefined) {
      known.metrics = metrics;
      for (const done of known.waiting) done();
    }
    if (last !== undefined) {
      const names = new Set(last.map(({ name }) => name));
      known.metrics = [...known.metrics.map((before) => before.filter(({ name }) => !names.has(name))), last];
    }
  }

  private end(worker: Worker): void {
    const known = this.known.get(worker.id);
    if (known === undefined) return;
    known.isDead = worker.isDead();
    for (const done of known.waiting) done();
    if (!known.isDead || worker.isConnected()) return;
    this.known.delete(worker.id);
    this.gone = together([this.gone, ...known.metrics.map(counters)]);
  }
}

/** Whether a worker could be asked. */
function ask(worker: Worker): boolean {
  if (!worker.isConnected() || worker.isDead()) return false;
  // A worker that ends meanwhile is no error of anybody's.
  worker.send({ type: ASK }, () => undefined);
  return true;
}

/** What stays of a worker: what it counted, and nothing of what it was. */
function counters(metrics: Metrics): Metrics {
  return metrics.filter(({ type }) => type === "counter" || type === "histogram");
}

/** Metrics of several processes as one. */
function together(all: readonly Metrics[]): Metrics {
  return AggregatorRegistry.aggregate(all as object[]).getMetricsAsArray() as unknown as Metrics;
}
