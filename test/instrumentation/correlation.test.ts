import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import fastify, { type FastifyInstance } from "fastify";
import pino from "pino";
import { correlationId, createHttpMetrics } from "../../instrumentation";
import { instrumentExpress } from "../../instrumentation/express";
import { fastifyMetrics } from "../../instrumentation/fastify";
import { emit } from "./emitted";
import { connection, request, served } from "./http";

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

  it("is in another header where that is asked for, and only there", async () => {
    const { app } = application({ correlationHeader: "X-Correlation-Id" });
    const { headers, body } = await served(app, (port) =>
      request(port, "/", { headers: { "x-correlation-id": "abc", "x-request-id": "other" } }),
    );
    assert.deepEqual([headers["x-correlation-id"], headers["x-request-id"], body], ["abc", undefined, '{"id":"abc"}']);
  });

  it("is not the trace of a caller that does not record it, on an exemplar", async () => {
    const { app, metrics } = application({ exemplars: true });
    await served(app, (port) =>
      request(port, "/", { headers: { traceparent: traceparent.replace(/01$/, "00"), "x-request-id": "abc" } }),
    );
    assert.match(await metrics.registry.metrics(), / # \{request_id="abc"\} /);
  });
});

/** What listeners of the raw request and response see, by the name of the event. */
function listening(incoming: IncomingMessage, response: ServerResponse, seen: Set<string>): void {
  const note = (event: string) => () => void seen.add(`${event} ${correlationId()}`);
  for (const event of ["data", "end", "close", "aborted", "error"]) incoming.on(event, note(event));
  for (const event of ["finish", "close"]) response.on(event, note(`response ${event}`));
}

describe("the correlation id in listeners of the raw request and response", () => {
  const post = (id: string, length: number) =>
    `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\nX-Request-Id: ${id}\r\n\r\n`;

  /** Two requests on one connection, whose bodies come later, and a third whose client leaves. */
  async function play(port: number, seen: Set<string>): Promise<void> {
    const socket = await connection(port, post("one", 1));
    for (const [body, next] of [
      ["x", post("two", 1)],
      ["y", post("three", 5)],
    ] as const) {
      await setTimeout(30);
      socket.write(body);
      await setTimeout(30);
      socket.write(next);
    }
    await setTimeout(30);
    socket.destroy();
    for (let tries = 0; tries < 50 && !seen.has("response close three"); tries++) await setTimeout(20);
  }

  const expected = [
    ...["one", "two"].flatMap((id) =>
      ["data", "end", "close", "response finish", "response close"].map((event) => `${event} ${id}`),
    ),
    ...["aborted", "error", "close", "response close"].map((event) => `${event} three`),
  ].sort();

  const answering =
    (seen: Set<string>) =>
    (incoming: IncomingMessage, response: ServerResponse): void => {
      listening(incoming, response, seen);
      incoming.on("end", () => response.end());
    };

  const metrics = () => createHttpMetrics({ defaultMetrics: false });

  it("is there in Express", async () => {
    const seen = new Set<string>();
    const app = express();
    instrumentExpress(app, metrics());
    app.post("/", answering(seen));
    await served(app, (port) => play(port, seen));
    assert.deepEqual([...seen].sort(), expected);
  });

  it("is there in Fastify", async () => {
    const seen = new Set<string>();
    const app = fastify();
    app.register(fastifyMetrics, { metrics: metrics() });
    app.addContentTypeParser("*", (_request, _payload, done) => done(null));
    app.post("/", (incoming, reply) => answering(seen)(incoming.raw, reply.hijack().raw));
    await app.listen({ host: "127.0.0.1", port: 0 });
    await play((app.server.address() as AddressInfo).port, seen);
    await app.close();
    assert.deepEqual([...seen].sort(), expected);
  });

  it("is there in a server that calls observe, whose own code has it too", async () => {
    const seen = new Set<string>();
    const observing = metrics();
    const own: unknown[] = [];
    await served(
      async (incoming, response) => {
        observing.observe(incoming, response, () => "/");
        own.push(correlationId());
        answering(seen)(incoming, response);
        await setTimeout(1);
        own.push(correlationId());
      },
      (port) => play(port, seen),
    );
    assert.deepEqual([...seen].sort(), expected);
    assert.deepEqual(own, ["one", "one", "two", "two", "three", "three"]);
    assert.equal(correlationId(), undefined);
  });
});

describe("the correlation id of a request to Fastify", () => {
  for (const [what, url] of Object.entries({ "has a route": "/", "is refused before any hook": "/%" })) {
    it(`is not left with what hands the request over, where it ${what}`, async () => {
      const app = fastify();
      app.register(fastifyMetrics, { metrics: createHttpMetrics({ defaultMetrics: false }) });
      app.get("/", async () => correlationId());
      await app.ready();
      let after: string | undefined = "not asked";
      const { status } = await emit(
        (given, response) => {
          app.server.emit("request", given, response);
          after = correlationId();
        },
        "GET",
        url,
      );
      assert.equal(status, url === "/" ? 200 : 400);
      assert.equal(after, undefined);
    });
  }
});

describe("the correlation id in the logs of Fastify", () => {
  async function logged(
    use: (app: FastifyInstance) => Promise<unknown>,
    options: { readonly requestId?: boolean } = {},
  ): Promise<Record<string, unknown>[]> {
    const lines: string[] = [];
    const app = fastify({
      logger: { mixin: () => ({ requestId: correlationId() }), stream: { write: (line) => void lines.push(line) } },
    });
    app.register(fastifyMetrics, { metrics: createHttpMetrics({ defaultMetrics: false }), ...options });
    app.post("/", async (incoming) => incoming.id);
    try {
      await use(app);
    } finally {
      await app.close();
    }
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ reqId }) => reqId !== undefined);
  }

  const overSocket = async (app: FastifyInstance): Promise<void> => {
    await app.listen({ host: "127.0.0.1", port: 0 });
    const { port } = app.server.address() as AddressInfo;
    for (const id of ["abc", "def"])
      await request(port, "/", {
        method: "POST",
        headers: { "x-request-id": id, "content-type": "text/plain" },
        body: "x",
      });
  };
  const injected = async (app: FastifyInstance): Promise<void> => {
    for (const id of ["abc", "def"]) {
      await app.inject({ method: "POST", url: "/", headers: { "x-request-id": id } });
      assert.equal(correlationId(), undefined);
    }
  };

  for (const [name, use] of Object.entries({ "over sockets": overSocket, injected })) {
    it(`is in every line, "incoming request" too, of requests ${name}`, async () => {
      const lines = await logged(use);
      assert.deepEqual(
        lines.map(({ msg, requestId }) => `${msg} ${requestId}`),
        ["abc", "def"].flatMap((id) => [`incoming request ${id}`, `request completed ${id}`]),
      );
      assert.ok(lines.every(({ reqId }) => /^req-/.test(String(reqId))));
    });

    it(`is Fastify's own too where that is asked for, of requests ${name}`, async () =>
      assert.deepEqual(
        (await logged(use, { requestId: true })).map(({ reqId }) => reqId),
        ["abc", "abc", "def", "def"],
      ));
  }
});
