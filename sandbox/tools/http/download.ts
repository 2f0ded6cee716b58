/** Downloads a file: what breaks off is gone on with, and what cannot be had ends in a sentence. */
import { createWriteStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ToolError } from "../errors";
import { shown } from "./address";
import { NoAnswer, type Answer, type HttpClient, type Request } from "./client";

/** Attempts after the first one. */
const RETRIES = 4;

/** What a busy host or a gateway in front of it answers; another attempt may help. */
const TEMPORARY = [429, 502, 503, 504];

/** Of the file system: another attempt would end in the same way. */
const OF_THE_DISK = ["ENOSPC", "EDQUOT", "EACCES", "EROFS", "EFBIG", "ENOENT"];

/** How to download. */
export interface DownloadOptions extends Request {
  /** Called with each piece; `total` where the host says it. */
  readonly onProgress?: (received: number, total: number | undefined) => void;
}

/** The host answered that it does not give the file. */
export class Refused extends ToolError {
  constructor(
    url: URL,
    readonly answer: Pick<Answer, "status" | "url" | "header">,
  ) {
    super(sentence(url, `the host answers ${answer.status}`));
  }
}

/** A transfer that another attempt may complete. */
class Broken extends Error {
  override readonly name = "Broken";
}

/** How far a download is. */
interface Part {
  received: number;
  /** The strong ETag of what the received part belongs to. */
  etag?: string;
}

/**
 * Writes what is at an address to a file. A transfer that breaks is continued from that same address, because one it was
 * redirected to may have expired; from the beginning where the host cannot continue, or the file there is another now.
 *
 * @throws ToolError with the address and what is wrong; no file is left then.
 */
export async function download(
  client: HttpClient,
  url: URL,
  file: string,
  options: DownloadOptions = {},
): Promise<void> {
  // An ES module: see execa.ts.
  const { default: pRetry } = await import("p-retry");
  const part: Part = { received: 0 };
  try {
    await pRetry(() => transfer(client, url, file, part, options), {
      retries: RETRIES,
      minTimeout: client.timing.retryMs,
      signal: options.signal,
      shouldRetry: ({ error }) => error instanceof Broken || error instanceof NoAnswer,
    });
  } catch (error) {
    await rm(file, { force: true });
    options.signal?.throwIfAborted();
    if (error instanceof ToolError) throw error;
    throw new ToolError(sentence(url, error instanceof Error ? error.message : String(error)));
  }
}

function sentence(url: URL, why: string): string {
  return `${shown(url)} cannot be fetched: ${why}.`;
}

async function transfer(
  client: HttpClient,
  url: URL,
  file: string,
  part: Part,
  { headers, authorization, signal, onProgress }: DownloadOptions,
): Promise<void> {
  const { received, etag } = part;
  const resuming = received > 0 && etag !== undefined;
  const range: Record<string, string> = resuming ? { range: `bytes=${received}-`, "if-range": etag } : {};
  const answer = await client.get(url, { headers: { ...headers, ...range }, authorization, signal });
  const from = resuming ? continuesAt(answer, part) : 0;
  if (from === 0 && answer.status !== 200) {
    answer.body.destroy();
    part.received = 0;
    if (resuming && [206, 416].includes(answer.status))
      throw new Broken("the host sends another part than the one asked for");
    if (TEMPORARY.includes(answer.status)) throw new Broken(`the host answers ${answer.status}`);
    throw new Refused(url, answer);
  }
  part.etag = strong(answer.header("etag"));
  const length = Number(answer.header("content-length"));
  const total = length > 0 ? from + length : undefined;
  const stall = stallWatch(client.timing.stallMs, answer.body);
  let count = from;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      stall.renew();
      count += chunk.length;
      onProgress?.(count, total);
      done(undefined, chunk);
    },
  });
  try {
    await pipeline(answer.body, meter, createWriteStream(file, { flags: from > 0 ? "a" : "w" }), { signal });
  } catch (error) {
    signal?.throwIfAborted();
    if (stall.error !== undefined) throw stall.error;
    if (OF_THE_DISK.includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    // What was counted may not have reached the disk.
    part.received = (await stat(file).catch(() => undefined))?.size ?? 0;
    throw new Broken(`it broke off after ${part.received} bytes, ${RETRIES + 1} times`, { cause: error });
  } finally {
    stall.end();
  }
}

/** The byte at which the answer continues the received part; 0 where it does not continue it. */
function continuesAt(answer: Answer, { received, etag }: Part): number {
  if (answer.status !== 206) return 0;
  const found = strong(answer.header("etag"));
  const sameFile = found === undefined || found === etag;
  return sameFile && answer.header("content-range")?.startsWith(`bytes ${received}-`) ? received : 0;
}

/** An ETag that stands for the same bytes; a weak one may stand for others. */
function strong(etag: string | undefined): string | undefined {
  return etag?.startsWith('"') ? etag : undefined;
}

/** Ends a body that brings nothing for too long. */
function stallWatch(stallMs: number, body: Answer["body"]): { renew(): void; end(): void; readonly error?: Error } {
  const watch: { renew(): void; end(): void; error?: Error } = {
    renew: () => timer.refresh(),
    end: () => clearTimeout(timer),
  };
  const timer = setTimeout(() => {
    watch.error = new Error(`no data for ${stallMs / 1000} s`);
    body.destroy(watch.error);
  }, stallMs);
  return watch;
}
