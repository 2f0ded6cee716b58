/** Writes series as blocks of Prometheus, by promtool, one block of two hours after the other. */
import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import type { Tools } from "../../sandbox/tools";
import { selector, type Samples, type Series } from "../../test/alerts/series";

/** What Prometheus' blocks span, aligned to midnight UTC. */
const BLOCK_SECONDS = 7200;

/** Lines are gathered to pieces of about this many characters. */
const PIECE = 1 << 18;

/** What is written. Times are Unix seconds. */
export interface Writing {
  readonly series: () => Iterable<Series>;
  /** Times of a series' samples, from one time on and before another. Series that share their samples share these. */
  readonly times: (series: Series, from: number, until: number) => readonly number[];
  /** What a series' samples count their seconds from. */
  readonly origin: number;
  readonly from: number;
  readonly until: number;
}

/**
 * Writes the blocks into a folder and returns the number of samples. The text between lies in the folder too, for one
 * block at a time.
 *
 * @throws Error where promtool refuses the text.
 */
export async function writeBlocks(
  folder: string,
  tools: Tools,
  writing: Writing,
  log: (line: string) => void,
): Promise<number> {
  const text = join(folder, "samples.om");
  await mkdir(folder, { recursive: true });
  let samples = 0;
  for (
    let start = Math.floor(writing.from / BLOCK_SECONDS) * BLOCK_SECONDS;
    start < writing.until;
    start += BLOCK_SECONDS
  ) {
    const [from, until] = [Math.max(start, writing.from), Math.min(start + BLOCK_SECONDS, writing.until)];
    const count = { samples: 0 };
    await pipeline(Readable.from(lines(writing, from, until, count)), createWriteStream(text));
    await promisify(execFile)(
      tools.path("promtool"),
      ["tsdb", "create-blocks-from", "openmetrics", "--quiet", text, folder],
      { maxBuffer: 2 ** 26 },
    );
    samples += count.samples;
    log(
      `block of ${new Date(from * 1000).toISOString().slice(11, 16)} to ${new Date(until * 1000).toISOString().slice(11, 16)} UTC: ${count.samples.toLocaleString("en")} samples`,
    );
  }
  await rm(text);
  return samples;
}

function* lines(
  { series, times, origin }: Writing,
  from: number,
  until: number,
  count: { samples: number },
): Generator<string> {
  /** What stands behind the names of all series with the same samples. */
  const ends = new Map<Samples, readonly string[]>();
  let piece = "";
  for (const one of series()) {
    let own = ends.get(one.samples);
    if (own === undefined) {
      own = times(one, from, until).flatMap((time) =>
        one.samples(time - origin) === undefined ? [] : [` ${one.samples(time - origin)} ${time}\n`],
      );
      ends.set(one.samples, own);
    }
    const name = selector(one.metric, one.labels);
    for (const end of own) piece += name + end;
    count.samples += own.length;
    if (piece.length > PIECE) {
      yield piece;
      piece = "";
    }
  }
  yield `${piece}# EOF\n`;
}
