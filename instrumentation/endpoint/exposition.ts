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

/** A text that is being written, by what is exposed. */
type Running = WeakMap<Exposed, Promise<string>>;
const collections: Readonly<Record<"text" | "openMetrics", Running>> = {
  text: new WeakMap(),
  openMetrics: new WeakMap(),
};

export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/**
 * The text of a registry. Who asks while it is being written gets the same: many scrapers cost as much as one.
 *
 * @param wantsOpenMetrics whether the scraper asks for it; it gets it of a registry that has that content type
 */
export async function exposition(exposed: Exposed, wantsOpenMetrics = false): Promise<Exposition> {
  const hasOpenMetrics = exposed.contentType === (Registry.OPENMETRICS_CONTENT_TYPE as string);
  const openMetrics = hasOpenMetrics && wantsOpenMetrics;
  const running = collections[openMetrics ? "openMetrics" : "text"];
  const collection =
    running.get(exposed) ?? inTime(written(exposed, openMetrics)).finally(() => running.delete(exposed));
  running.set(exposed, collection);
  const contentType = hasOpenMetrics && !openMetrics ? Registry.PROMETHEUS_CONTENT_TYPE : exposed.contentType;
  return { contentType, text: await collection };
}

async function written(exposed: Exposed, openMetrics: boolean): Promise<string> {
  const isOwn = exposed instanceof Registry;
  if (isOwn && !openMetrics && exposed.contentType === (Registry.OPENMETRICS_CONTENT_TYPE as string))
    return written(asText(exposed), false);
  // Labels of the registry's own belong on every line; prom-client puts them there.
  if (!isOwn || hasDefaultLabels(exposed)) return exposed.metrics();
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

/** A registry of OpenMetrics as one of plain text, with the same names of its series: each counter's ends in `_total`. */
function asText(registry: Registry): Registry {
  const text = new Registry();
  text.setDefaultLabels((registry as unknown as Labelled)._defaultLabels ?? {});
  for (const metric of registry.getMetricsAsArray() as unknown as Metric[]) {
    const name = metric.type === "counter" ? `${metric.name.replace(/_total$/, "")}_total` : metric.name;
    text.registerMetric(Object.create(metric, { name: { value: name }, get: { value: named(metric, name) } }) as never);
  }
  return text;
}

/** A metric's values under a name. */
function named(metric: Metric, name: string): () => Promise<object> {
  return async () => ({ ...(await metric.get()), name });
}

interface Metric {
  name: string;
  readonly help: string;
  readonly type: string;
  get(): Promise<object>;
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

/** What a registry has besides what its types say. */
interface Labelled {
  readonly _defaultLabels?: object;
}

function hasDefaultLabels(registry: Registry): boolean {
  return Object.keys((registry as unknown as Labelled)._defaultLabels ?? {}).length > 0;
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
