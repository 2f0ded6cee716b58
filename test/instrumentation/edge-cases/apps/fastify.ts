/** The fixture's application on Fastify: every way in which a request finds, or doesn't find, its route. */
import { Readable } from "node:stream";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { PROBE_ROUTES } from "../../../../instrumentation";
import * as behaviours from "./behaviours";
import type { Behaviour } from "./behaviours";
import type { Waiting } from "./waiting";

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown;

const ok: Handler = (_request, reply) => reply.send("ok");
const made: Handler = (_request, reply) => reply.code(201).send("made");
const throws: Handler = () => {
  throw new Error("thrown");
};

/** An error with the status that it is to be answered with. */
function statusError(statusCode: number): Error {
  return Object.assign(new Error(`status ${statusCode}`), { statusCode });
}

/** The application; `instrument` is called right after it is made. */
export async function fastifyApp(
  waiting: Waiting,
  instrument: (app: FastifyInstance) => unknown,
): Promise<FastifyInstance> {
  const app = fastify({ rewriteUrl: ({ url = "/" }) => url.replace(/^\/rewritten\/old/, "/rewritten/new") });
  await instrument(app);
  const behaves =
    (behaviour: Behaviour): Handler =>
    (request, reply) => {
      reply.hijack();
      behaviour(request.raw, reply.raw, waiting);
    };
  for (const path of PROBE_ROUTES) app.get(path, ok);
  app.get("/health/details", ok);
  app.register(async (internal) => void internal.get("/healthz", ok), { prefix: "/internal" });
  addGuards(app, behaves);
  addRoutes(app);
  addPrefixes(app);
  addOutcomes(app, waiting, behaves);
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (request.url.startsWith("/handled/")) return reply.code(502).send("handled");
    if (request.url.startsWith("/handled-redirects/")) return reply.redirect("/sorry");
    return reply.code(error.statusCode ?? 500).send("failed");
  });
  await app.ready();
  return app;
}

/** Hooks that answer, or fail, before the handler. In Fastify the route has matched by then. */
function addGuards(app: FastifyInstance, behaves: (behaviour: Behaviour) => Handler): void {
  const guarded = (path: string, hook: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>) =>
    app.register(
      async (inner) => {
        inner.addHook("onRequest", hook);
        inner.get("/:id", ok);
        inner.setNotFoundHandler(ok);
      },
      { prefix: path },
    );
  guarded("/guard", async (_request, reply) => reply.code(401).send("who?"));
  guarded("/guard-throws", async () => {
    throw new Error("guard");
  });
  guarded("/guard-refuses", async () => {
    throw statusError(403);
  });
  guarded("/guard-redirects", async (_request, reply) => reply.redirect("/login"));
  guarded("/guard-hangs", async (request, reply) => {
    behaves(behaviours.hangs)(request, reply);
    return reply;
  });
  app.post(
    "/json/:id",
    {
      bodyLimit: 50,
      schema: { body: { type: "object", required: ["name"], properties: { name: { type: "string" } } } },
    },
    made,
  );
  app.get(
    "/fails-serialising/:id",
    { schema: { response: { 200: { type: "object", required: ["name"], properties: { name: { type: "string" } } } } } },
    async () => ({}),
  );
  app.get("/late-hook/:id", { preHandler: async (_request, reply) => reply.code(403).send("no") }, ok);
}

function addRoutes(app: FastifyInstance): void {
  app.get("/", ok);
  app.get("/plain", ok);
  app.get("/flights/:from-:to", ok);
  app.get("/numbers/:number(^\\d+$)", ok);
  app.get("/images/:file(^\\d+).png", ok);
  app.get("/letters/:letter?", ok);
  app.get("/files/*", ok);
  app.get(
    "/handlers/:id",
    { onRequest: async () => undefined, preHandler: [async () => undefined, async () => undefined] },
    ok,
  );
  app.get("/passes/:id", (_request, reply) => reply.callNotFound());
  app.all("/any/:id", ok);
  app.route({
    method: ["GET", "POST"],
    url: "/books/:book",
    handler: (request, reply) => reply.code(request.method === "POST" ? 201 : 200).send("ok"),
  });
  app.delete("/books/:book", (_request, reply) => reply.code(204).send());
  for (const path of ["/first/:id", "/second/:id"]) app.get(path, ok);
  app.options("/answers-options/:id", (_request, reply) => reply.code(204).send());
  app.head("/answers-head/:id", (_request, reply) => reply.code(204).send());
  app.get("/no-head/:id", { exposeHeadRoute: false }, ok);
  app.get("/redirects/:id", (_request, reply) => reply.redirect("/plain"));
  app.get("/redirects-forever/:id", (_request, reply) => reply.redirect("/plain", 301));
  app.post("/redirects/:id", (_request, reply) => reply.redirect("/plain", 303));
  app.get("/empty/:id", (_request, reply) => reply.code(204).send());
  app.get("/tagged/:id", (request, reply) =>
    request.headers["if-none-match"] === '"1"' ? reply.code(304).send() : reply.header("ETag", '"1"').send("tagged"),
  );
  app.get("/rewritten/new/:id", ok);
  app.get("/versions/:id", { constraints: { version: "1.2.0" } }, ok);
  app.get("/versions/:id/hosted", { constraints: { host: "inner.example" } }, ok);
}

