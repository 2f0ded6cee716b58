/** Exemplars beside OpenTelemetry: its API is here as it is in every service, a dependency of prom-client. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { createHttpMetrics } from "../../instrumentation";
import { request, served } from "./http";

interface Api {
  readonly trace: { wrapSpanContext(context: object): object; setSpan(context: object, span: object): object };
  readonly context: {
    active(): object;
    with<Result>(context: object, run: () => Result): Result;
    setGlobalContextManager(manager: object): boolean;
    disable(): void;
  };
}

const api = createRequire(require.resolve("prom-client"))("@opentelemetry/api") as Api;

/** As much of a manager of contexts as code needs that does not wait. */
class Manager {
  private current: object = api.context.active();
  active(): object {
    return this.current;
  }
  with<Result>(context: object, run: (...given: unknown[]) => Result, self: unknown, ...given: unknown[]): Result {
    const before = this.current;
    this.current = context;
    try {
      return run.apply(self, given);
    } finally {
      this.current = before;
    }
  }
  bind<Target>(_context: object, target: Target): Target {
    return target;
  }
  enable(): this {
    return this;
  }
  disable(): this {
    return this;
  }
}

describe("exemplars beside OpenTelemetry", () => {
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  before(() => void api.context.setGlobalContextManager(new Manager()));
  after(() => api.context.disable());

  /** The exemplar of a request that is observed while a span with these flags is active; none is where they are undefined. */
  async function exemplar(traceFlags: number | undefined): Promise<string | undefined> {
    const metrics = createHttpMetrics({ defaultMetrics: false, exemplars: true });
    const listener = (incoming: never, response: never): void => {
      const observe = (): void => {
        metrics.observe(incoming, response, () => "/");
        (response as { end(): void }).end();
      };
      if (traceFlags === undefined) observe();
      else {
        const span = api.trace.wrapSpanContext({ traceId, spanId: "00f067aa0ba902b7", traceFlags });
        api.context.with(api.trace.setSpan(api.context.active(), span), observe);
      }
    };
    await served(listener as never, (port) => request(port, "/", { headers: { traceparent, "x-request-id": "abc" } }));
    return / # (\{.*?\})/.exec(await metrics.registry.metrics())?.[1];
  }

  it("carry the trace of the active span, and not the caller's", async () =>
    assert.equal(await exemplar(1), `{trace_id="${traceId}"}`));

  it("carry no trace that is not sampled, whatever the caller said", async () =>
    assert.equal(await exemplar(0), '{request_id="abc"}'));

  it("carry the caller's trace where no span is active", async () =>
    assert.equal(await exemplar(undefined), '{trace_id="0af7651916cd43dd8448eb211c80319c"}'));
});
