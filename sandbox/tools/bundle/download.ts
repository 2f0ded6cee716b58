/** Fetches a bundle: within seconds it is known whether the host answers, and what stops on the way ends in a sentence. */
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ToolError } from "../errors";
import { megabytes } from "../wording";

/** How patient a download is. Tests shorten it. Milliseconds. */
export interface DownloadTiming {
  /** Until the host answers. */
  readonly answerMs: number;
  /** Between two pieces of the body. */
  readonly stallMs: number;
  /** Between two lines of progress. */
  readonly progressMs: number;
}

/** A host that does not answer within three seconds will not do so in ten. */
export const downloadTiming: DownloadTiming = { answerMs: 3_000, stallMs: 30_000, progressMs: 5_000 };

/**
 * Writes what is at an address to a file.
 *
 * @returns its SHA-256.
 * @throws ToolError with the address and what is wrong.
 */
export async function download(
  url: URL,
  file: string,
  log: (line: string) => void,
  signal?: AbortSignal,
  timing: DownloadTiming = downloadTiming,
): Promise<string> {
  const patience = new AbortController();
  const wait = (milliseconds: number, what: string) =>
    setTimeout(() => patience.abort(new Error(`${what} for ${milliseconds / 1000} s`)), milliseconds);
  let timer = wait(timing.answerMs, "no answer");
  try {
    const response = await fetch(url, {
      signal: signal === undefined ? patience.signal : AbortSignal.any([signal, patience.signal]),
    });
    if (!response.ok || response.body === null) throw new Error(`the host answers ${response.status}`);
    const total = Number(response.headers.get("content-length"));
    const hash = createHash("sha256");
    let received = 0;
    let told = performance.now();
    const watch = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        clearTimeout(timer);
        timer = wait(timing.stallMs, "no data");
        hash.update(chunk);
        received += chunk.length;
        if (performance.now() - told > timing.progressMs) {
          told = performance.now();
          log(`  ${megabytes(received)} ${total > 0 ? `of ${megabytes(total)} ` : ""}MB`);
        }
        done(undefined, chunk);
      },
    });
    await pipeline(Readable.fromWeb(response.body), watch, createWriteStream(file));
    return hash.digest("hex");
  } catch (error) {
    signal?.throwIfAborted();
    throw new ToolError(`${shown(url)} cannot be fetched: ${reason(patience.signal.reason ?? error)}.`);
  } finally {
    clearTimeout(timer);
  }
}

/** An address without user, password and query, which may hold a token. */
export function shown({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

/** The innermost message: fetch says only that it failed, its cause says why. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? reason(error.cause) : error.message;
}
