/**
 * The route of a request of Express, as it was written, with all prefixes that it is mounted at.
 *
 * Express keeps which route a request entered (`request.route`), and which part of the path the mounts took (`request.baseUrl`),
 * with the ids in it. So the ways to a route are looked up, and the one is taken whose mounts take just that part.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { beginIn, notesOf, routeIn, watchRoutes, type Entered, type EnteredRouter } from "./entered";
import { pathsOf, type App, type Request, type Route } from "./parts";
import { templateOf, type Alternative } from "./templates";
import { RouteTree } from "./tree";
import { firstTaken, fixedLabel, joined, onlyTemplate, takenBy, type Partly, type Way } from "./ways";

/** The label that a route had last. It has it again where the request came by the same mounts. */
interface Last {
  readonly mountedAt: string;
  readonly label: string;
}

/** Where a route was entered. */
type Place = Pick<Entered, "baseUrl" | "url"> & Partial<Pick<Entered, "router">>;

export class ExpressRoutes {
  private tree: RouteTree | undefined;
  private lasts = new WeakMap<Route, Last>();
  private readonly mounted = new Set<App>();

  constructor(private readonly app: App) {
    watchRoutes(app);
  }

  /**
   * The label of a request's route, or of the mount that answered it; undefined where the application itself did, or nothing.
   *
   * @param above path of mounts outside of all applications of Express, by which the request came
   */
  of(request: IncomingMessage, response: ServerResponse, above = ""): string | undefined {
    const { app, method, baseUrl = "", url = "/" } = request as Request;
    const notes = notesOf(request as Request);
    const route = routeIn(request as Request, notes);
    // Undefined where it was not seen how the request entered the route that it has.
    const entered = notes?.entered?.route === route ? notes?.entered : undefined;
    if (app !== undefined) this.learn(app);
    if (notes !== undefined) notes.apps.forEach(this.learn);
    const tree = this.current();
    const mountedAt =
      this.app.parent === undefined && above !== "" && baseUrl.startsWith(above)
        ? baseUrl.slice(above.length)
        : baseUrl;
    if (route === undefined && method === "OPTIONS" && response.getHeader("allow") !== undefined) {
      // Express answers from the methods of the routes that match, without entering one.
      const label = firstMatch(tree.all, request as Request);
      if (label !== undefined) return label;
    }
    // Express enters a route for HEAD that has neither GET nor HEAD, finds nothing there, and goes on.
    if (route === undefined || (method === "HEAD" && !answersHead(route)))
      return answeringMount(tree, request as Request, mountedAt);
    if (entered !== undefined) {
      const wentOn = baseUrl !== entered.baseUrl && !`${entered.baseUrl}/`.startsWith(`${baseUrl}/`);
      const label = wentOn ? answeringMount(tree, request as Request, mountedAt) : undefined;
      return label ?? this.at(tree, route, entered, baseUrl.length - mountedAt.length);
    }
    // In an application that a function calls: nobody saw the request enter it, and it has the request still.
    const isInside = mountedAt !== "" || (app !== this.app && !tree.ways.has(route));
    if (!isInside) return guessed(tree, route, request as Request);
    return this.at(tree, route, { baseUrl, url }, baseUrl.length - mountedAt.length);
  }

  /** The label of a route that was entered at this place; so many characters of its mounts' path are not the application's. */
  private at(tree: RouteTree, route: Route, place: Place, above: number): string {
    const last = this.lasts.get(route);
    if (last?.mountedAt === place.baseUrl) return last.label;
    const { label, isFixed } = labelAt(tree, route, place, above);
    if (isFixed) this.lasts.set(route, { mountedAt: place.baseUrl, label });
    return label;
  }

  /** An application that requests are in may be one that is mounted, which no layer says. */
  private readonly learn = (app: App): void => {
    if (app === this.app || this.mounted.has(app)) return;
    // One that a function calls: from now on it notes its routes.
    if (app.parent === undefined) watchRoutes(app);
    for (let at: App | undefined = app; at?.parent !== undefined; at = at.parent) {
      this.mounted.add(at);
      this.tree = undefined;
    }
  };

  /** Has a request note its routes, in all applications that are in a router by now. Nothing is thrown. */
  begin(request: IncomingMessage): void {
    try {
      this.current();
      beginIn(this.app, request);
    } catch {
      // Its label is looked up when it ends, and what is wrong is said then.
    }
  }

  private current(): RouteTree {
    const outermost = this.app.parent === undefined ? this.app : topmost(this.app);
    if (this.tree === undefined || this.tree.app !== outermost || this.tree.isOutdated()) {
      if (outermost !== this.app) this.mounted.add(this.app);
      this.lasts = new WeakMap();
      this.tree = new RouteTree(outermost, this.mounted);
    }
    return this.tree;
  }
}

