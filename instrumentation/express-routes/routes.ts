/**
 * The route of a request of Express, as it was written, with all prefixes that it is mounted at.
 *
 * Express keeps which route a request matched (`request.route`), but not on which way it got there. So the way is looked up: all
 * routers and mounted applications are walked once, and each route is known by the layers that lead to it.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { mountedApp } from "./mounted-app";
import { layersOf, type App, type Layer, type Path, type Request, type Route } from "./parts";
import { alternatives, templateOf, type Alternative, type Taken } from "./templates";

/** A way to a route: the layers of its mounts, from the application on, and its own. */
type Way = readonly (readonly Alternative[])[];

/** The layers of a router, and how many it had when they were walked. */
interface Seen {
  readonly layers: readonly Layer[];
  readonly count: number;
}

/** How often a router that is mounted in itself is followed on one way: it must not be walked for ever. */
const MOST_TURNS = 4;
/** Routers that are walked at most, each as often as it is mounted. */
const MOST_ROUTERS = 5000;

export class ExpressRoutes {
  private labels = new WeakMap<Route, string>();
  private ways = new Map<Route, Way[]>();
  private all: Way[] = [];
  private seen: Seen[] = [];

  constructor(private readonly app: App) {}

  /** The label of a request's route; undefined where none matched. */
  of(request: IncomingMessage, response: ServerResponse): string | undefined {
    const { route } = request as Request;
    if (route === undefined) return request.method === "OPTIONS" ? this.ofOptions(request, response) : undefined;
    // Express enters a route for HEAD that has neither GET nor HEAD, finds nothing there, and goes on.
    if (request.method === "HEAD" && !answersHead(route)) return undefined;
    this.refresh();
    return this.labels.get(route) ?? this.find(route, request as Request);
  }

  /** Express answers OPTIONS from the methods of the routes that match, without entering one; only the header `Allow` tells. */
  private ofOptions(request: IncomingMessage, response: ServerResponse): string | undefined {
    if (response.getHeader("allow") === undefined) return undefined;
    this.refresh();
    return firstMatch(this.all, request as Request);
  }

  private find(route: Route, request: Request): string {
    if (!this.ways.has(route)) this.walk();
    const ways = this.ways.get(route) ?? [];
    const only = ways.length === 1 ? fixedLabel(ways[0] as Way) : undefined;
    if (only !== undefined) {
      this.labels.set(route, only);
      return only;
    }
    if (ways.length > 0) {
      // A path that a handler changed after it was matched may match none of several: any of them is better than an id.
      return firstMatch(ways, request) ?? ways.map(fixedLabel).find((label) => label !== undefined) ?? hidden(route);
    }
    this.labels.set(route, hidden(route));
    return hidden(route);
  }

  /**
   * Walks again where something was added since: a router may be mounted a second time while the service runs. This is asked at
   * each request, and is a comparison of two numbers for each router.
   */
  private refresh(): void {
    const { seen } = this;
    for (let index = 0; index < seen.length; index++) {
      const { layers, count } = seen[index] as Seen;
      if (layers.length !== count) {
        this.walk();
        return;
      }
    }
    if (seen.length === 0) this.walk();
  }

  private walk(): void {
    this.labels = new WeakMap();
    this.ways = new Map();
    this.all = [];
    this.seen = [];
    this.enter(layersOf(topmost(this.app)), []);
  }

  private enter(layers: readonly Layer[], mounts: Way, outer: readonly (readonly Layer[])[] = []): void {
    if (outer.filter((known) => known === layers).length >= MOST_TURNS || this.seen.length >= MOST_ROUTERS) return;
    this.seen.push({ layers, count: layers.length });
    for (const layer of layers) {
      if (layer.route !== undefined) this.add(layer.route, [...mounts, alternatives(layer)]);
      else {
        const inner = innerLayers(layer);
        if (inner !== undefined) this.enter(inner, [...mounts, alternatives(layer)], [...outer, layers]);
      }
    }
  }

  private add(route: Route, way: Way): void {
    this.all.push(way);
    const ways = this.ways.get(route);
    if (ways === undefined) this.ways.set(route, [way]);
    else ways.push(way);
  }
}

/** What is mounted at a layer: a router, or an application; undefined for other middleware. */
function innerLayers(layer: Layer): readonly Layer[] | undefined {
  const { handle } = layer;
  if (Array.isArray(handle.stack)) return handle.stack;
  if (typeof handle.handle === "function") return layersOf(handle as App);
  const app = mountedApp(layer);
  return app && layersOf(app);
}

function topmost(app: App): App {
  return app.parent === undefined ? app : topmost(app.parent);
}

function answersHead({ methods }: Route): boolean {
  return methods.head === true || methods.get === true || methods._all === true;
}

/** The path of a URL: without its query, and without the server's name that a proxy's request has before it. */
function pathOf(url: string): string {
  const path = url.split("?", 1)[0] as string;
  return path.startsWith("/") ? path : path.replace(/^\w+:\/\/[^/]*/, "");
}

/** The label of a way that leaves no choice. */
function fixedLabel(way: Way): string | undefined {
  const templates = way.map((parts) => (parts.length === 1 ? parts[0]?.template : undefined));
  return templates.includes(undefined) ? undefined : joined(templates as string[]);
}

/** The label of a route that is reached through a router that only a handler knows: of its prefix nothing is known but ids. */
function hidden({ path }: Route): string {
  return `*${([path].flat(Infinity) as Path[]).map(templateOf).join(",")}`;
}

/** The label of the first way that a request can have taken: by the path that a handler may have rewritten, else by its client's. */
function firstMatch(ways: readonly Way[], { baseUrl = "", url = "/", originalUrl = url }: Request): string | undefined {
  for (const path of [baseUrl + pathOf(url), pathOf(originalUrl)]) {
    for (const way of ways) {
      const templates = taken(way, path);
      if (templates !== undefined) return joined(templates);
    }
  }
  return undefined;
}

/** The templates that a path matches on a way, as Express does: each mount takes its part, the route has to match the rest. */
function taken(way: Way, path: string): string[] | undefined {
  const templates: string[] = [];
  let rest = path;
  for (const parts of way) {
    const part = firstTaken(parts, rest);
    if (part === undefined) return undefined;
    templates.push(part.template);
    rest = rest.slice(part.prefix.length);
    if (!rest.startsWith("/")) rest = `/${rest}`;
  }
  return templates;
}

function firstTaken(parts: readonly Alternative[], path: string): Taken | undefined {
  for (const part of parts) {
    const found = part.take(path);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Templates one after the other, `/api/` and `/` as one `/`. A path that only ends a mount adds nothing to it. */
function joined(templates: readonly string[]): string {
  const text = templates
    .map((template, index) =>
      index === templates.length - 1 && template !== "/" ? template : template.replace(/\/+$/, ""),
    )
    .join("");
  return text === "" ? "/" : text;
}
