import assert from "node:assert/strict";
import express from "express";
import fastify from "fastify";
import { createHealth, createHttpMetrics, markStream, serveMetrics } from "../../instrumentation";
import { instrumentExpress } from "../../instrumentation/express";
import { fastifyMetrics } from "../../instrumentation/fastify";

describe("the types of the instrumentation", () => {
  // What is shown is that this file compiles: the package describes the frameworks itself, and depends on none.
  it("take what Express and Fastify have, of every kind", async () => {
    const metrics = createHttpMetrics({ defaultMetrics: false });
    const health = createHealth();
    const app = express();
    instrumentExpress(app, metrics);
    app.get("/metrics", serveMetrics(metrics.registry)).get("/readyz", health.ready);
    express.Router().get("/healthz", health.live);

    for (const instance of [fastify(), fastify({ logger: { level: "silent" } })]) {
      await instance.register(fastifyMetrics, { metrics });
      instance.get("/metrics", serveMetrics(metrics.registry));
      instance.get("/readyz", health.ready);
      await instance.close();
    }
    const secure = fastify({ http2: true });
    await secure.register(fastifyMetrics, { metrics });
    secure.get("/feed", (incoming, reply) => {
      markStream(reply.raw);
      metrics.countUpgrade(incoming.raw, "/feed");
      metrics.observe(incoming.raw, reply.raw, (raw) => raw.url);
      return reply.send("");
    });
    fastify().get("/feed", (_incoming, reply) => (markStream(reply.raw), reply.send("")));
    await secure.close();

    // @ts-expect-error the plugin does nothing without metrics
    fastify().register(fastifyMetrics, {});
    // @ts-expect-error not an application
    assert.throws(() => instrumentExpress({}, metrics));
    // @ts-expect-error misspelt
    assert.throws(() => createHttpMetrics({ bucket: [0.5] }));
  });
});
