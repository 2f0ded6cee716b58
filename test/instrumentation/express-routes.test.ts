import assert from "node:assert/strict";
import express5, { type Request, type Response, type Router } from "express";
import { createHttpMetrics } from "../../instrumentation";
import { instrumentExpress } from "../../instrumentation/express";
import { counts, request, served } from "./http";

type Express = typeof express5;

/** A warning of the instrumentation means that it failed where nobody saw it. */
function noWarning(warning: Error): void {
  if (warning.name === "InstrumentationWarning") throw warning;
}

/** The two versions, with what is written differently in them. */
const versions = {
  "Express 4": { express: require("express4") as Express, any: "*", optional: "/:lang?" },
  "Express 5": { express: express5, any: "/*rest", optional: "{/:lang}" },
};

/** Takes a layer's name, and wraps its function as OpenTelemetry does: another function, with the properties of the first. */
function wrapped(layer: { name: string; handle: (...given: unknown[]) => unknown }): void {
  const { handle } = layer;
  const wrapper = function (this: unknown, ...given: unknown[]) {
    return handle.apply(this, given);
  };
  for (const key in handle)
    Object.defineProperty(wrapper, key, { get: () => (handle as unknown as Record<string, unknown>)[key] });
  Object.assign(layer, { name: "a", handle: wrapper });
}

const answer = (_request: Request, response: Response): void => void response.end();
const fail = (): never => {
  throw new Error("broken");
};

