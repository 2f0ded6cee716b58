/** Fetches a bundle from another host. */
import type { Environment } from "../cache";
import { shown } from "../http/address";
import { HttpClient } from "../http/client";
import { download } from "../http/download";
import type { HttpTiming } from "../http/timing";
import { megabytes } from "../wording";

/** Milliseconds between two lines of progress. */
const PROGRESS_MS = 5_000;

/** How to fetch. */
export interface FetchBundleOptions {
  /** Tells the proxies. */
  readonly env: Environment;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
  readonly timing?: Partial<HttpTiming>;
}

/**
 * Writes the bundle at an address to a file.
 *
 * @throws ToolError with the address and what is wrong.
 */
export async function fetchBundle(url: URL, file: string, options: FetchBundleOptions): Promise<void> {
  const { env, log, signal, timing } = options;
  log(`Fetching built tools from ${shown(url)}.`);
  const client = new HttpClient(env, timing);
  let told = performance.now();
  const onProgress = (received: number, total: number | undefined): void => {
    if (performance.now() - told < PROGRESS_MS) return;
    told = performance.now();
    log(`  ${megabytes(received)} ${total === undefined ? "" : `of ${megabytes(total)} `}MB`);
  };
  try {
    await download(client, url, file, { signal, onProgress });
  } finally {
    await client.close();
  }
}
