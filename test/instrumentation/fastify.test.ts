import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import fastify, { type FastifyInstance } from "fastify";
import { correlationId, createHttpMetrics } from "../../instrumentation";
import { fastifyMetrics } from "../../instrumentation/fastify";
import { connection, counts, request } from "./http";

const answer = async (): Promise<string> => "x";

describe("the plugin for Fastify", () => {
  async function countedBy(
    build: (app: FastifyInstance) => void,
    use: (port: number, app: FastifyInstance) => Promise<unknown>,
  ): Promise<Record<string, number>> {
    const metrics = createHttpMetrics({ defaultMetrics: false });
    const app = fastify();
    app.register(fastifyMetrics, { metrics });
    build(app);
    await app.listen({ host: "127.0.0.1", port: 0 });
    await use((app.server.address() as AddressInfo).port, app);
    const found = await counts(metrics);
    await app.close();
    return found;
  }

  it("has the templates of routes with all prefixes, in every scope", async () => {
    const found = await countedBy(
      (app) => {
        app.register(async (users) => void users.get("/:user", answer), { prefix: "/tenants/:tenant" });
        app.get("/early", answer);
      },
      async (port) => {
        await request(port, "/tenants/1/2");
        await request(port, "/tenants/1/2", { method: "HEAD" });
        await request(port, "/early");
        await request(port, "/nothing/1");
      },
    );
    assert.deepEqual(found, {
      "GET /tenants/:tenant/:user 200": 1,
      "HEAD /tenants/:tenant/:user 200": 1,
      "GET /early 200": 1,
      "GET unmatched 404": 1,
    });
  });

  it("has the route of a handler that finds nothing", async () => {
    const found = await countedBy(
      (app) => void app.get("/users/:id", async (_request, reply) => reply.callNotFound()),
      (port) => request(port, "/users/1"),
    );
    assert.deepEqual(found, { "GET /users/:id 404": 1 });
  });

  it("counts what Fastify answers before any hook: malformed URLs", async () => {
    assert.deepEqual(
      await countedBy(
        (app) => void app.get("/users/:id", answer),
        (port) => request(port, "/users/%zz"),
      ),
      { "GET unmatched 400": 1 },
    );
  });

  it("counts requests that are injected, as what they were answered", async () => {
    assert.deepEqual(
      await countedBy(
        (app) => void app.get("/users/:id", answer),
        (_port, app) => app.inject("/users/1"),
      ),
      { "GET /users/:id 200": 1 },
    );
  });

  it("has the request's id in the handler of a request whose body comes later", async () => {
    const seen: unknown[] = [];
    await countedBy(
      (app) => void app.post("/", async () => void seen.push(correlationId())),
      async (port) => {
        const text =
          "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\nX-Request-Id: ";
        const sockets = [await connection(port, `${text}abc\r\n\r\n`), await connection(port, `${text}def\r\n\r\n`)];
        await setTimeout(50);
        for (const socket of sockets) {
          socket.write("{}");
          await setTimeout(50);
        }
      },
    );
    assert.deepEqual(seen, ["abc", "def"]);
  });

  it("counts once where it is registered twice", async () => {
    const metrics = createHttpMetrics({ defaultMetrics: false });
    const app = fastify();
    app.register(fastifyMetrics, { metrics }).register(fastifyMetrics, { metrics });
    app.get("/", answer);
    await app.inject("/");
    assert.deepEqual(await counts(metrics), { "GET / 200": 1 });
  });

  it("says what is missing where it is registered without metrics", async () => {
    const app = fastify();
    app.register(fastifyMetrics, {} as never);
    await assert.rejects(
      async () => app.ready(),
      /^TypeError: fastifyMetrics: metrics has to be what createHttpMetrics returns; register it with \{ metrics \}\.$/,
    );
  });

  it("counts over HTTP/2: answered, and abandoned as 499, before its answer or in the middle of it", async () => {
    const { connect } = await import("node:http2");
    const metrics = createHttpMetrics({ defaultMetrics: false });
    const app = fastify({ http2: true });
    app.register(fastifyMetrics, { metrics });
    let entered = (): void => undefined;
    const hangs = new Promise<void>((resolve) => (entered = resolve));
    app.get("/answers/:id", answer);
    app.get("/hangs/:id", () => (entered(), new Promise(() => undefined)));
    app.get("/much/:id", (_request, reply) => void reply.hijack().raw.writeHead(200).end(Buffer.alloc(64_000_000)));
    await app.listen({ host: "127.0.0.1", port: 0 });
    const session = connect(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`);
    await new Promise((resolve) => session.request({ ":path": "/answers/1" }).on("close", resolve).resume().end());
    const abandoned = session.request({ ":path": "/hangs/1" }).on("error", () => undefined);
    await hangs;
    abandoned.close(8);
    // It reads the headers and no byte more.
    const unread = session.request({ ":path": "/much/1" }).on("error", () => undefined);
    await once(unread, "response");
    unread.close(8);
    const found = await counts(metrics, (all) => Object.keys(all).length === 3);
    session.destroy();
    await app.close();
    assert.deepEqual(found, { "GET /answers/:id 200": 1, "GET /hangs/:id 499": 1, "GET /much/:id 499": 1 });
  });
});