for (const [version, { express, any, optional }] of Object.entries(versions)) {
  describe(`routes of ${version}`, () => {
    before(() => void process.on("warning", noWarning));
    after(() => void process.off("warning", noWarning));

    /** What is counted for requests (`GET /users/1`) to an application. */
    async function routesOf(
      build: (app: ReturnType<Express>, router: () => Router) => void,
      ...requests: string[]
    ): Promise<string[]> {
      const metrics = createHttpMetrics({ defaultMetrics: false, correlation: false });
      const app = express();
      app.set("env", "test");
      instrumentExpress(app, metrics);
      build(app, () => express.Router({ mergeParams: true }));
      return served(app, async (port) => {
        for (const text of requests) {
          const [method = "", path = ""] = text.split(" ");
          await request(port, path, { method });
        }
        return Object.entries(await counts(metrics)).map(([labels, times]) =>
          times === 1 ? labels : `${labels} x${times}`,
        );
      });
    }

    it("have the template of every mount they are below", async () => {
      const found = await routesOf(
        (app, router) => {
          const users = router();
          users.get("/", answer).get("/:user", answer);
          app.use("/tenants/:tenant", router().use("/Users", users));
        },
        "GET /tenants/1/Users",
        "GET /tenants/2/users/3",
        "GET /TENANTS/2/USERS/3?x=/y",
      );
      assert.deepEqual(found, ["GET /tenants/:tenant/Users 200", "GET /tenants/:tenant/Users/:user 200 x2"]);
    });

    it("have the mount that a request came by, where a router has several", async () => {
      const found = await routesOf(
        (app, router) => {
          const shared = router();
          shared.get("/:id", answer);
          app.use("/a", shared).use(["/b", "/c/:c"], shared);
        },
        "GET /a/1",
        "GET /b/1",
        "GET /c/7/1",
      );
      assert.deepEqual(found, ["GET /a/:id 200", "GET /b/:id 200", "GET /c/:c/:id 200"]);
    });

    it("have the one of an array that matched, and the source of a regular expression", async () => {
      const found = await routesOf(
        (app, router) => {
          const inner = router();
          inner.get([/^\/re(x|y)/, "/one", "/two/:id"], answer);
          app.use(/^\/v\d/, inner);
        },
        "GET /v1/rex",
        "GET /v2/one",
        "GET /v2/two/1",
      );
      assert.deepEqual(found, ["GET (^/v\\d)(^/re(x|y)) 200", "GET (^/v\\d)/one 200", "GET (^/v\\d)/two/:id 200"]);
    });

    it("have wildcards and optional parts as they were written", async () => {
      const found = await routesOf(
        (app, router) => {
          const inner = router();
          inner.get("/page", answer).all(any, answer);
          app.use(`/x${optional}`, inner);
        },
        "GET /x/en/page",
        "GET /x/en/other/things",
      );
      assert.deepEqual(found, [`GET /x${optional}/page 200`, `GET /x${optional}${any} 200`]);
    });

    it("are those of mounted applications too, in which errors leave for the outer one", async () => {
      const found = await routesOf(
        (app) => {
          const [outer, inner] = [express(), express()];
          inner.get("/deep/:id", answer).get("/fails/:id", fail);
          outer.use("/inner/:inner", inner);
          app.use("/admin/:admin", outer);
          app.use(
            (_error: Error, _request: Request, response: Response, _next: unknown) => void response.status(502).end(),
          );
        },
        "GET /admin/1/inner/2/fails/3",
        "GET /admin/1/inner/2/deep/3",
      );
      assert.deepEqual(found, [
        "GET /admin/:admin/inner/:inner/fails/:id 502",
        "GET /admin/:admin/inner/:inner/deep/:id 200",
      ]);
    });

    it("are found for OPTIONS, which Express answers itself, and not for HEAD of a route without it", async () => {
      const found = await routesOf(
        (app, router) => {
          const inner = router();
          inner.get("/:id", answer);
          app.use("/users", inner);
          app.post("/posts", answer);
        },
        "OPTIONS /users/1",
        "HEAD /users/1",
        "HEAD /posts",
        "OPTIONS /nothing",
      );
      assert.deepEqual(found, [
        "OPTIONS /users/:id 200",
        "HEAD /users/:id 200",
        "HEAD unmatched 404",
        "OPTIONS unmatched 404",
      ]);
    });

    it("are unmatched where the application's own middleware answers, and where nobody does", async () => {
      const found = await routesOf(
        (app, router) => {
          app.use(
            (incoming, response, next) => void (incoming.url === "/refused" ? response.status(401).end() : next()),
          );
          app.use(
            "/guarded",
            router()
              .use((_request, response) => void response.status(403).end())
              .get("/:id", answer),
          );
          app.use("/broken", fail);
          app.use(any, (incoming, response, next) => void (incoming.url === "/" ? response.status(410).end() : next()));
          app.use(
            (error: Error, _request: Request, response: Response, _next: unknown) =>
              void response.status(error.message === "broken" ? 502 : 500).end(),
          );
        },
        "GET /refused",
        "GET /guarded/1",
        "GET /broken/1",
        "GET /wp-admin/1",
      );
      assert.deepEqual(found, ["GET unmatched 401", "GET unmatched 403", "GET unmatched 502", "GET unmatched 410"]);
    });

    it("are the mount's where middleware answers that is mounted at a path", async () => {
      const found = await routesOf(
        (app, router) => {
          app.use("/:page", (_request, _response, next) => next());
          app.use("/graphql", (_request, _response, next) => next(), answer);
          app.use("/tenants/:tenant", router().use("/proxy", answer));
          app.use(["/docs", "/help/:language"], router().use(answer));
          app.all(any, (_request, _response, next) => next());
          app.use("/late", answer);
          app.get("/orders/:id", fail);
          app.use(
            "/orders",
            (_error: Error, _request: Request, response: Response, _next: unknown) => void response.status(502).end(),
          );
        },
        "POST /graphql",
        "GET /GraphQL/1?query=x",
        "GET /tenants/1/proxy/2",
        "GET /docs/index.html",
        "GET /help/en/index.html",
        "GET /late/1",
        "GET /orders/1",
      );
      assert.deepEqual(found, [
        "POST /graphql 200",
        "GET /graphql 200",
        "GET /tenants/:tenant/proxy 200",
        "GET /docs 200",
        "GET /help/:language 200",
        "GET /late 200",
        "GET /orders/:id 502",
      ]);
    });

    it("have the mount's template where a handler calls a router, and no ids of mounts that only that router knows", async () => {
      const found = await routesOf(
        (app, router) => {
          const hidden = router();
          hidden.get("/:id", answer).get("/:id/fails", fail).use("/inner/:inner", router().get("/:id", answer));
          app.use("/tenants/:tenant", (incoming, response, next) => hidden(incoming, response, next));
          const [called, calledAtRoot] = [express(), express()];
          called.get("/in/:id", answer);
          calledAtRoot.get("/host/:id", answer);
          app.use("/apps", (incoming, response) => void called(incoming, response));
          app.use((incoming, response, next) => calledAtRoot(incoming, response, next));
        },
        "GET /tenants/1/2/fails",
        "GET /tenants/1/2",
        "GET /tenants/3/inner/4/5",
        "GET /apps/in/1",
        "GET /host/1",
      );
      assert.deepEqual(found, [
        "GET /tenants/:tenant/:id/fails 500",
        "GET /tenants/:tenant/:id 200",
        "GET /tenants/:tenant/*/:id 200",
        "GET /apps/in/:id 200",
        "GET /host/:id 200",
      ]);
    });

    it("are those of the mount a request came by, where an application has several, from its first request on", async () => {
      const found = await routesOf(
        (app) => {
          const shared = express();
          shared.get("/:id", fail);
          app.use("/:any", (_request, _response, next) => next());
          app.use("/assets", (_request, _response, next) => next());
          app.use("/a", shared).use(["/b", "/c/:c"], shared);
          app.use(
            (_error: Error, _request: Request, response: Response, _next: unknown) => void response.status(502).end(),
          );
        },
        "GET /a/1",
        "GET /b/1",
        "GET /c/7/1",
        "OPTIONS /b/1",
      );
      assert.deepEqual(found, ["GET /a/:id 502", "GET /b/:id 502", "GET /c/:c/:id 502", "OPTIONS /b/:id 200"]);
    });

    it("are right where functions have other names, as after minification, and stand in others, as behind OpenTelemetry", async () => {
      const found = await routesOf(
        (app, router) => {
          const [admin, shop, inner] = [express(), express(), express()];
          for (const each of [admin, shop, inner]) each.get("/x/:id", answer);
          admin.use("/inner/:inner", inner);
          app.use("/admin", admin).use("/shop", shop).use("/r/:r", router().get("/x/:id", answer));
          for (const { stack } of [app, admin].map((each) => (version === "Express 4" ? each._router : each.router)))
            for (const layer of stack) wrapped(layer);
        },
        "GET /admin/x/1",
        "GET /shop/x/1",
        "GET /admin/inner/2/x/1",
        "GET /r/3/x/1",
      );
      assert.deepEqual(found, [
        "GET /admin/x/:id 200",
        "GET /shop/x/:id 200",
        "GET /admin/inner/:inner/x/:id 200",
        "GET /r/:r/x/:id 200",
      ]);
    });

    it("are found though they are added while requests are answered", async () => {
      const metrics = createHttpMetrics({ defaultMetrics: false });
      const app = express();
      instrumentExpress(app, metrics);
      app.get("/early", answer);
      const found = await served(app, async (port) => {
        await request(port, "/early");
        const late = express.Router();
        late.get("/:id", answer);
        app.use("/late/:late", late);
        await request(port, "/late/1/2");
        return counts(metrics);
      });
      assert.deepEqual(found, { "GET /early 200": 1, "GET /late/:late/:id 200": 1 });
    });

    it("are found below a second mount that is added while requests are answered, and in a router that is mounted in itself", async () => {
      const metrics = createHttpMetrics({ defaultMetrics: false });
      const app = express();
      instrumentExpress(app, metrics);
      const tree = express.Router({ mergeParams: true });
      tree.get("/leaf", answer).use("/:left", tree).use("/right/:right", tree);
      app.use("/first", tree);
      const found = await served(app, async (port) => {
        await request(port, "/first/leaf");
        app.use("/second", tree);
        for (const path of ["/second/leaf", "/first/1/2/leaf"]) await request(port, path);
        return counts(metrics);
      });
      assert.deepEqual(found, {
        "GET /first/leaf 200": 1,
        "GET /second/leaf 200": 1,
        "GET /first/:left/:left/leaf 200": 1,
      });
    });

    it("are those that an address was rewritten to, before a handler changed it once more", async () => {
      const found = await routesOf(
        (app) => {
          app.use((incoming, _response, next) => {
            if (incoming.url.startsWith("/old")) incoming.url = incoming.url.replace("old", "new");
            next();
          });
          app.get(["/old/:id", "/new/:id"], answer);
          app.get(["/left/:id", "/right/:id"], (incoming, response) => {
            incoming.url = "/upstream";
            response.end();
          });
        },
        "GET /old/1",
        "GET /right/1",
      );
      assert.deepEqual(found, ["GET /new/:id 200", "GET /right/:id 200"]);
    });

    it("leave settings to be made after the instrumentation", async () => {
      const found = await routesOf(
        (app) => {
          app.enable("strict routing");
          app.enable("case sensitive routing");
          app.get("/Strict", answer);
        },
        "GET /Strict",
        "GET /strict",
        "GET /Strict/",
      );
      assert.deepEqual(found, ["GET /Strict 200", "GET unmatched 404 x2"]);
    });

    it("leave a request what all requests of its application have, and what Express gives it", async () => {
      const names = ["query", "params", "baseUrl", "originalUrl"] as const;
      const seenBy = async (
        own: readonly string[],
        instrument: (app: ReturnType<Express>) => void,
      ): Promise<string> => {
        let seen = "";
        const app = express();
        instrument(app);
        for (const name of own) Object.defineProperty(app.request, name, { get: () => `own ${name}`, set: () => {} });
        app.get("/x/:id", (given, response) => {
          seen = JSON.stringify(names.map((name) => [name, given[name], Object.hasOwn(given, name)]));
          response.end();
        });
        await served(app, (port) => request(port, "/x/1?a=2"));
        return seen;
      };
      const metrics = createHttpMetrics({ defaultMetrics: false, correlation: false });
      for (const own of [[], ...names.map((name) => [name])]) {
        const bare = await seenBy(own, () => {});
        assert.notEqual(bare, "");
        assert.equal(await seenBy(own, (app) => instrumentExpress(app, metrics)), bare);
      }
    });

    it("are counted once where the instrumentation is installed again, in the application and in mounted ones", async () => {
      const metrics = createHttpMetrics({ defaultMetrics: false });
      const [app, inner] = [express(), express()];
      instrumentExpress(app, metrics);
      instrumentExpress(app, metrics);
      instrumentExpress(inner, metrics);
      inner.get("/:id", answer);
      app.use("/inner", inner);
      await served(app, (port) => request(port, "/inner/1"));
      assert.deepEqual(await counts(metrics), { "GET /inner/:id 200": 1 });
    });

    it("have all prefixes where only a mounted application is instrumented", async () => {
      const metrics = createHttpMetrics({ defaultMetrics: false });
      const [app, inner] = [express(), express()];
      instrumentExpress(inner, metrics);
      inner.get("/:id", answer);
      app.use("/inner/:inner", inner);
      await served(app, (port) => request(port, "/inner/1/2"));
      assert.deepEqual(await counts(metrics), { "GET /inner/:inner/:id 200": 1 });
    });
  });
}

