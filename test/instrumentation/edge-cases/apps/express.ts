/** The fixture's application on Express 4 and 5: every way in which a request finds, or doesn't find, its route. */
import { join } from "node:path";
import { Readable } from "node:stream";
import type {
  Application,
  ErrorRequestHandler,
  Express,
  NextFunction,
  Request,
  RequestHandler,
  Response,
} from "express";
import { PROBE_ROUTES } from "../../../../instrumentation";
import * as behaviours from "./behaviours";
import type { Behaviour } from "./behaviours";
import type { Waiting } from "./waiting";

/** Express 4 or 5: their types are the same where the fixture uses them. */
export type ExpressModule = typeof import("express");

/** What depends on the version: the syntax of paths, and what happens to a rejected promise. */
export interface Dialect {
  readonly optional: string;
  readonly wildcard: string;
  readonly everything: string;
  /** A parameter that has to be a number, in a mount and in a route; undefined where paths can't say so. */
  readonly digits?: string;
  /** Lets an asynchronous handler's rejection reach the error handlers, as a team does it on this version. */
  asynchronous(handler: (request: Request, response: Response) => Promise<void>): RequestHandler;
}

/** The dialects. */
export const dialects: Readonly<Record<"express4" | "express5", Dialect>> = {
  express4: {
    optional: "/letters/:letter?",
    wildcard: "/files/*",
    everything: "*",
    digits: "/:number(\\d+)",
    asynchronous: (handler) => (request, response, next) => void handler(request, response).catch(next),
  },
  express5: {
    optional: "/letters{/:letter}",
    wildcard: "/files/*path",
    everything: "/{*path}",
    asynchronous: (handler) => handler,
  },
};

/** An error with the status that it is to be answered with. */
class StatusError extends Error {
  constructor(readonly status: number) {
    super(`status ${status}`);
  }
}

const ok: RequestHandler = (_request, response) => void response.send("ok");
const pass: RequestHandler = (_request, _response, next) => next();
const throws: RequestHandler = () => {
  throw new Error("thrown");
};

/** The application; `instrument` is called right after it is made. */
export function expressApp(
  express: ExpressModule,
  dialect: Dialect,
  waiting: Waiting,
  instrument: (app: Express) => void,
): Express {
  const app = express();
  instrument(app);
  app.set("env", "test");
  const behaves =
    (behaviour: Behaviour): RequestHandler =>
    (request, response) =>
      behaviour(request, response, waiting);
  addProbes(app);
  addGuards(app, express, waiting, behaves);
  addRoutes(app, express, dialect);
  addRouters(app, express);
  addOutcomes(app, express, dialect, behaves);
  addErrorHandlers(app);
  return app;
}

function addProbes(app: Application): void {
  for (const path of PROBE_ROUTES) app.get(path, ok);
  app.get("/health/details", ok);
}

/** Middleware that answers, or fails, before a route could match. */
function addGuards(
  app: Application,
  express: ExpressModule,
  waiting: Waiting,
  behaves: (behaviour: Behaviour) => RequestHandler,
): void {
  app.use("/guard", (_request, response) => void response.status(401).send("who?"));
  app.use("/guard-hangs", behaves(behaviours.hangs));
  app.use("/guard-throws", throws);
  app.use("/guard-refuses", (_request, _response, next) => next(new StatusError(403)));
  app.use("/guard-redirects", (_request, response) => response.redirect("/login"));
  app.use("/cors", (request, response, next) =>
    request.method === "OPTIONS" ? void response.status(204).end() : next(),
  );
  app.use((request, _response, next) => {
    request.url = request.url.replace(/^\/legacy/, "");
    next();
  });
  app.use("/rewritten", (request, _response, next) => {
    request.url = request.url.replace(/^\/old/, "/new");
    next();
  });
  const guarded = express.Router();
  guarded.use((request, response, next) =>
    request.headers.authorization ? next() : void response.status(401).send("who?"),
  );
  guarded.get("/secrets/:id", ok);
  app.use("/guarded", guarded);
  app.use("/assets", express.static(join(__dirname, "assets")));
  app.use(
    "/json",
    (_request, _response, next) => {
      waiting.enter();
      next();
    },
    express.json({ limit: 50 }),
  );
}

