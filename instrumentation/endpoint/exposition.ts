/**
 * The text that Prometheus scrapes.
 *
 * `registry.metrics()` writes it in one go: 20,000 label sets hold the event loop, and so every request, for a second. Here the
 * metrics of requests, which are nearly all of it, are written from what is at hand, and others get their turn in between.
 */
import { setImmediate } from "node:timers/promises";
import { Registry } from "prom-client";
import type { WrittenMetric } from "../requests/series";

/** What is scraped: a registry, or the workers of a process group together. */
export interface Exposed {
  readonly contentType: string;
  metrics(): Promise<string>;
}

/** Label sets that are written before others get their turn: about a millisecond's work. */
const SLICE = 250;
/** Longest that a collection may take, which is as long as Prometheus waits by default. Milliseconds. */
const MOST_TIME = 10_000;

const collections = new WeakMap<Exposed, Promise<string>>();

/** The text of a registry. Who asks while it is being written gets the same: many scrapers cost as much as one. */
export function exposition(exposed: Exposed): Promise<string> {
  const running = collections.get(exposed);
  if (running !== undefined) return running;
  const collection = inTime(written(exposed)).finally(() => collections.delete(exposed));
  collections.set(exposed, collection);
  return collection;
}

async function written(exposed: Exposed): Promise<string> {
  // Labels of the registry's own belong on every line; prom-client puts them there.
  if (!(exposed instanceof Registry) || hasDefaultLabels(exposed)) return exposed.metrics();
  const openMetrics = exposed.contentType === (Registry.OPENMETRICS_CONTENT_TYPE as string);
  const texts: string[] = [];
  for (const metric of exposed.getMetricsAsArray() as unknown as Metric[]) {
    // As prom-client does: of a counter's name, OpenMetrics has `_total` in the lines alone.
    if (openMetrics && metric.type === "counter") metric.name = metric.name.replace(/_total$/, "");
    texts.push(
      isWritten(metric)
        ? await writtenBy(metric, openMetrics)
        : await (exposed as unknown as Writer).getMetricsAsString(metric),
    );
  }
  return openMetrics ? `${texts.join("\n")}\n# EOF\n` : `${texts.join("\n\n")}\n`;
}

interface Metric {
  name: string;
  readonly help: string;
  readonly type: string;
}

/** What a registry has besides what its types say. */
interface Writer {
  getMetricsAsString(metric: Metric): Promise<string>;
}

function isWritten(metric: Metric): metric is Metric & WrittenMetric {
  return typeof (metric as Partial<WrittenMetric>).lines === "function";
}

async function writtenBy(metric: Metric & WrittenMetric, openMetrics: boolean): Promise<string> {
  const slices: string[] = [];
  let lines = [`# HELP ${metric.name} ${metric.help}`, `# TYPE ${metric.name} ${metric.type}`];
  for (const line of metric.lines(openMetrics)) {
    lines.push(line);
    if (lines.length < SLICE) continue;
    slices.push(lines.join("\n"));
    lines = [];
    await setImmediate();
  }
  return [...slices, ...(lines.length > 0 ? [lines.join("\n")] : [])].join("\n");
}

function hasDefaultLabels(registry: Registry): boolean {
  return Object.keys((registry as unknown as { _defaultLabels?: object })._defaultLabels ?? {}).length > 0;
}

async function inTime(collection: Promise<string>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${MOST_TIME / 1000} seconds`)), MOST_TIME);
  });
  try {
    return await Promise.race([collection, late]);
  } finally {
    clearTimeout(timer);
  }
}