describe("routes of an Express 5 whose router does not keep paths, as before router 2.3", () => {
  it("are found by trying what a mount matches", async () => {
    const metrics = createHttpMetrics({ defaultMetrics: false });
    const app = express5();
    instrumentExpress(app, metrics);
    const inner = express5.Router();
    inner.get("/:id", answer);
    app
      .use("/Tenants/:tenant/v:version", inner)
      .use(["/a", "/b/*rest/e"], inner)
      .use(/^\/r\d+/, inner)
      .use("/o{/:lang}/x", inner);
    for (const layer of app.router.stack) delete (layer as { rawPath?: unknown }).rawPath;
    await served(app, async (port) => {
      for (const path of [
        "/tenants/acme/v7/1",
        "/TENANTS/acme%20x/v8/2",
        "/a/1",
        "/b/c/d/e/1",
        "/r77/1",
        "/o/x/1",
        "/o/en/x/1",
      ])
        await request(port, path);
    });
    assert.deepEqual(await counts(metrics), {
      "GET /tenants/:tenant/v:version/:id 200": 2,
      "GET /a/:id 200": 1,
      "GET /b/*rest/e/:id 200": 1,
      "GET /*/:id 200": 1,
      "GET /o/x/:id 200": 1,
      "GET /o/:lang/x/:id 200": 1,
    });
  });
});