/** The label of a route, and whether every request has it that came by the same mounts' path. */
function labelAt(
  tree: RouteTree,
  route: Route,
  { baseUrl, url, router }: Place,
  above: number,
): { readonly label: string; readonly isFixed: boolean } {
  const mountedAt = baseUrl.slice(above);
  const sure = waysBy(tree.ways.get(route), mountedAt);
  const possible = waysBy(tree.possible.get(route), mountedAt);
  const found =
    sure.length === 1 && possible.length === 0 ? sure[0] : likeliest([...sure, ...possible], baseUrl, above, router);
  if (found !== undefined) {
    const template = onlyTemplate(found.own) ?? firstTaken(found.own, pathOf(url))?.template ?? ownTemplate(route);
    const isFixed = found.own.length === 1 && sure.length + possible.length === 1;
    return { label: joined([...found.templates, template]), isFixed };
  }
  // Reached through a function that calls its router: what is mounted there takes a part of the path, or all of it.
  const { templates, rest } = longest(tree.mounts, mountedAt) ?? { templates: [], rest: mountedAt };
  const prefix = rest === "" ? templates : [...templates, templates.length === 0 ? "*" : "/*"];
  return { label: joined([...prefix, ownTemplate(route)]), isFixed: true };
}

/** A way to a route, whose mounts take all of a path. */
interface Found extends Partly {
  readonly own: readonly Alternative[];
}

function waysBy(ways: readonly Way[] = [], mountedAt: string): Found[] {
  return ways.flatMap((way) => {
    const taken = takenBy(way.slice(0, -1), mountedAt);
    return taken?.rest === "" ? [{ ...taken, own: way.at(-1) as readonly Alternative[] }] : [];
  });
}

/** The way whose parameters are those that the request had in the routers on it; of several, the first. */
function likeliest(
  found: readonly Found[],
  baseUrl: string,
  above: number,
  router: EnteredRouter | undefined,
): Found | undefined {
  const known = new Map<number, EnteredRouter>();
  // The outermost of a length is the one that was entered by what took that much.
  for (let at = router; at !== undefined; at = at.outer) known.set(at.baseUrl.length, at);
  const scored = found.map(({ templates, ends }) => {
    let score = 0;
    for (const [index, template] of templates.entries()) {
      const from = above + (ends[index - 1] ?? 0);
      const to = above + (ends[index] as number);
      const params = from === to ? undefined : known.get(to)?.params;
      if (params !== undefined) score += agreement(template, baseUrl.slice(from, to), params);
    }
    return score;
  });
  return found[scored.indexOf(Math.max(...scored))];
}

/** How many parameters of a template a request has; below none where it has not what it would have by that template. */
function agreement(template: string, path: string, params: Readonly<Record<string, unknown>>): number {
  if (parametersOf(template).some((name) => params[name] === undefined)) return Number.NEGATIVE_INFINITY;
  const [names, values] = [template.split("/"), path.split("/")];
  const differs = names.some((name, index) => {
    const value = params[name.slice(1)];
    return (
      /^:\w+$/.test(name) &&
      names.length === values.length &&
      typeof value === "string" &&
      value !== decoded(values[index] ?? "")
    );
  });
  if (differs) return Number.NEGATIVE_INFINITY;
  return [...template.matchAll(/[:*](\w+)/g)].filter(([, name]) => params[name as string] !== undefined).length;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What the mounts take of a path that take most of it. Of several, those that are the path itself, or the last. */
function longest(ways: readonly Way[], path: string): Partly | undefined {
  let best: Partly | undefined;
  for (const way of ways) {
    const taken = takenBy(way, path);
    if (taken === undefined || taken.rest === path) continue;
    const isLess = best !== undefined && taken.rest.length > best.rest.length;
    const isAsWritten = best !== undefined && taken.rest === best.rest && isLiteral(best, path);
    if (!isLess && !isAsWritten) best = taken;
  }
  return best;
}

/**
 * The label of middleware that is mounted at a path and answered: Express leaves its path in the request, as long as nobody calls
 * `next`.
 */
function answeringMount(tree: RouteTree, { params = {} }: Request, mountedAt: string): string | undefined {
  if (mountedAt === "") return undefined;
  const able = tree.mounts.filter((way) => {
    const taken = takenBy(way, mountedAt);
    return (
      taken !== undefined && parametersOf(taken.templates.at(-1) ?? "").every((name) => params[name] !== undefined)
    );
  });
  const found = longest(able, mountedAt);
  // Where a part is left, a function called a router, in which something is mounted.
  return found && joined(found.templates);
}

function isLiteral({ templates, rest }: Partly, path: string): boolean {
  return joined(templates).toLowerCase() === path.slice(0, path.length - rest.length).toLowerCase();
}

/** The parameters that a path has to have. */
function parametersOf(template: string): string[] {
  return /[?{(]/.test(template) ? [] : [...template.matchAll(/[:*](\w+)/g)].map(([, name]) => name as string);
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

/** A route's template without its prefixes. */
function ownTemplate({ path }: Route): string {
  return [...new Set(pathsOf(path).map(templateOf))].join(",");
}

/** The label of a route of which nobody saw how it was entered: any of its ways is better than an id. */
function guessed(tree: RouteTree, route: Route, request: Request): string {
  const ways = tree.ways.get(route) ?? [];
  return (
    firstMatch(ways, request) ??
    ways.map(fixedLabel).find((label) => label !== undefined) ??
    joined(["*", ownTemplate(route)])
  );
}

/** The label of the first way that a request can have taken: by the path that a handler may have rewritten, else by its client's. */
function firstMatch(ways: readonly Way[], { baseUrl = "", url = "/", originalUrl = url }: Request): string | undefined {
  for (const path of [baseUrl + pathOf(url), pathOf(originalUrl)]) {
    for (const way of ways) {
      const taken = takenBy(way, path);
      if (taken !== undefined) return joined(taken.templates);
    }
  }
  return undefined;
}
