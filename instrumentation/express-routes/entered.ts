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
  readonly baseUrl: string;
  /** Parameters of the layer that it is mounted at. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly outer: EnteredRouter | undefined;
}

/** The same for all copies of this package in a process: whichever was first notes it for all. */
const NOTES = Symbol.for("qualisys.instrumentation.entered");

/**
 * What is noted of a request, in one object. A request that Express has changed the prototype of takes another property at ten times
 * the usual cost (3.8 us): {@link beginIn} gives it this one before.
 */
interface Notes {
  entered: Entered | undefined;
  router: EnteredRouter | undefined;
  /** The applications that it was in, one after the other, be they left or not. */
  readonly apps: App[];
}

type Noted = Request & { [NOTES]?: Notes };

function notesOn(request: Noted): Notes {
  return (request[NOTES] ??= { entered: undefined, router: undefined, apps: [] });
}

function noteApp({ apps }: Notes, app: App | undefined): void {
  if (app !== undefined && app !== apps.at(-1)) apps.push(app);
}

const NEXT: PropertyDescriptor & ThisType<Noted> = {
  configurable: true,
  enumerable: true,
  get() {
    return this[NOTES]?.router?.next;
  },
  set(next: unknown) {
    const notes = notesOn(this);
    const inside = notes.router;
    let at = inside;
    while (at !== undefined && at.next !== next) at = at.outer;
    const { app, baseUrl = "", params = {} } = this;
    noteApp(notes, app);
    notes.router = at ?? (next === undefined ? undefined : { next, baseUrl, params, outer: inside });
  },
};

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
        noteApp(notes, app);
        notes.entered = { route, baseUrl, url, router: notes.router };
      },
    },
    next: NEXT,
  });
}

/** What Express 5 gives to each request after it has changed its prototype. */
const ADDED_LATE = ["baseUrl", "originalUrl", "params"] as const;

/**
 * Readies a request to be noted, and takes what would cost much later: see {@link Notes}. Express 4 has a request inherit from its
 * application's object only in its second layer, when a router was entered already: so the request itself notes its routers.
 */
export function beginIn({ request: prototype, _router }: App, request: IncomingMessage): void {
  notesOn(request);
  if (_router !== undefined) {
    if (!("next" in request)) Object.defineProperty(request, "next", NEXT);
    return;
  }
  const given = request as Partial<Record<string, unknown>> & IncomingMessage;
  // Not what the application has for all its requests.
  for (const name of ADDED_LATE) if (!(name in request || name in prototype)) given[name] = undefined;
}

/** What is noted of a request so far; undefined where nothing is. */
export function notesOf(request: Request): Readonly<Notes> | undefined {
  return (request as Noted)[NOTES];
}

/** The route that a request has. Asked of the notes where they have it, which is half a microsecond quicker. */
export function routeIn(request: Request, notes: Readonly<Notes> | undefined): Route | undefined {
  const { entered } = notes ?? {};
  return entered === undefined || Object.hasOwn(request, "route") ? request.route : entered.route;
}
