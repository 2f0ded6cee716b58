/** The trace that a request belongs to, for exemplars. */
import type { Correlation } from "./correlation";

/** What is used of `@opentelemetry/api`, which an application has where it has OpenTelemetry. */
interface OpenTelemetry {
  readonly trace?: { getActiveSpan?(): { spanContext(): SpanContext } | undefined };
}

interface SpanContext {
  readonly traceId: string;
  readonly traceFlags: number;
}

/** Bit of the flags of a trace that is recorded. */
const SAMPLED = 1;
/** What an invalid span has. */
const NO_TRACE = /^0*$/;

let openTelemetry: OpenTelemetry | undefined;

/** The application's own OpenTelemetry; nothing where it has none. */
function ofApplication(): OpenTelemetry {
  if (openTelemetry !== undefined) return openTelemetry;
  try {
    openTelemetry = require("@opentelemetry/api") as OpenTelemetry;
  } catch {
    openTelemetry = {};
  }
  return openTelemetry;
}

/** The trace of the span that is active; undefined where none is. */
export function activeTrace(): SpanContext | undefined {
  const context = ofApplication().trace?.getActiveSpan?.()?.spanContext();
  return context === undefined || NO_TRACE.test(context.traceId) ? undefined : context;
}

/**
 * Labels of an exemplar: Grafana leads from `trace_id` to the trace. A trace that is not recorded leads nowhere, so the request's
 * own id stands in its place. What OpenTelemetry decided here goes before what the caller said.
 */
export function exemplarLabels(
  { id, traceId, isSampled }: Correlation,
  active: SpanContext | undefined,
): Readonly<Record<string, string>> {
  if (active !== undefined)
    return (active.traceFlags & SAMPLED) === SAMPLED ? { trace_id: active.traceId } : { request_id: id };
  return traceId !== undefined && isSampled === true ? { trace_id: traceId } : { request_id: id };
}