function addPrefixes(app: FastifyInstance): void {
  const byId = async (inner: FastifyInstance): Promise<void> => {
    inner.get("/", ok);
    inner.get("/:id", ok);
    inner.post("/:id/notes/:note", made);
  };
  for (const prefix of ["/users", "/orders", "/left", "/right", "/tenants/:tenant"]) app.register(byId, { prefix });
  app.register(
    async (api) => {
      await api.register(
        async (v1) => {
          await v1.register(
            async (reports) => {
              reports.get("/:report/pages/:page", ok);
            },
            { prefix: "/reports" },
          );
        },
        { prefix: "/v1" },
      );
    },
    { prefix: "/api" },
  );
  app.register(
    async (failing) => {
      failing.setErrorHandler((_error, _request, reply) => reply.code(422).send("handled"));
      failing.get("/:id", throws);
    },
    { prefix: "/failing" },
  );
  app.register(
    async (catching) => {
      catching.setNotFoundHandler((_request, reply) => reply.code(404).send("caught"));
      catching.get("/known/:id", ok);
    },
    { prefix: "/catches" },
  );
  app.register(
    async (redirecting) => {
      redirecting.setNotFoundHandler((_request, reply) => reply.redirect("/plain"));
    },
    { prefix: "/redirects-unknown" },
  );
}

function addOutcomes(app: FastifyInstance, waiting: Waiting, behaves: (behaviour: Behaviour) => Handler): void {
  // Node's own ends of a request are the framework's, too: the handlers answer below it.
  app.all("/hangs/:id", behaves(behaviours.hangs));
  for (const [path, behaviour] of Object.entries(behaviours.byPath)) app.get(path, behaves(behaviour));
  app.get("/sockets/:room", behaves(behaviours.switches));
  app.get("/dummies/:room", behaves(behaviours.switches));
  app.get("/sockets/refused/:room", (_request, reply) => reply.code(403).send("no"));
  app.register(async (inner) => {
    inner.addContentTypeParser("text/plain", (_request, payload, done) => done(null, payload));
    inner.post("/reads/:id", behaves(behaviours.readsBody));
    inner.post("/refuses/:id", behaves(behaviours.refusesBody));
  });

  // And by the framework's own means.
  app.get("/hangs-promised/:id", () => {
    waiting.enter();
    return new Promise(() => undefined);
  });
  app.get("/throws/:id", throws);
  app.get("/rejects/:id", async () => {
    throw new Error("rejected");
  });
  app.get("/conflicts/:id", async () => {
    throw statusError(409);
  });
  app.get("/handled/:id", throws);
  app.get("/handled-redirects/:id", throws);
  app.get("/throws-late/:id", async (_request, reply) => {
    reply.hijack();
    await new Promise<void>((resolve) => reply.raw.write("part", () => resolve()));
    reply.raw.destroy(new Error("after the headers"));
  });
  app.get("/streams-late-error/:id", (_request, reply) =>
    reply.send(
      Readable.from(
        (async function* () {
          yield "part";
          throw new Error("after the headers");
        })(),
      ),
    ),
  );
  app.get("/throws-after-answer/:id", async (_request, reply) => {
    await reply.send("ok");
    throw new Error("after the answer");
  });
  app.get("/sends-twice/:id", (_request, reply) => {
    void reply.send("first");
    void reply.send("second");
  });
  app.get("/pipes/:id", (_request, reply) => reply.send(Readable.from(["one", "two", "three"])));
  app.get("/statuses/:status", (request, reply) =>
    reply.code(Number((request.params as { status: string }).status)).send("odd"),
  );
  app.post("/parses/:id", { onRequest: async () => waiting.enter() }, made);
  app.get("/over-time/:id", { handlerTimeout: 60 }, () => new Promise(() => undefined));
}
