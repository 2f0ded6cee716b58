/** Reads the answers off a connection, as a client does: each with its status, until the bytes end. */

/** What a client knows about the answers so far. */
export interface Answers {
  /** Statuses of the answers that are complete, in order. */
  readonly complete: readonly number[];
  /** Statuses of the answers of which at least the headers are there. 1xx ones are none. */
  readonly started: readonly number[];
}

/** Bytes of one answer: of which status, and where it ends; undefined while that is not known. */
interface Head {
  readonly status: number;
  readonly bodyAt: number;
  readonly headers: string;
}

/**
 * The answers in what was received.
 *
 * @param methods Methods of the requests in order: an answer to HEAD has a length and no body.
 * @param ended Whether the server has closed: an answer without a length ends there.
 */
export function readAnswers(received: string, methods: readonly string[], ended: boolean): Answers {
  const complete: number[] = [];
  const started: number[] = [];
  for (let at = 0; at < received.length; ) {
    const head = readHead(received, at);
    if (head === undefined) break;
    if (head.status < 200 && head.status !== 101) {
      at = head.bodyAt;
      continue;
    }
    started.push(head.status);
    const end = endOf(head, received, methods[started.length - 1] === "HEAD", ended);
    if (end === undefined) break;
    complete.push(head.status);
    at = end;
  }
  return { complete, started };
}

function readHead(received: string, at: number): Head | undefined {
  const end = received.indexOf("\r\n\r\n", at);
  if (end < 0) return undefined;
  const headers = received.slice(at, end);
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(headers)?.[1];
  if (status === undefined) throw new Error(`This is no answer: ${JSON.stringify(received.slice(at, at + 80))}`);
  return { status: Number(status), bodyAt: end + 4, headers: headers.toLowerCase() };
}

function endOf(
  { status, bodyAt, headers }: Head,
  received: string,
  toHead: boolean,
  ended: boolean,
): number | undefined {
  // What follows 101 is another protocol.
  if (status === 101) return received.length;
  if (toHead || status === 204 || status === 304) return bodyAt;
  const length = /\r\ncontent-length: *(\d+)/.exec(headers)?.[1];
  if (length !== undefined) return bodyAt + Number(length) <= received.length ? bodyAt + Number(length) : undefined;
  if (/\r\ntransfer-encoding: *chunked/.test(headers)) return endOfChunks(received, bodyAt);
  return ended ? received.length : undefined;
}

function endOfChunks(received: string, bodyAt: number): number | undefined {
  for (let at = bodyAt; ; ) {
    const line = received.indexOf("\r\n", at);
    if (line < 0) return undefined;
    const length = Number.parseInt(received.slice(at, line), 16);
    if (length === 0) return endOfTrailers(received, line);
    at = line + 2 + length + 2;
  }
}

/** Trailers end as headers do: at an empty line. */
function endOfTrailers(received: string, lastChunkAt: number): number | undefined {
  const end = received.indexOf("\r\n\r\n", lastChunkAt);
  return end < 0 ? undefined : end + 4;
}
