/**
 * How a request came to its route: noted at that moment, because nothing that Express keeps tells it afterwards. An error that leaves
 * a mounted application takes the application, and the mount's path and parameters, with it.
 *
 * Express has one object for each application, `app.request`, that all its requests inherit from and that is there to be extended.
 * A mounted application's inherits from its parent's. So properties of that object see what Express sets: `next` at the beginning
 * and at the end of each router, and `route` at each route.
 */
import type { IncomingMessage } from "node:http";
import type { App, Request, Route } from "./parts";

export interface Entered {
  readonly route: Route | undefined;
  /** The application that the route is in. */
  readonly app: App | undefined;
  /** The path that the mounts took, with the ids in it, and what was left for the route. */
  readonly baseUrl: string;
  readonly url: string;
  /** The router that the route is in. */
  readonly router: EnteredRouter | undefined;
}

/** A router that a request is in. */
export interface EnteredRouter {
  /** What leaves it. Express sets the outer one's again then. */
  readonly next: unknown;
  /** The application that it is in, once that has begun. */
  app: App | undefined;
  readonly baseUrl: string;
  /** Parameters of the layer that it is mounted at. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly outer: EnteredRouter | undefined;
}

/** The same for all copies of this package in a process: whichever was first notes it for all. */
const NOTES = Symbol.for("qualisys.instrumentation.entered");

/** What is noted of a request. In one object: Node.js takes long to give a request one property after the other. */
interface Notes {
  entered: Entered | undefined;
  router: EnteredRouter | undefined;
}

type Noted = Request & { [NOTES]?: Notes };

function notesOn(request: Noted): Notes {
  return (request[NOTES] ??= { entered: undefined, router: undefined });
}

/** Notes the routes that requests of this application enter, and of all that are mounted on it, whenever they are. */
export function watchRoutes({ request: prototype }: App): void {
  // There already: by another copy of this package, or by the application that this one is mounted on.
  if (typeof prototype !== "object" || "route" in prototype) return;
  Object.defineProperties(prototype, {
    route: {
      configurable: true,
      enumerable: true,
      get(this: Noted) {
        return this[NOTES]?.entered?.route;
      },
      set(this: Noted, route: Route | undefined) {
        const notes = notesOn(this);
        const { app, baseUrl = "", url = "/" } = this;
        notes.entered = { route, app, baseUrl, url, router: notes.router };
      },
    },
    next: {
      configurable: true,
      enumerable: true,
      get(this: Noted) {
        return this[NOTES]?.router?.next;
      },
      set(this: Noted, next: unknown) {
        const notes = notesOn(this);
        const inside = notes.router;
        let at = inside;
        while (at !== undefined && at.next !== next) at = at.outer;
        const { app, baseUrl = "", params = {} } = this;
        // Express 4 begins an application inside of its router, and sets this again.
        if (at !== undefined && at === inside) at.app = app;
        notes.router = at ?? (next === undefined ? undefined : { next, app, baseUrl, params, outer: inside });
      },
    },
  });
}

/**
 * Has a request inherit from its application's object now: Express 4 does so only in its second layer, when a router was entered
 * already.
 */
export function beginIn({ request: prototype, _router }: App, request: IncomingMessage): void {
  if (_router !== undefined && typeof prototype === "object") Object.setPrototypeOf(request, prototype);
}

/** Visits the applications that the request is in, and those that it was in at its route, as far as they were noted. */
export function visitApps(request: Request, visit: (app: App) => void): void {
  const { app } = request;
  const { router, entered } = (request as Noted)[NOTES] ?? {};
  if (app !== undefined) visit(app);
  if (entered?.app !== undefined) visit(entered.app);
  for (let at = router; at !== undefined; at = at.outer) if (at.app !== undefined) visit(at.app);
  for (let at = entered?.router; at !== undefined; at = at.outer) if (at.app !== undefined) visit(at.app);
}

/** What was noted when the request entered the route that it has; undefined where that was not seen. */
export function enteredBy(request: Request): Entered | undefined {
  const entered = (request as Noted)[NOTES]?.entered;
  return entered !== undefined && entered.route === request.route ? entered : undefined;
}
