/** What a real Prometheus computes from the service's metrics is what the generator of its load knows. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import express from "express";
import fastify from "fastify";
import type { RequestListener } from "node:http";
import { createHttpMetrics, DEFAULT_BUCKETS, type HttpMetrics } from "../../../instrumentation";
import { instrumentExpress } from "../../../instrumentation/express";
import { fastifyMetrics } from "../../../instrumentation/fastify";
import { preparePromtool } from "../../alerts/promtool";
import { served } from "../http";
import { askPrometheus } from "./ask-prometheus";
import { generate } from "./generate";
import { plan, truth, warmUp, type Planned } from "./plan";

/** The service on each framework: `/tasks/:id` does what the plan says. */
const services: Readonly<
  Record<string, (metrics: HttpMetrics, planned: () => readonly Planned[]) => Promise<RequestListener>>
> = {
  Express: async (metrics, planned) => {
    const app = express();
    instrumentExpress(app, metrics);
    app.get("/tasks/:id", async (request, response) => {
      const { milliseconds, status } = planned()[Number(request.params.id)] as Planned;
      if (status === 499) return;
      await sleep(milliseconds);
      response.status(status).send("done");
    });
    return app;
  },
  Fastify: async (metrics, planned) => {
    const app = fastify();
    await app.register(fastifyMetrics, { metrics });
    app.get<{ Params: { id: string } }>("/tasks/:id", async (request, reply) => {
      const { milliseconds, status } = planned()[Number(request.params.id)] as Planned;
      if (status === 499) return reply.hijack();
      await sleep(milliseconds);
      return reply.code(status).send("done");
    });
    await app.ready();
    return (request, response) => app.routing(request, response);
  },
};

/** Both sides of the bound that the alert is about. Milliseconds. */
const slow = { "just under": 450, "just above": 530 };

/** The bound. Seconds. */
const BOUND = 0.5;

type Loaded = Awaited<ReturnType<typeof loaded>>;

/** One load on a service, with 95% of the requests at this time: what is known of it, and the metrics before and after. */
async function loaded(service: (typeof services)[keyof typeof services], milliseconds: number) {
  let planned = warmUp;
  const metrics = createHttpMetrics({
    defaultMetrics: false,
    knownRoutes: [{ method: "GET", route: "/tasks/:id" }],
  });
  return served(await service(metrics, () => planned), async (port) => {
    await generate(port, warmUp);
    await sleep(50);
    planned = plan(milliseconds);
    const before = await metrics.registry.metrics();
    const known = truth(await generate(port, planned));
    await sleep(50);
    return { ...known, before, after: await metrics.registry.metrics() };
  });
}

const within = (share: number, value: number, expected: number): boolean =>
  Math.abs(value - expected) <= share * expected;

describe("a load of which all is known", function () {
  this.timeout("2m");
  before(preparePromtool);

  for (const [framework, service] of Object.entries(services)) {
    for (const [side, milliseconds] of Object.entries(slow)) {
      it(`is in Prometheus as it was on ${framework}, with 95% of the requests ${side} half a second`, async () => {
        const isAsPlanned = ({ p95 }: Loaded) => p95 < BOUND === milliseconds < 1000 * BOUND;
        let known = await loaded(service, milliseconds);
        // A machine that is busy with other things answers later than planned: such a load has another truth.
        for (let again = 0; again < 4 && !isAsPlanned(known); again++) known = await loaded(service, milliseconds);
        const asked = await askPrometheus(known.before, known.after);
        console.log(
          `      ${framework}: p95 ${asked.p95.toFixed(3)} s (true ${known.p95.toFixed(3)} s), errors ${(asked.errorRatio * 100).toFixed(2)}% (${(known.errorRatio * 100).toFixed(2)}%), ${asked.count.toFixed(1)} requests (${known.count})`,
        );
        assert.deepEqual([known.count, known.errorRatio], [1000, 0.07]);
        const upper = DEFAULT_BUCKETS.findIndex((bound) => known.p95 <= bound);
        assert.ok(
          asked.p95 > (DEFAULT_BUCKETS[upper - 1] ?? 0) && asked.p95 <= (DEFAULT_BUCKETS[upper] ?? Infinity),
          `p95 is ${asked.p95}, and in truth ${known.p95}.`,
        );
        assert.ok(
          within(0.01, asked.errorRatio, known.errorRatio),
          `The error ratio is ${asked.errorRatio}, and in truth ${known.errorRatio}.`,
        );
        assert.ok(
          within(0.01, asked.count, known.count),
          `There are ${asked.count} requests, and in truth ${known.count}.`,
        );
      });
    }
  }
});