/** Routes of the application itself. */
function addRoutes(
  app: Application,
  express: ExpressModule,
  { optional, wildcard, everything, digits }: Dialect,
): void {
  app.get("/", ok);
  app.get("/plain", ok);
  app.get("/flights/:from-:to", ok);
  app.get(["/first/:id", "/second/:id"], ok);
  app.get(["/third/:id", /^\/fourth\/(\d+)$/], ok);
  app.get(/^\/numbers\/(\d+)$/, ok);
  app.get(optional, ok);
  app.get(wildcard, ok);
  if (digits !== undefined)
    app.get(`/digits${digits}`, ok).use(`/digit-mounts${digits}`, express.Router().get("/:id", ok));
  app.all(
    `/closed${everything === "*" ? "/*" : everything}`,
    (_request, response) => void response.status(401).send("who?"),
  );
  app.get("/cors/:id", ok);
  app.get("/handlers/:id", pass, [pass, pass], ok);
  app.get("/handlers-refuse/:id", (_request, response) => void response.status(403).send("no"), ok);
  app.get("/choices/:id", (request, _response, next) => (request.params.id === "1" ? next("route") : next()), ok);
  app.get("/choices/:name", (_request, response) => void response.status(202).send("other"));
  app.get("/twice/:id", pass);
  app.get("/twice/:name", ok);
  app.get("/passes/:id", pass);
  app.all("/any/:id", ok);
  app
    .route("/books/:book")
    .get(ok)
    .post((_request, response) => void response.status(201).send("made"))
    .delete((_request, response) => void response.status(204).end());
  app.options("/answers-options/:id", (_request, response) => void response.status(204).end());
  app.head("/answers-head/:id", (_request, response) => void response.status(204).end());
  app.get("/redirects/:id", (_request, response) => response.redirect(302, "/plain"));
  app.get("/redirects-forever/:id", (_request, response) => response.redirect(301, "/plain"));
  app.post("/redirects/:id", (_request, response) => response.redirect(303, "/plain"));
  app.get("/empty/:id", (_request, response) => void response.status(204).end());
  app.get("/tagged/:id", (_request, response) => void response.set("ETag", '"1"').send("tagged"));
  app.get("/ranges/:id", (_request, response) => response.sendFile(join(__dirname, "assets", "page.txt")));
  app.post("/json/:id", (request, response) => void response.status(201).json(request.body));
  app.get("/rewritten/new/:id", ok);
  app.post("/grows", (_request, response) => {
    app.get("/grown/:id", ok);
    response.status(201).send("grown");
  });
  app.all(
    `/catches${everything === "*" ? "/*" : everything}`,
    (_request, response) => void response.status(404).send("caught"),
  );
  const counted = express.Router();
  counted.param("user", (_request, _response, next, id) => (id === "0" ? next(new StatusError(404)) : next()));
  counted.get("/:user", ok);
  app.use("/checked", counted);
}

