/**
 * The id that a request has in the logs of every service it passes.
 *
 * It is taken from the caller where the caller gives one that can be trusted to be an id, made otherwise, returned as
 * `x-request-id`, and kept in the async context of the request, where any logger finds it.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

export interface Correlation {
  readonly id: string;
  /** Trace that the request belongs to, where its caller said so (W3C Trace Context). */
  readonly traceId?: string;
}

/** Of the process, not of one set of metrics: a logger asks without knowing who set it. */
export const correlations = new AsyncLocalStorage<Correlation>();

/** The id of the request that the current code runs for; undefined outside of one. */
export function correlationId(): string | undefined {
  return correlations.getStore()?.id;
}

/** What ids of the usual makers consist of (UUID, ULID, nanoid, base64). Nothing in it breaks a log line, a header or a query. */
const ID = /^[\w.:+/=-]{1,64}$/;
/** Version, trace id, parent id, flags; later versions may append to it. Ids of zeros only are invalid, and so is version ff. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:$|-)/;

/** The ids of a request with these headers. */
export function correlationOf(headers: IncomingHttpHeaders): Correlation {
  const given = headers["x-request-id"];
  const trace = headers.traceparent;
  const traceId = typeof trace === "string" ? TRACEPARENT.exec(trace)?.[1] : undefined;
  const id = typeof given === "string" && ID.test(given) ? given : (traceId ?? randomUUID());
  return { id, traceId };
}

/** Labels of an exemplar: Grafana leads from `trace_id` to the trace. */
export function exemplarLabels({ id, traceId }: Correlation): Readonly<Record<string, string>> {
  return traceId === undefined ? { request_id: id } : { trace_id: traceId };
}
