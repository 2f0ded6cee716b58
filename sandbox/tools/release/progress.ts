/** Shows downloads that run side by side: as a list on a terminal, as lines in a log. */
import type { Display } from "../progress";
import { duration, megabytes } from "../wording";

/** Called with the bytes of a file and, where they are known, those of the whole. */
export type Report = (received: number, total: number | undefined) => void;

/** One download. */
export interface Item {
  readonly title: string;
  /** What it is for, in a few words. */
  readonly purpose: string;
  /** Downloads it; gives whether that went well, and never throws. */
  readonly work: (report: Report) => Promise<boolean>;
}

/** Downloads at one time: more would only share the line among them. */
const AT_ONCE = 4;

/** Below so many columns a list is unreadable; terminals without a size report none at all. */
const LIST_COLUMNS = 40;

/** Milliseconds between two signs of life in a log. */
const HEARTBEAT_MS = 15_000;

/** Runs the downloads and shows how far they are. */
export async function showDownloads(items: readonly Item[], display: Display): Promise<void> {
  const { isTTY, columns = 0 } = process.stdout;
  if (display.mode === "auto" && isTTY && columns >= LIST_COLUMNS) return showAsList(items);
  return showAsLines(items, display.mode === "silent" ? { ...display, log: () => undefined } : display);
}

async function showAsLines(items: readonly Item[], { log, heartbeatMs = HEARTBEAT_MS }: Display): Promise<void> {
  // An ES module: see execa.ts.
  const { default: pMap } = await import("p-map");
  const underWay = new Map<Item, Meter>();
  const heartbeat = setInterval(() => {
    const parts = [...underWay].map(([{ title }, meter]) => `${title}: ${meter}`);
    if (parts.length > 0) log(`  ${parts.join("; ")}`);
  }, heartbeatMs);
  try {
    await pMap(
      items,
      async (item) => {
        const meter = new Meter();
        underWay.set(item, meter);
        const ok = await item.work(meter.report);
        underWay.delete(item);
        log(`  ${item.title} (${item.purpose}): ${meter.end(ok)}`);
      },
      { concurrency: AT_ONCE },
    );
  } finally {
    clearInterval(heartbeat);
  }
}

async function showAsList(items: readonly Item[]): Promise<void> {
  const tasks = items.map((item) => ({
    title: `${item.title}, ${item.purpose}`,
    task: async (_: unknown, task: { title?: string; output?: string }): Promise<void> => {
      const meter = new Meter();
      const refresh = setInterval(() => (task.output = String(meter)), 500);
      try {
        const ok = await item.work(meter.report);
        task.title = `${item.title}: ${meter.end(ok)}`;
        if (!ok) throw new Error(task.title); // Only for the cross before it.
      } finally {
        clearInterval(refresh);
      }
    },
  }));
  // An ES module: see execa.ts.
  const { Listr } = await import("listr2");
  const rendererOptions = { showErrorMessage: false };
  await new Listr(tasks, {
    concurrent: AT_ONCE,
    exitOnError: false,
    registerSignalListeners: false,
    rendererOptions,
  }).run();
}

/** Counts the bytes of one download, which may be of several files. */
class Meter {
  private readonly started = performance.now();
  private earlier = 0;
  private received = 0;
  private total: number | undefined;

  readonly report: Report = (received, total) => {
    // Less than before: the next file.
    if (received < this.received) this.earlier += this.received;
    this.received = received;
    this.total = total;
  };

  end(ok: boolean): string {
    const seconds = (performance.now() - this.started) / 1000;
    return `${ok ? "taken" : "not taken"}, ${megabytes(this.earlier + this.received)} MB in ${duration(seconds)}`;
  }

  toString(): string {
    return `${megabytes(this.received)} ${this.total === undefined ? "" : `of ${megabytes(this.total)} `}MB`;
  }
}