/** Routers and applications below others. */
function addRouters(app: Application, express: ExpressModule): void {
  const byId = (): Express | ReturnType<ExpressModule["Router"]> => {
    const router = express.Router();
    router.get("/", ok);
    router.get("/:id", ok);
    router.post("/:id/notes/:note", (_request, response) => void response.status(201).send("made"));
    return router;
  };
  app.use("/users", byId());
  app.use("/orders", byId());
  const shared = byId();
  app.use("/left", shared);
  app.use("/right", shared);
  app.use(["/blue", "/green"], byId());
  app.use(/^\/v\d+/, byId());
  app.use("/tenants/:tenant", byId());
  app.use("/merged/:tenant/items", express.Router({ mergeParams: true }).get("/:item", ok));

  const pages = express.Router({ mergeParams: true }).get("/:page", ok);
  const reports = express.Router().use("/:report/pages", pages);
  const v1 = express.Router().use("/reports", reports);
  const api = express.Router().use("/v1", v1);
  app.use("/api", api);

  app.use("/slash/", byId());
  app.use("/dots/v1.2", byId());
  app.use(["/one/:a", "/two/:b", /^\/three\/\d+/], byId());
  app.use("/both", express.Router().get("/first/:id", ok), express.Router().get("/second/:id", ok));
  app.use("/internal", express.Router().get("/healthz", ok));
  const known = byId();
  const handled: RequestHandler = (request, response, next) => (known as RequestHandler)(request, response, next);
  app.use("/handled-router", handled);
  const tree = express.Router().get("/leaf/:leaf", ok);
  tree.use("/:branch", tree);
  app.use("/trees", tree);
  const remounted = byId();
  app.use("/mounted-once", remounted);
  app.post("/remounts", (_request, response) => {
    app.use("/mounted-again", remounted);
    response.status(201).send("mounted");
  });

  const root = express.Router().get("/at-root/:id", ok);
  app.use(root);

  const leaves = express.Router();
  leaves.get("/:id", (_request, _response, next) => next("router"));
  app.use("/leaves", leaves);
  app.get("/leaves/:other", (_request, response) => void response.status(202).send("left"));

  const people = express();
  people.get("/people/:person", ok);
  people.get("/people/:person/fails", throws);
  const admin = express();
  admin.use("/inner", people);
  admin.get("/rooms/:room", ok);
  app.use("/admin", admin);
  app.use("/sites/:site", express().get("/posts/:post", ok));

  const failing = express.Router();
  failing.get("/:id", throws);
  const handlesErrors: ErrorRequestHandler = (_error, _request, response, _next) =>
    void response.status(422).send("handled");
  failing.use(handlesErrors);
  app.use("/failing", failing);

  const strict = express.Router({ strict: true, caseSensitive: true });
  strict.get("/Exact/", ok);
  app.use("/strict", strict);

  const stacked = express.Router().get("/:id", ok);
  app.use("/stacked/:id", pass, [pass, pass], stacked);
}

/** Ends of requests, good and bad. */
function addOutcomes(
  app: Application,
  express: ExpressModule,
  { asynchronous }: Dialect,
  behaves: (behaviour: Behaviour) => RequestHandler,
): void {
  app.all("/hangs/:id", behaves(behaviours.hangs));
  for (const [path, behaviour] of Object.entries(behaviours.byPath)) app.get(path, behaves(behaviour));
  app.post("/reads/:id", behaves(behaviours.readsBody));
  app.post("/refuses/:id", behaves(behaviours.refusesBody));
  const sockets = express
    .Router()
    .get("/:room", behaves(behaviours.switches))
    .get("/refused/:room", (_request, response) => void response.status(403).send("no"));
  app.use("/sockets", sockets);
  app.use("/dummies", express.Router().get("/:room", behaves(behaviours.switches)));

  app.get("/throws/:id", throws);
  app.get(
    "/rejects/:id",
    asynchronous(async () => {
      throw new Error("rejected");
    }),
  );
  app.get("/conflicts/:id", (_request, _response, next) => next(new StatusError(409)));
  app.get("/handled/:id", (_request, _response, next) => next(new Error("handled elsewhere")));
  app.get("/handled-redirects/:id", (_request, _response, next) => next(new Error("redirected")));
  app.get("/throws-late/:id", (_request, response, next) => {
    response.write("part", () => next(new Error("after the headers")));
  });
  app.get("/throws-late-below", (_request, response) => {
    response.write("part");
    throw new Error("after the headers");
  });
  app.get("/throws-after-answer/:id", (_request, response) => {
    response.send("ok");
    throw new Error("after the answer");
  });
  app.get("/sends-twice/:id", (_request, response) => {
    response.send("first");
    response.send("second");
  });
  app.get("/pipes/:id", (_request, response) => void Readable.from(["one", "two", "three"]).pipe(response));
  app.get(
    "/statuses/:status",
    (request: Request<{ status: string }>, response) => void response.status(Number(request.params.status)).send("odd"),
  );
}

function addErrorHandlers(app: Application): void {
  app.use((error: Error, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    if (request.path.startsWith("/handled/")) return void response.status(502).send("handled");
    if (request.path.startsWith("/handled-redirects/")) return response.redirect("/sorry");
    next(error);
  });
}
