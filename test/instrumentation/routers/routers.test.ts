/** Random routers and random requests: the route that is counted is the one that the request was in. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Router } from "express";
import fastify from "fastify";
import { createHttpMetrics } from "../../../instrumentation";
import { instrumentExpress } from "../../../instrumentation/express";
import { fastifyMetrics } from "../../../instrumentation/fastify";
import { ourNaming, snapshot } from "../edge-cases/series";
import { expressModules } from "../edge-cases/subjects/start";
import { emit } from "../emitted";
import { build as buildExpress, Walk } from "./express";
import { build as buildFastify } from "./fastify";
import { trees, urls } from "./tree";

/** How many applications are made, of which each gets some requests. */
const RUNS = 300;

/** An application and the URLs that it is asked for. */
const asked = trees.chain((tree) => fc.tuple(fc.constant(tree), fc.array(urls(tree), { minLength: 1, maxLength: 15 })));

describe("the route of a request", function () {
  this.timeout("5m");

  for (const [framework, express] of Object.entries(expressModules)) {
    it(`is the one that it was in, through any routers of ${framework}`, async () => {
      await fc.assert(
        fc.asyncProperty(asked, async ([tree, paths]) => {
          const walk = new Walk();
          const metrics = createHttpMetrics({ defaultMetrics: false });
          const app = express();
          app.set("env", "test");
          instrumentExpress(app, metrics);
          buildExpress(express, app as unknown as Router, tree, walk);
          const expected = new Map<string, number>();
          for (const path of paths) {
            walk.begin();
            const { status } = await emit(app, "GET", path);
            const labels = `GET ${walk.route(path)} ${status}`;
            expected.set(labels, (expected.get(labels) ?? 0) + 1);
          }
          const { counted } = await snapshot(metrics.registry, ourNaming);
          assert.deepEqual(new Map([...counted.values()].map(({ labels, count }) => [labels, count])), expected);
        }),
        { numRuns: RUNS, seed: 6 },
      );
    });
  }

  it("is the one that it was in, through any prefixes of Fastify", async () => {
    await fc.assert(
      fc.asyncProperty(asked, async ([tree, paths]) => {
        let entered: string | undefined;
        const metrics = createHttpMetrics({ defaultMetrics: false });
        const app = fastify();
        await app.register(fastifyMetrics, { metrics });
        buildFastify(app, tree, (template) => (entered = template));
        await app.ready();
        const expected = new Map<string, number>();
        for (const path of paths) {
          entered = undefined;
          const { status } = await emit(
            (request, response) => void app.server.emit("request", request, response),
            "GET",
            path,
          );
          const labels = `GET ${entered ?? "unmatched"} ${status}`;
          expected.set(labels, (expected.get(labels) ?? 0) + 1);
        }
        const { counted } = await snapshot(metrics.registry, ourNaming);
        await app.close();
        assert.deepEqual(new Map([...counted.values()].map(({ labels, count }) => [labels, count])), expected);
      }),
      { numRuns: RUNS, seed: 6 },
    );
  });
});
