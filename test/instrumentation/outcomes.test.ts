import assert from "node:assert/strict";
import { once } from "node:events";
import { ServerResponse, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import { Counter, Registry } from "prom-client";
import { createHttpMetrics, markStream } from "../../instrumentation";
import { connection, counts, observed, request, served } from "./http";

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

describe("how a request ended", () => {
  /** Metrics of a plain server, whose requests all have the route `/`. */
  function observing(listener: Listener) {
    const metrics = createHttpMetrics({ defaultMetrics: false, correlation: false });
    const observe: Listener = (incoming, response) => {
      metrics.observe(incoming, response, () => "/");
      listener(incoming, response);
    };
    return { metrics, observe };
  }

  it("is its status where the response was sent, and its time is in the histogram", async () => {
    const { metrics, observe } = observing((_, response) => void response.writeHead(304).end());
    await served(observe, (port) => request(port, "/"));
    assert.deepEqual([await counts(metrics), await observed(metrics)], [{ "GET / 304": 1 }, { "GET / 304": 1 }]);
  });

  it("is 499 where the client left", async () => {
    const { metrics, observe } = observing(() => undefined);
    const found = await served(observe, async (port) => {
      const socket = await connection(port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      await setTimeout(50);
      socket.destroy();
      return counts(metrics, (all) => all["GET / 499"] === 1);
    });
    assert.deepEqual(found, { "GET / 499": 1 });
  });

  it("is 499 for pipelined requests too that wait for their turn when the client leaves, each once", async () => {
    const { metrics, observe } = observing(() => undefined);
    const found = await served(observe, async (port) => {
      const socket = await connection(port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(3));
      await setTimeout(50);
      socket.resetAndDestroy();
      return counts(metrics, (all) => all["GET / 499"] === 3);
    });
    assert.deepEqual(found, { "GET / 499": 3 });
    assert.match(await metrics.registry.metrics(), /^http_requests_in_flight 0$/m);
  });

  it("is heard of by one listener on a connection, however many requests are pipelined on it", async () => {
    const warnings: string[] = [];
    const listener = ({ name }: Error): void => void warnings.push(name);
    process.on("warning", listener);
    const { metrics, observe } = observing((_, response) => void response.end());
    let most = 0;
    const found = await served(
      (incoming, response) => {
        const before = incoming.socket.listenerCount("close");
        observe(incoming, response);
        most = Math.max(most, incoming.socket.listenerCount("close") - before);
      },
      async (port) => {
        const socket = await connection(port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(200));
        const all = await counts(metrics, (now) => now["GET / 200"] === 200);
        socket.destroy();
        return all;
      },
    );
    await setTimeout(20);
    process.off("warning", listener);
    assert.deepEqual([found, warnings], [{ "GET / 200": 200 }, []]);
    assert.ok(most <= 1, `${most}`);
  });

  it("is 499 where the client left before all of a response reached the system, though all of it was written", async () => {
    const { metrics, observe } = observing((_, response) => void response.end(Buffer.alloc(50_000_000)));
    await served(observe, async (port) => {
      const socket = await connection(port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      socket.pause();
      await setTimeout(100);
      socket.resetAndDestroy();
      await counts(metrics, (all) => Object.keys(all).length > 0);
    });
    assert.deepEqual(await counts(metrics), { "GET / 499": 1 });
  });

  it("is 499 where the client left while it sent its body, though a handler answers that", async () => {
    const { metrics, observe } = observing(
      (incoming, response) => void incoming.resume().on("error", () => response.writeHead(400).end()),
    );
    await served(observe, async (port) => {
      const socket = await connection(port, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx");
      await setTimeout(50);
      socket.resetAndDestroy();
      await counts(metrics, (all) => Object.keys(all).length > 0);
    });
    assert.deepEqual(await counts(metrics), { "POST / 499": 1 });
  });

  it("is 499 for what waited behind an answer that closed the connection", async () => {
    const { metrics, observe } = observing((incoming, response) => {
      if (incoming.url === "/closes")
        void setTimeout(30).then(() => response.writeHead(200, { connection: "close" }).end());
      else response.end();
    });
    await served(observe, async (port) => {
      await once(
        await connection(port, "GET /closes HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"),
        "close",
      );
      await counts(metrics, (all) => Object.keys(all).length === 2);
    });
    assert.deepEqual(await counts(metrics), { "GET / 200": 1, "GET / 499": 1 });
  });

  it("is 500 where this side broke it off: an error after the headers, a time-out of the server", async () => {
    const { metrics, observe } = observing((incoming, response) => {
      if (incoming.url === "/late") response.write("x", () => incoming.socket.destroy());
    });
    await served(observe, async (port, server) => {
      server.timeout = 100;
      for (const path of ["/late", "/hangs"])
        await once(await connection(port, `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`), "close");
    });
    assert.deepEqual(await counts(metrics, (all) => all["GET / 500"] === 2), { "GET / 500": 2 });
  });

  it("is 400 where what the client sends after its headers is no HTTP", async () => {
    const { metrics, observe } = observing((incoming) => void incoming.resume());
    await served(observe, async (port) =>
      once(
        await connection(port, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n"),
        "close",
      ),
    );
    assert.deepEqual(await counts(metrics, (all) => Object.keys(all).length > 0), { "POST / 400": 1 });
  });

  for (const [kind, start] of Object.entries({
    "a feed of events": (response) => response.writeHead(200, { "Content-Type": "text/event-stream" }),
    "a response that was marked as a stream": (response) => (markStream(response), response.writeHead(200)),
  } satisfies Record<string, (response: ServerResponse) => unknown>)) {
    it(`of ${kind} is its status though the client leaves, and its time is not in the histogram`, async () => {
      const { metrics, observe } = observing((_, response) => (start(response), void response.write("data: x\n\n")));
      await served(observe, async (port) => {
        const socket = await connection(port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        await once(socket, "data");
        socket.destroy();
        await counts(metrics, (all) => all["GET / 200"] === 1);
      });
      assert.deepEqual([await counts(metrics), await observed(metrics)], [{ "GET / 200": 1 }, { "GET / 200": 0 }]);
    });
  }

  it("of an upgrade is 101, counted where its listener says so, and not in the histogram", async () => {
    const { metrics, observe } = observing(() => assert.fail("not a request"));
    await served(observe, async (port, server) => {
      server.on("upgrade", (incoming, socket) => {
        metrics.countUpgrade(incoming, "/socket");
        socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n");
      });
      await once(
        await connection(port, "GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n"),
        "data",
      );
    });
    assert.deepEqual(
      [await counts(metrics), await observed(metrics)],
      [{ "GET /socket 101": 1 }, { "GET /socket 101": 0 }],
    );
  });

  it("does not matter where the route cannot be told: the request is answered, and a warning says so once", async () => {
    const metrics = createHttpMetrics({ defaultMetrics: false });
    const warning = once(process, "warning");
    const listener: Listener = (incoming, response) => {
      metrics.observe(incoming, response, () => {
        throw new Error("no route today");
      });
      metrics.observe(null as never, null as never, () => "/");
      response.end("fine");
    };
    const answered = await served(listener, async (port) => [await request(port, "/"), await request(port, "/")]);
    assert.deepEqual(
      answered.map(({ body }) => body),
      ["fine", "fine"],
    );
    assert.match(String((await warning)[0].message), /^Requests are not counted rightly: /);
    assert.match(await metrics.registry.metrics(), /^http_requests_in_flight 0$/m);
  });

  it("does not matter for probes, which are neither counted nor in flight", async () => {
    const metrics = createHttpMetrics({ defaultMetrics: false });
    const inFlight: (string | undefined)[] = [];
    const listener: Listener = (incoming, response) => {
      metrics.observe(incoming, response, () => incoming.url?.split("?")[0]);
      void metrics.registry.metrics().then((text) => {
        inFlight.push(/^http_requests_in_flight (\d+)$/m.exec(text)?.[1]);
        response.end();
      });
    };
    await served(listener, async (port) => {
      await request(port, "/metrics");
      await request(port, "/users");
      await request(port, "/healthz?x=1");
    });
    assert.deepEqual([await counts(metrics), inFlight], [{ "GET /users 200": 1 }, ["0", "1", "1"]]);
  });

  it("does not matter for connections that were upgraded: they are not in flight while they last", async () => {
    const { metrics, observe } = observing((incoming) => {
      incoming.socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
    });
    const text = await served(
      () => undefined,
      async (port, server) => {
        server.on("upgrade", (incoming, socket) => {
          const response = new ServerResponse(incoming);
          response.assignSocket(socket as Socket);
          socket.resume().on("end", () => socket.destroy());
          observe(incoming, response);
        });
        const socket = await connection(
          port,
          "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n",
        );
        await once(socket, "data");
        const open = await metrics.registry.metrics();
        socket.destroy();
        await counts(metrics, (all) => all["GET / 101"] === 1);
        return open;
      },
    );
    assert.match(text, /^http_requests_in_flight 0$/m);
    assert.deepEqual(await counts(metrics), { "GET / 101": 1 });
    assert.match(await metrics.registry.metrics(), /^http_requests_in_flight 0$/m);
  });

  it("of a request that was made up without a socket is 101 where it was an upgrade, and 499 else", async () => {
    const { metrics, observe } = observing(() => undefined);
    const failed = once(process, "warning").then(([warning]) => warning as unknown);
    for (const headers of [{ connection: "upgrade", upgrade: "websocket" }, {}]) {
      // As injectWS of @fastify/websocket makes it.
      const request = { method: "GET", headers, httpVersion: "1.1", url: "/" } as unknown as IncomingMessage;
      const response = new ServerResponse(request);
      observe(request, response);
      response.emit("close");
    }
    assert.deepEqual(await counts(metrics), { "GET / 101": 1, "GET / 499": 1 });
    assert.equal(await Promise.race([failed, setTimeout(20, "no warning")]), "no warning");
  });

  it("does not matter where the response cannot be listened to: nothing is left in flight", async () => {
    const metrics = createHttpMetrics({ defaultMetrics: false });
    const request = { method: "GET", headers: {}, url: "/" } as unknown as IncomingMessage;
    metrics.observe(request, { socket: null } as unknown as ServerResponse, () => "/");
    assert.match(await metrics.registry.metrics(), /^http_requests_in_flight 0$/m);
  });

  it("has no metric left in a registry that had one of the same name", () => {
    const registry = new Registry();
    new Counter({ name: "http_request_duration_seconds", help: "x", registers: [registry] });
    assert.throws(
      () => createHttpMetrics({ registry }),
      /^TypeError: createHttpMetrics: the registry has http_request_duration_seconds already; /,
    );
    assert.equal(registry.getMetricsAsArray().length, 1);
  });
});
