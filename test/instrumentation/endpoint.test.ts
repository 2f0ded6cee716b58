import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { setTimeout } from "node:timers/promises";
import express from "express";
import fastify from "fastify";
import { Counter, Gauge } from "prom-client";
import {
  createHealth,
  createHttpMetrics,
  serveMetrics,
  startMetricsServer,
  type HttpMetrics,
  type MetricsServerOptions,
} from "../../instrumentation";
import { settingsOf } from "../../instrumentation/options";
import { exposition } from "../../instrumentation/endpoint/exposition";
import { RequestSeries } from "../../instrumentation/requests/series";
import { request, served } from "./http";

const some = () => createHttpMetrics({ defaultMetrics: false });

/** A gauge of the application's, by which collecting can be made to last or fail. */
function collecting({ registry }: HttpMetrics, collect: () => unknown): void {
  new Gauge({ name: "queue_length", help: "Jobs that wait", registers: [registry], collect: collect as () => void });
}

describe("the metrics endpoint", () => {
  async function scraping<Result>(
    metrics: HttpMetrics,
    use: (port: number) => Promise<Result>,
    options: Partial<MetricsServerOptions> = {},
  ): Promise<Result> {
    const server = await startMetricsServer({ registry: metrics.registry, port: 0, host: "127.0.0.1", ...options });
    try {
      return await use(server.port);
    } finally {
      await server.close();
    }
  }

  it("is on a port of its own, with the content type of the text", async () => {
    const [answered, other, posted, head] = await scraping(some(), (port) =>
      Promise.all([
        request(port, "/metrics?x=1"),
        request(port, "/"),
        request(port, "/metrics", { method: "POST" }),
        request(port, "/metrics", { method: "HEAD" }),
      ]),
    );
    assert.deepEqual(
      [answered.status, answered.headers["content-type"], answered.headers["cache-control"]],
      [200, "text/plain; version=0.0.4; charset=utf-8", "no-store"],
    );
    assert.match(answered.body, /^http_requests_in_flight 0$/m);
    assert.deepEqual([other.status, posted.status, head.status, head.body], [404, 405, 200, ""]);
  });

  const OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
  const TEXT = "text/plain; version=0.0.4; charset=utf-8";

  for (const [accept, expected] of [
    ["application/openmetrics-text", OPEN_METRICS],
    ["application/openmetrics-text; version=1.0.0; charset=utf-8", OPEN_METRICS],
    // What Prometheus sends.
    [
      "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
      OPEN_METRICS,
    ],
    ["text/plain, application/openmetrics-text", OPEN_METRICS],
    ["text/plain;q=0.9, application/openmetrics-text;q=0.1", TEXT],
    ["application/openmetrics-text;q=0", TEXT],
    ["application/openmetrics-text;version=0.0.1", TEXT],
    ["application/openmetrics-text;q=yes", TEXT],
    ["text/plain", TEXT],
    ["text/html,application/xhtml+xml,*/*;q=0.8", TEXT],
    ["*/*", TEXT],
    ["", TEXT],
    [undefined, TEXT],
  ] as const) {
    it(`is ${expected.split(";")[0]} for ${accept === undefined ? "a scraper without Accept" : `Accept: ${accept}`}`, async () => {
      const metrics = createHttpMetrics({ defaultMetrics: false, exemplars: true });
      new Counter({ name: "exports_total", help: "Exports", registers: [metrics.registry] }).inc();
      metrics.countUpgrade({ method: "GET" } as never, "/socket");
      const { headers, body } = await scraping(metrics, (port) =>
        request(port, "/metrics", { headers: accept === undefined ? {} : { accept } }),
      );
      assert.equal(headers["content-type"], expected);
      assert.equal(body.endsWith("# EOF\n"), expected === OPEN_METRICS);
      assert.match(body, /^exports_total 1$/m);
      assert.match(body, /^http_requests_total\{method="GET",route="\/socket",status="101"\} 1$/m);
      assert.match(body, expected === OPEN_METRICS ? /^# TYPE exports counter$/m : /^# TYPE exports_total counter$/m);
    });
  }

  it("has the same series in both formats, one after the other and at the same time, and never exemplars in the text", async () => {
    const metrics = createHttpMetrics({ defaultMetrics: false, exemplars: true });
    const listener: RequestListener = (incoming, response) => {
      metrics.observe(incoming, response, () => "/");
      response.end();
    };
    await served(listener, (port) => request(port, "/"));
    const bodies = await scraping(metrics, async (port) => {
      const ask = (accept: string) => request(port, "/metrics", { headers: { accept } });
      const [open, text] = await Promise.all([ask("application/openmetrics-text"), ask("text/plain")]);
      return [open.body, text.body, (await ask("text/plain")).body];
    });
    const series = (body = "") =>
      body
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"))
        .map((line) => line.replace(/ # .*/, ""));
    assert.match(bodies[0] ?? "", / # \{request_id=/);
    assert.doesNotMatch(`${bodies[1]}${bodies[2]}`, / # \{/);
    assert.deepEqual(series(bodies[1]), series(bodies[0]));
    assert.deepEqual(bodies[2], bodies[1]);
  });

  it("answers 500 while collecting fails, and 200 again afterwards", async () => {
    const metrics = some();
    let broken = true;
    collecting(metrics, () => {
      if (broken) throw new Error("the queue is away");
    });
    const [failed, well] = await scraping(metrics, async (port) => {
      const first = await request(port, "/metrics");
      broken = false;
      return [first, await request(port, "/metrics")];
    });
    assert.deepEqual(
      [failed?.status, failed?.body, well?.status],
      [500, "The metrics cannot be collected: the queue is away\n", 200],
    );
  });

  it("collects once for all who ask at the same time", async () => {
    const metrics = some();
    let collected = 0;
    collecting(metrics, () => setTimeout(50).then(() => void collected++));
    const answers = await scraping(metrics, (port) => Promise.all([1, 2, 3].map(() => request(port, "/metrics"))));
    assert.deepEqual([answers.map(({ status }) => status), collected], [[200, 200, 200], 1]);
  });

  it("answers the scrape that is running when it is closed, and nobody afterwards", async () => {
    const metrics = some();
    collecting(metrics, () => setTimeout(100));
    const server = await startMetricsServer({ registry: metrics.registry, port: 0, host: "127.0.0.1" });
    const running = request(server.port, "/metrics");
    await setTimeout(30);
    await server.close();
    assert.equal((await running).status, 200);
    await assert.rejects(request(server.port, "/metrics"), /ECONNREFUSED/);
  });

  it("goes last: the requests that a shutdown waits for are still scraped", async () => {
    const metrics = some();
    const health = createHealth();
    const app = createServer((incoming, response) => {
      metrics.observe(incoming, response, () => "/slow");
      void setTimeout(100).then(() => response.end());
    });
    await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
    const { port } = app.address() as { port: number };
    const scrapes = await scraping(
      metrics,
      async (metricsPort) => {
        const slow = request(port, "/slow");
        await setTimeout(30);
        health.drain();
        const notReady = await request(metricsPort, "/readyz");
        await new Promise((resolve) => (app.close(resolve), app.closeIdleConnections()));
        await slow;
        return [String(notReady.status), (await request(metricsPort, "/metrics")).body];
      },
      { health },
    );
    assert.equal(scrapes[0], "503");
    assert.match(scrapes[1] ?? "", /^http_requests_total\{method="GET",route="\/slow",status="200"\} 1$/m);
  });

  it("does not end the process where its port is taken, says so, and listens once it is free", async () => {
    const metrics = some();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as { port: number };
    const warning = once(process, "warning");
    const server = await startMetricsServer({ registry: metrics.registry, port, host: "127.0.0.1" });
    assert.match(
      String((await warning)[0].message),
      new RegExp(`^The metrics are not served: the port ${port} is taken, and is tried again every second\\.`),
    );
    assert.equal(server.port, port);
    await new Promise((resolve) => other.close(resolve));
    const deadline = Date.now() + 10_000;
    let status: number | undefined;
    while (status === undefined && Date.now() < deadline) {
      await setTimeout(100);
      status = await request(port, "/metrics").then(
        (answered) => answered.status,
        () => undefined,
      );
    }
    assert.equal(status, 200);
    await server.close();
  }).timeout(20_000);

  it("can be closed while it waits for its port, and rejects where it will never listen", async () => {
    const metrics = some();
    await scraping(metrics, async (port) => {
      const waiting = await startMetricsServer({ registry: metrics.registry, port, host: "127.0.0.1" });
      await waiting.close();
    });
    await assert.rejects(
      startMetricsServer({ registry: metrics.registry, port: 0, host: "192.0.2.1" }),
      /EADDRNOTAVAIL/,
    );
  });

  it("is among the routes of Express and of Fastify, which do not count it", async () => {
    const metrics = some();
    const app = express().get("/metrics", serveMetrics(metrics.registry));
    const fast = fastify();
    fast.get("/metrics", serveMetrics(metrics.registry));
    const answers = [
      await served(app, (port) => request(port, "/metrics")),
      await fast.inject("/metrics").then(({ statusCode, headers, body }) => ({ status: statusCode, headers, body })),
    ];
    for (const { status, headers, body } of answers) {
      assert.deepEqual([status, headers["content-type"]], [200, "text/plain; version=0.0.4; charset=utf-8"]);
      assert.match(String(body), /^http_requests_in_flight 0$/m);
    }
  });

  it("lets others have their turn while it writes 20,000 label sets", async () => {
    const settings = settingsOf({ maxRoutes: 20_000 });
    const series = new RequestSeries(settings);
    series.register(settings.registry);
    for (let index = 0; index < 20_000; index++)
      series.add({ method: "GET", route: `/routes/${index}/:id`, status: 200, seconds: 0.1 });
    let turns = 0;
    let writing = true;
    const take = (): void => void (writing && (turns++, setImmediate(take)));
    setImmediate(take);
    const { text } = await exposition(settings.registry);
    writing = false;
    assert.ok(text.length > 10_000_000);
    assert.ok(turns > 100, `${turns} turns`);
  });
});

describe("the health helper", () => {
  async function asked(
    options: Parameters<typeof createHealth>[0],
    act: (health: ReturnType<typeof createHealth>) => void = () => undefined,
  ) {
    const health = createHealth(options);
    act(health);
    return served(
      (incoming, response) => void (incoming.url === "/live" ? health.live : health.ready)(incoming, response),
      async (port) => {
        const answers = await Promise.all(["/live", "/ready"].map((path) => request(port, path)));
        return answers.map(({ status, body }) => [status, JSON.parse(body)]);
      },
    );
  }

  it("is ready where every check passes", async () => {
    assert.deepEqual(await asked({ checks: { database: async () => 1, cache: () => undefined } }), [
      [200, { status: "ok" }],
      [200, { status: "ok", checks: { database: "ok", cache: "ok" } }],
    ]);
  });

  it("is not ready, but alive, where one fails or takes too long, and does not tell their errors", async () => {
    const checks = {
      database: () => {
        throw new Error("password secret refused");
      },
      cache: () => Promise.reject(new Error("secret")),
      queue: () => new Promise(() => undefined),
      disk: () => true,
    };
    const found = { database: "failed", cache: "failed", queue: "timed out", disk: "ok" };
    assert.deepEqual(await asked({ checks, timeoutSeconds: 0.05 }), [
      [200, { status: "ok" }],
      [503, { status: "not ready", checks: found }],
    ]);
  });

  it("is not ready, but alive, once it drains", async () => {
    assert.deepEqual(await asked({}, (health) => health.drain()), [
      [200, { status: "ok" }],
      [503, { status: "shutting down" }],
    ]);
  });

  it("asks once for probes at the same time", async () => {
    let calls = 0;
    const health = createHealth({ checks: { database: () => setTimeout(50).then(() => calls++) } });
    await served(
      (incoming, response) => void health.ready(incoming, response),
      (port) => Promise.all([request(port, "/"), request(port, "/")]),
    );
    assert.equal(calls, 1);
  });
});
