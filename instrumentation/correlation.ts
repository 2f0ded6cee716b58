/**
 * The id that a request has in the logs of every service it passes.
 *
 * It is taken from the caller where the caller gives one that can be trusted to be an id, made otherwise, returned in the same
 * header, and kept in the async context of the request, where any logger finds it.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { processWide } from "./process-wide";

export interface Correlation {
  readonly id: string;
  /** Trace that the request belongs to, where its caller said so (W3C Trace Context). */
  readonly traceId?: string;
  /** Whether that caller records the trace. */
  readonly isSampled?: boolean;
}

/** Of the process, not of one set of metrics: a logger asks without knowing who set it. */
export const correlations = processWide<AsyncLocalStorage<Correlation | undefined>>(
  "correlations",
  ({ run, getStore, enterWith }) => [run, getStore, enterWith].every((method) => typeof method === "function"),
  () => new AsyncLocalStorage(),
);

/** The id of the request that the current code runs for; undefined outside of one. */
export function correlationId(): string | undefined {
  return correlations.getStore()?.id;
}

/** Ends what {@link correlations} was given since, in the code that called: with what was there before. */
export function leave(before: Correlation | undefined): void {
  if (correlations.getStore() !== before) correlations.enterWith(before);
}

/** Header that the id comes and goes in, unless another is asked for. */
export const CORRELATION_HEADER = "x-request-id";

/** What ids of the usual makers consist of (UUID, ULID, nanoid, base64). Nothing in it breaks a log line, a header or a query. */
const ID = /^[\w.:+/=-]{1,64}$/;
/** Version, trace id, parent id, flags; later versions may append to it. Ids of zeros only are invalid, and so is version ff. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(?:$|-)/;

/** The ids of a request with these headers. */
export function correlationOf(headers: IncomingHttpHeaders, header: string): Correlation {
  const given = headers[header];
  const trace = headers.traceparent;
  const [, traceId, flags = "0"] = (typeof trace === "string" && TRACEPARENT.exec(trace)) || [];
  const id = typeof given === "string" && ID.test(given) ? given : (traceId ?? randomUUID());
  // The lowest bit says it (W3C Trace Context, level 1, section 3.2.2.5.1).
  return traceId === undefined ? { id } : { id, traceId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/**
 * Has every listener of a request or a response run in its context. Node.js raises `data`, `end`, `close` and others in the context
 * of the socket, which many requests share, and so without any id.
 */
export function bindEvents(emitter: unknown, correlation: Correlation): void {
  const bound = emitter as { emit?: (...args: unknown[]) => boolean };
  const { emit } = bound;
  // A request that was made up by hand may be no emitter.
  if (typeof emit !== "function") return;
  bound.emit = function (this: unknown, ...args) {
    return correlations.getStore() === correlation
      ? emit.apply(this, args)
      : correlations.run(correlation, () => emit.apply(this, args));
  };
}
