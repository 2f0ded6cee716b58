/** Requests and answers as the console's parts see them. */
import type { IncomingHttpHeaders } from "node:http";

/** A request whose body has arrived. */
export interface Incoming {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What is answered. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What answers the requests of one kind. */
export interface Route {
  readonly method: string;
  /** One path, or a pattern that the whole path has to match. */
  readonly path: string | RegExp;
  /** Whether only who has the token may ask. */
  readonly needsToken?: boolean;
  /**
   * Answers; `undefined`: not at all, the connection is cut.
   *
   * @param parts of the path, by the groups of the pattern; percent-encoding is undone.
   */
  readonly answer: (request: Incoming, parts: readonly string[]) => Answer | undefined | Promise<Answer | undefined>;
}

/** An answer in plain text, for machines and for people at a shell. */
export function plain(status: number, body: string, headers?: Readonly<Record<string, string>>): Answer {
  return { status, type: "text/plain; charset=utf-8", body, headers };
}

/** An answer in JSON. */
export function json(status: number, body: unknown): Answer {
  return { status, type: "application/json; charset=utf-8", body: JSON.stringify(body) };
}

/** What is wrong with a request, as a sentence for whoever sent it. */
export class RequestError extends Error {
  constructor(
    /** Of HTTP. */
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = "RequestError";
  }
}
