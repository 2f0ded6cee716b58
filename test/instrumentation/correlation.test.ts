import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import express from "express";
import pino from "pino";
import { correlationId, createHttpMetrics } from "../../instrumentation";
import { instrumentExpress } from "../../instrumentation/express";
import { request, served } from "./http";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const TRACE = "0af7651916cd43dd8448eb211c80319c";
const traceparent = `00-${TRACE}-b7ad6b7169203331-01`;

describe("the correlation id", () => {
  function application(options: Parameters<typeof createHttpMetrics>[0] = {}) {
    const metrics = createHttpMetrics({ defaultMetrics: false, ...options });
    const app = express();
    instrumentExpress(app, metrics);
    app.use(express.json());
    app.all("/", async (incoming, response) => {
      await setTimeout(Number(incoming.query.wait ?? 0));
      response.json({ id: correlationId() ?? null });
    });
    return { app, metrics };
  }

  /** What a request with these headers gets as its id: returned, and seen by the handler. */
  const idFor = (headers: Record<string, string>) =>
    served(application().app, async (port) => {
      const { headers: returned, body } = await request(port, "/", {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: '{"x":1}',
      });
      assert.equal(returned["x-request-id"], (JSON.parse(body) as { id: string }).id);
      return String(returned["x-request-id"]);
    });

  it("is the one of x-request-id", async () => assert.equal(await idFor({ "x-request-id": "abc-123" }), "abc-123"));

  it("is else the trace id of traceparent", async () => assert.equal(await idFor({ traceparent }), TRACE));

  it("is made where there is none", async () => assert.match(await idFor({}), UUID));

  for (const [what, id] of Object.entries({
    "is too long": "x".repeat(65),
    "has blanks": "a b",
    "has quotes": 'a"b',
    "is empty": "",
    "is a list": "a, b",
    "has other letters": "\u00e4",
  })) {
    it(`is made where the one that is given ${what}`, async () =>
      assert.match(await idFor({ "x-request-id": id }), UUID));
  }

  for (const wrong of [
    `ff-${TRACE}-b7ad6b7169203331-01`,
    `00-${"0".repeat(32)}-b7ad6b7169203331-01`,
    `00-${TRACE}-${"0".repeat(16)}-01`,
    `00-${TRACE}-b7ad-01`,
    `00-${TRACE.toUpperCase()}-b7ad6b7169203331-01`,
    `${traceparent}x`,
  ]) {
    it(`is made where the traceparent is ${wrong}`, async () =>
      assert.match(await idFor({ traceparent: wrong }), UUID));
  }

  it("is each request's own, however they overlap", async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `id-${index}`);
    const seen = await served(application().app, (port) =>
      Promise.all(
        ids.map(
          async (id, index) =>
            (
              JSON.parse((await request(port, `/?wait=${20 - index}`, { headers: { "x-request-id": id } })).body) as {
                id: string;
              }
            ).id,
        ),
      ),
    );
    assert.deepEqual(seen, ids);
  });

  it("is in what pino logs", async () => {
    const lines: string[] = [];
    const logger = pino({ mixin: () => ({ requestId: correlationId() }) }, { write: (line) => void lines.push(line) });
    const { app } = application();
    app.get("/logs", (_request, response) => {
      logger.info("here");
      response.end();
    });
    await served(app, (port) => request(port, "/logs", { headers: { "x-request-id": "abc" } }));
    logger.info("outside");
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { requestId?: string }).requestId),
      ["abc", undefined],
    );
  });

  it("is none where correlation is off", async () => {
    const { headers, body } = await served(application({ correlation: false }).app, (port) =>
      request(port, "/", { headers: { "x-request-id": "abc" } }),
    );
    assert.deepEqual([headers["x-request-id"], body], [undefined, '{"id":null}']);
  });

  it("is on the bucket of its request as an exemplar: the trace where there is one, else the id", async () => {
    const { app, metrics } = application({ exemplars: true });
    await served(app, async (port) => {
      await request(port, "/?wait=80", { headers: { traceparent, "x-request-id": "abc" } });
      await request(port, "/", { headers: { "x-request-id": "abc" } });
    });
    const exemplars = (await metrics.registry.metrics()).split("\n").filter((line) => line.includes(" # "));
    assert.equal(exemplars.length, 2);
    assert.match(
      exemplars[0] ?? "",
      /^http_request_duration_seconds_bucket\{le="0\.0\d+",method="GET",route="\/",status="200"\} 1 # \{request_id="abc"\} 0\.\d+ \d+\.\d+$/,
    );
    assert.match(
      exemplars[1] ?? "",
      new RegExp(
        `^http_request_duration_seconds_bucket\\{le="0\\.\\d+",method="GET",route="/",status="200"\\} 2 # \\{trace_id="${TRACE}"\\} 0\\.\\d+ \\d+\\.\\d+$`,
      ),
    );
  });
});
