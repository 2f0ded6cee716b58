/** Asks hosts for what is at an address: follows redirects, and remembers which hosts are out of reach. */
import type { Dispatcher } from "undici";
import type { Environment } from "../cache";
import { agentOf, loadUndici } from "./agent";
import { httpTiming, type HttpTiming } from "./timing";

/** A redirect more than these is a loop. */
const MOST_REDIRECTS = 5;

/**
 * Bytes that may wait in memory. More than any file has, so that the library never pauses: where the host ends the connection
 * meanwhile, it would end the whole process (https://github.com/nodejs/undici/issues/5360, fixed in a version that needs Node 22).
 */
const LARGEST_BODY = 2 ** 30;

const REDIRECTS = [301, 302, 303, 307, 308];

/** The value of the header, and the only origin that gets it: never the one a redirect leads to. */
export interface Authorization {
  readonly origin: string;
  readonly value: string;
}

/** A request besides its address. */
export interface Request {
  readonly headers?: Readonly<Record<string, string>>;
  readonly authorization?: Authorization;
  readonly signal?: AbortSignal;
}

/** What a host answered; whoever gets it reads the body or destroys it. */
export interface Answer {
  readonly status: number;
  readonly body: Dispatcher.ResponseData["body"];
  /** The address at the end of the redirects. */
  readonly url: URL;
  /** The value of a header, by its name in small letters. */
  header(name: string): string | undefined;
}

/** A connection to a host that had answered before broke: worth another attempt. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/** One client serves one run: what it remembers of hosts holds for that long. Close it at the end. */
export class HttpClient {
  readonly timing: HttpTiming;
  /** Why a host is out of reach, by its origin. */
  private readonly dead = new Map<string, string>();
  private readonly alive = new Set<string>();
  private readonly agent: Dispatcher;

  /** @param env tells the proxies. */
  constructor(env: Environment, timing: Partial<HttpTiming> = {}) {
    this.timing = { ...httpTiming, ...timing };
    this.agent = agentOf(env);
  }

  /** Finds out, side by side, which hosts answer at all. Those that do not are not asked again. */
  async probe(urls: readonly URL[], signal?: AbortSignal): Promise<void> {
    const origins = [...new Set(urls.map(({ origin }) => origin))];
    await Promise.all(
      origins.map(async (origin) => {
        const body = await this.once(new URL(origin), "HEAD", { signal }).then(
          (answer) => answer.body,
          () => undefined, // Remembered.
        );
        body?.destroy();
      }),
    );
    signal?.throwIfAborted();
  }

  /** Why the host of an address is out of reach; undefined for one that answers or was never asked. */
  whyDead({ origin }: URL): string | undefined {
    return this.dead.get(origin);
  }

  /**
   * Gets what is at an address, whatever the status.
   *
   * @throws Error that says why there is no answer; {@link NoAnswer} where asking again may help.
   */
  async get(url: URL, request: Request = {}): Promise<Answer> {
    let target = url;
    for (let redirects = 0; ; redirects++) {
      const answer = await this.once(target, "GET", request);
      const location = answer.header("location");
      if (!REDIRECTS.includes(answer.status) || location === undefined) return answer;
      answer.body.destroy();
      if (redirects === MOST_REDIRECTS) throw new Error(`there are more than ${MOST_REDIRECTS} redirects`);
      target = redirected(target, location);
    }
  }

  /** Ends all connections, those that are being made as well. */
  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private async once(url: URL, method: "GET" | "HEAD", request: Request): Promise<Answer> {
    request.signal?.throwIfAborted();
    const { origin } = url;
    const reason = this.dead.get(origin);
    if (reason !== undefined) throw new Error(reason);
    const known = this.alive.has(origin);
    const waitMs = known ? this.timing.stallMs : this.timing.answerMs;
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(new Error(`no answer for ${waitMs / 1000} s`)), waitMs);
    const { authorization } = request;
    const signal = request.signal === undefined ? patience.signal : AbortSignal.any([request.signal, patience.signal]);
    try {
      const asking = loadUndici().request(url, {
        method,
        dispatcher: this.agent,
        headers: {
          // As it is: what is compared with a digest is the file, and a range is one of the file.
          "accept-encoding": "identity",
          ...request.headers,
          ...(authorization?.origin === origin ? { authorization: authorization.value } : {}),
        },
        signal,
        highWaterMark: LARGEST_BODY,
      });
      // While a connection is being made, by a proxy above all, the library does not listen to the signal.
      const answer = await Promise.race([asking, rejection(signal)]);
      answer.body.on("error", () => undefined); // Of a body that is destroyed unread.
      this.alive.add(origin);
      return { status: answer.statusCode, body: answer.body, url, header: headerOf(answer.headers) };
    } catch (error) {
      request.signal?.throwIfAborted();
      const why = innermost(patience.signal.reason ?? error);
      if (known && !patience.signal.aborted) throw new NoAnswer(why);
      this.dead.set(origin, why);
      throw new Error(why);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Rejects when the signal is aborted. */
function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

function headerOf(headers: Record<string, string | string[] | undefined>): (name: string) => string | undefined {
  return (name) => {
    const value = headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
}

/**
 * The address a redirect leads to.
 *
 * @throws Error where it is none, or leads from https to anything else.
 */
export function redirected(from: URL, location: string): URL {
  if (!URL.canParse(location, from.href)) throw new Error("the host redirects to what is no address");
  const to = new URL(location, from.href);
  if (to.protocol !== "https:" && to.protocol !== from.protocol)
    throw new Error(`the host redirects from ${from.protocol}// to ${to.protocol}//`);
  return to;
}

/** The innermost message: an outer one often says only that it failed, its cause says why. */
function innermost(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  return error.cause instanceof Error ? innermost(error.cause) : error.message;
}
