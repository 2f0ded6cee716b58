/**
 * All routers and mounted applications of an application, walked once: each route with the ways that lead to it, and the
 * middleware that is mounted at a path.
 *
 * Express hides a mounted application in a function and names it nowhere in the layer. Which applications there are is learned from
 * the requests that are in them (`request.app`), and on which one each is mounted, and where, from `app.parent` and `app.mountpath`.
 */
import { watchRoutes } from "./entered";
import { layersOf, pathsOf, type App, type Layer, type Route } from "./parts";
import { alternatives, templateOf, type Alternative } from "./templates";
import { onlyTemplate, type Way } from "./ways";

/** The layers of a router, and how many it had when they were walked. */
interface Seen {
  readonly layers: readonly Layer[];
  readonly count: number;
}

/** How often a router that is mounted in itself is followed on one way: it must not be walked for ever. */
const MOST_TURNS = 4;
/** Routers that are walked at most, each as often as it is mounted. */
const MOST_ROUTERS = 5000;

export class RouteTree {
  /** The ways to each route. */
  readonly ways = new Map<Route, Way[]>();
  /** Further ways on which a route of a mounted application may be: behind middleware at a path, where it was mounted before. */
  readonly possible = new Map<Route, Way[]>();
  /** All sure ways, in the order in which Express tries them. */
  readonly all: Way[] = [];
  /** The ways to what is mounted and may answer itself or call a router: middleware, and routers of nothing else. */
  readonly mounts: Way[] = [];
  private readonly seen: Seen[] = [];

  /**
   * @param app the outermost application
   * @param mounted the applications that are known to be mounted on another
   */
  constructor(
    readonly app: App,
    private readonly mounted: ReadonlySet<App>,
  ) {
    this.enterApp(app, { mounts: [], routers: [], isSure: true });
  }

  /** Whether something was added since. It is asked at each request, and compares two numbers for each router. */
  isOutdated(): boolean {
    const { seen } = this;
    for (let index = 0; index < seen.length; index++) {
      const { layers, count } = seen[index] as Seen;
      if (layers.length !== count) return true;
    }
    return seen.length === 0;
  }

  private enterApp(app: App, place: Place): void {
    watchRoutes(app);
    this.enter(
      layersOf(app),
      place,
      [...this.mounted].filter(({ parent }) => parent === app).map((child) => ({ child, tried: new Set() })),
    );
  }

  private enter(layers: readonly Layer[], place: Place, children: readonly Child[]): void {
    const { mounts, routers } = place;
    if (routers.filter((known) => known === layers).length >= MOST_TURNS || this.seen.length >= MOST_ROUTERS) return;
    this.seen.push({ layers, count: layers.length });
    let onlyMiddleware = mounts.length > 0 && layers.length > 0;
    for (const layer of layers) {
      const { route, handle } = layer;
      const inside = { ...place, mounts: [...mounts, alternatives(layer)], routers: [...routers, layers] };
      if (route !== undefined) {
        if (place.isSure) this.all.push(inside.mounts);
        add(route, inside.mounts, place.isSure ? this.ways : this.possible);
      } else if (Array.isArray(handle.stack)) this.enter(handle.stack, inside, []);
      else if (typeof handle.handle === "function") this.enterApp(handle as App, inside);
      else {
        // Error handlers, which Express too knows by the number of their parameters, answer for others.
        if (handle.length < 4) this.enterMiddleware(layer, inside, children);
        continue;
      }
      onlyMiddleware = false;
    }
    if (onlyMiddleware) this.mounts.push(mounts);
  }

  /** Middleware, and the applications that may be behind it. Of several with one path, the first stands for all. */
  private enterMiddleware(layer: Layer, inside: Place, children: readonly Child[]): void {
    const own = inside.mounts.at(-1) as readonly Alternative[];
    if (!takesEverything(layer, own)) this.mounts.push(inside.mounts);
    const templates = own.map(({ template }) => template);
    const text = templates.includes(undefined) ? undefined : templates.join();
    for (const { child, tried } of children) {
      if (text !== undefined && tried.has(text)) continue;
      if (text !== undefined) tried.add(text);
      // It has only the path that it was mounted at last.
      const isLast = text === undefined || text === pathsOf(child.mountpath).map(templateOf).join();
      this.enterApp(child, { ...inside, isSure: inside.isSure && isLast });
    }
  }
}

function add(route: Route, way: Way, to: Map<Route, Way[]>): void {
  const ways = to.get(route);
  if (ways === undefined) to.set(route, [way]);
  else ways.push(way);
}

/** Where the walk is. */
interface Place {
  readonly mounts: Way;
  /** The routers that it is in. */
  readonly routers: readonly (readonly Layer[])[];
  /** Whether what is found here is surely here. */
  readonly isSure: boolean;
}

/** A mounted application, and the templates behind which it was looked for. */
interface Child {
  readonly child: App;
  readonly tried: Set<string>;
}

/** Whether a layer is mounted at no path of its own. */
function takesEverything({ slash, regexp }: Layer, parts: readonly Alternative[]): boolean {
  if (slash === true || regexp?.fast_slash === true || regexp?.fast_star === true) return true;
  const template = onlyTemplate(parts);
  return template !== undefined && /^[/({^]*(?:\.?\*\w*)?[)}$]*$/.test(template);
}
