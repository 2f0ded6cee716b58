/** Scrapes of a real exporter, one after the other. */
import { setTimeout as sleep } from "node:timers/promises";
import { samplesOf, type ExposedSample } from "../../instrumentation/exposition";

/** One scrape, as Prometheus would have done it. */
export interface Scrape {
  /** When it began. Unix time in seconds. */
  readonly at: number;
  /** Whether the target was up: it answered 200 in time. */
  readonly up: boolean;
  readonly samples: readonly ExposedSample[];
  /** Metrics that grow for ever, as the exporter declares them. */
  readonly counters: ReadonlySet<string>;
}

/** As deployed. Milliseconds. */
const TIMEOUT_MS = 10_000;

/** Between two scrapes; the growth between them is taken for that between two scrapes of Prometheus. Milliseconds. */
const PAUSE_MS = 250;

/**
 * Scrapes an exporter some times; `between` runs before each scrape. What a first scrape says is left out: it is not
 * what stays (statistics of the exporter's own queries are missing, and a connection that was lost is opened anew).
 */
export async function scrapes(
  url: string,
  count: number,
  between: () => Promise<unknown> = () => sleep(PAUSE_MS),
): Promise<readonly Scrape[]> {
  await scrape(url);
  const done: Scrape[] = [];
  for (let index = 0; index < count; index += 1) {
    await between();
    done.push(await scrape(url));
  }
  return done;
}

async function scrape(url: string): Promise<Scrape> {
  const at = Date.now() / 1000;
  try {
    const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.status !== 200) return { at, up: false, samples: [], counters: new Set() };
    const text = await response.text();
    const counters = new Set([...text.matchAll(/^# TYPE (\S+) counter$/gm)].map(([, name = ""]) => name));
    return { at, up: true, samples: samplesOf(text), counters };
  } catch (error) {
    if (error instanceof Error && error.name === "TimeoutError")
      return { at, up: false, samples: [], counters: new Set() };
    throw error;
  }
}
