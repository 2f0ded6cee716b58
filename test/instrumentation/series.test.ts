import assert from "node:assert/strict";
import { AggregatorRegistry, Counter, Histogram, Registry } from "prom-client";
import { createHttpMetrics, DEFAULT_BUCKETS, type HttpMetricsOptions } from "../../instrumentation";
import { settingsOf } from "../../instrumentation/options";
import { exposition } from "../../instrumentation/endpoint/exposition";
import { RequestSeries, type Observed } from "../../instrumentation/requests/series";

/** A registry with these requests. */
function counted(options: HttpMetricsOptions, requests: readonly Observed[]): Registry {
  const settings = settingsOf({ registry: new Registry(), ...options });
  const series = new RequestSeries(settings);
  series.register(settings.registry);
  for (const request of requests) series.add(request);
  return settings.registry;
}

const some: readonly Observed[] = [
  { method: "GET", route: "/users/:id", status: 200, seconds: 0.5 },
  { method: "GET", route: "/users/:id", status: 200, seconds: 0.500001 },
  { method: "GET", route: "/users/:id", status: 500, seconds: 20 },
  { method: "POST", route: 'a "quoted" \\d\nroute', status: 201, seconds: 0 },
  { method: "GET", route: "/events", status: 200 },
];

async function linesOf(registry: Registry): Promise<string[]> {
  return (await registry.metrics()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

describe("the series of requests", () => {
  it("are those of prom-client's own counter and histogram, to the letter", async () => {
    const own = new Registry();
    const labelNames = ["method", "route", "status"];
    const total = new Counter({ name: "http_requests_total", help: "x", labelNames, registers: [own] });
    const duration = new Histogram({
      name: "http_request_duration_seconds",
      help: "x",
      labelNames,
      registers: [own],
      buckets: [...DEFAULT_BUCKETS],
    });
    for (const { seconds, method, route, status } of some.slice(0, 4)) {
      total.inc({ method, route, status });
      duration.observe({ method, route, status }, seconds ?? 0);
    }
    assert.deepEqual(await linesOf(counted({}, some.slice(0, 4))), await linesOf(own));
  });

  for (const [form, options] of Object.entries({
    "plain text": {},
    OpenMetrics: { registry: undefined, exemplars: true },
    "text without the status on the histogram": { statusOnHistogram: false },
  } satisfies Record<string, HttpMetricsOptions>)) {
    it(`are written as prom-client writes them, as ${form}`, async () => {
      const registry = counted(options, [
        ...some,
        { method: "GET", route: "/slow", status: 200, seconds: 3, exemplar: { trace_id: "abc" } },
      ]);
      new Counter({ name: "jobs_total", help: "Jobs", registers: [registry] }).inc(3);
      new Histogram({ name: "job_seconds", help: "Jobs", registers: [registry] }).observe(1);
      const { text, contentType } = await exposition(registry, true);
      assert.deepEqual({ text, contentType }, { text: await registry.metrics(), contentType: registry.contentType });
      assert.equal(/trace_id/.test(text), form === "OpenMetrics");
    });
  }

  it("are written by prom-client where the registry has labels of its own", async () => {
    const registry = counted({}, some);
    registry.setDefaultLabels({ zone: "a" });
    const { text } = await exposition(registry);
    assert.equal(text, await registry.metrics());
    assert.ok(text.includes('http_requests_total{method="GET",route="/users/:id",status="200",zone="a"} 2'));
    assert.ok(JSON.stringify(await registry.getMetricsAsJSON()).includes('"zone":"a"'));
  });

  it("are at zero for known routes from the start, in both metrics, for 200 and 500", async () => {
    const lines = await linesOf(counted({ knownRoutes: [{ method: "GET", route: "/users/:id" }], buckets: [0.5] }, []));
    assert.deepEqual(
      lines.filter((line) => line.includes('status="500"')),
      [
        'http_requests_total{method="GET",route="/users/:id",status="500"} 0',
        'http_request_duration_seconds_bucket{le="0.5",method="GET",route="/users/:id",status="500"} 0',
        'http_request_duration_seconds_bucket{le="+Inf",method="GET",route="/users/:id",status="500"} 0',
        'http_request_duration_seconds_sum{method="GET",route="/users/:id",status="500"} 0',
        'http_request_duration_seconds_count{method="GET",route="/users/:id",status="500"} 0',
      ],
    );
    assert.ok(lines.every((line) => line.endsWith(" 0")) && lines.length === 10);
  });

  it("are bounded: further routes are other, rare methods are OTHER, known routes keep their place", async () => {
    const requests = Array.from({ length: 1000 }, (_, index) => ({
      method: `M${index}`,
      route: `/${index}`,
      status: 200,
      seconds: 0.1,
    }));
    const known = { method: "GET", route: "/known" };
    const lines = await linesOf(
      counted({ maxRoutes: 3, knownRoutes: [known], buckets: [0.5] }, [
        ...requests,
        { ...known, status: 200, seconds: 0.1 },
      ]),
    );
    assert.deepEqual(
      lines.filter((line) => line.startsWith("http_requests_total")),
      [
        'http_requests_total{method="GET",route="/known",status="200"} 1',
        'http_requests_total{method="GET",route="/known",status="500"} 0',
        'http_requests_total{method="OTHER",route="/0",status="200"} 1',
        'http_requests_total{method="OTHER",route="/1",status="200"} 1',
        'http_requests_total{method="OTHER",route="other",status="200"} 998',
      ],
    );
  });

  it("have routes that Prometheus takes, however long the regular expression of one is", async () => {
    const [line] = await linesOf(
      counted(
        {},
        [1, 2].map(() => ({ method: "GET", route: "x".repeat(600), status: 200 })),
      ),
    );
    assert.equal(line, `http_requests_total{method="GET",route="${"x".repeat(197)}...",status="200"} 2`);
  });

  it("share the histogram of a method and route where it has no status", async () => {
    const lines = await linesOf(counted({ statusOnHistogram: false, buckets: [0.5] }, some));
    assert.ok(lines.includes('http_request_duration_seconds_count{method="GET",route="/users/:id"} 3'));
    assert.ok(lines.includes('http_request_duration_seconds_bucket{le="0.5",method="GET",route="/users/:id"} 1'));
  });

  it("are put together with those of other workers", async () => {
    const [one, other] = await Promise.all(
      [counted({}, some), counted({}, some)].map((registry) => registry.getMetricsAsJSON()),
    );
    const lines = await linesOf(AggregatorRegistry.aggregate([one, other] as never) as Registry);
    assert.ok(lines.includes('http_requests_total{method="GET",route="/users/:id",status="200"} 4'));
    assert.ok(
      lines.includes('http_request_duration_seconds_bucket{le="0.5",method="GET",route="/users/:id",status="200"} 2'),
    );
  });

  it("begin again where the registry is reset", async () => {
    const registry = counted({ exemplars: true, registry: undefined }, [
      { method: "GET", route: "/", status: 200, seconds: 1, exemplar: { trace_id: "abc" } },
    ]);
    registry.resetMetrics();
    assert.ok((await linesOf(registry)).every((line) => line.endsWith(" 0")));
  });

  it("are in one registry once, and in two for two applications of a process", () => {
    const registry = new Registry();
    createHttpMetrics({ registry });
    assert.throws(
      () => createHttpMetrics({ registry }),
      /the registry has http_requests_total, .* already; call createHttpMetrics once for each registry/,
    );
    createHttpMetrics();
    createHttpMetrics();
  });
});
