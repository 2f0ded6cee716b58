/**
 * The templates of a layer: what a developer wrote as its path, which is what a label may say.
 *
 * `request.baseUrl` has the ids of parametrised mounts in it, and the layers of Express 4 don't keep the path that they were
 * made of. So it is read from the regular expression that Express 4 made of it.
 */
import { pathsOf, type Layer, type Match, type Path } from "./parts";
import { probed } from "./probe";

/** One of the paths of a layer. */
export interface Alternative {
  /** Absent where it shows only by a path that matches. */
  readonly template?: string;
  /** What it takes of a path, from its beginning; undefined where it does not match. */
  take(path: string): Taken | undefined;
}

export interface Taken {
  readonly prefix: string;
  readonly template: string;
}

/** What the layer's path can be. Several where it was given as an array. */
export function alternatives(layer: Layer): readonly Alternative[] {
  if (layer.regexp !== undefined) return ofRegexp(layer, layer.regexp);
  const matchers = layer.matchers ?? [];
  const paths = pathsOf(layer.route?.path ?? layer.rawPath);
  if (layer.slash === true) return [root];
  return matchers.map((matcher, index) => {
    const match = (path: string) => safely(() => matcher(path) || undefined);
    const path = paths[index];
    return path === undefined ? unwritten(match) : fixed(templateOf(path), (text) => match(text)?.path);
  });
}

const root = fixed("/", () => "");

function fixed(template: string, take: (path: string) => string | undefined): Alternative {
  return {
    template,
    take: (path) => {
      const prefix = take(path);
      return prefix === undefined ? undefined : { prefix, template };
    },
  };
}

/** A path that nothing says. It is found out once for each set of optional parameters. */
function unwritten(match: (path: string) => Match | undefined): Alternative {
  const templates = new Map<string, string>();
  return {
    take: (path) => {
      const found = match(path);
      if (found === undefined) return undefined;
      const key = Object.keys(found.params).join();
      const template = templates.get(key) ?? probed(match, found);
      templates.set(key, template);
      return { prefix: found.path, template };
    },
  };
}

/** A path as a label: a regular expression in parentheses, without the escapes of its slashes. */
export function templateOf(path: Path): string {
  return typeof path === "string" ? path : `(${path.source.replaceAll("\\/", "/")})`;
}

function safely<Value>(value: () => Value): Value | undefined {
  try {
    return value();
  } catch {
    return undefined;
  }
}

// What path-to-regexp 0.1 appends to a path, of a mount and of a route.
const ENDINGS = ["\\/?(?=\\/|$)", "\\/?$", "(?=\\/|$)", "$"];

function ofRegexp({ route, keys = [] }: Layer, regexp: NonNullable<Layer["regexp"]>): readonly Alternative[] {
  if (regexp.fast_slash === true) return [root];
  const take = (matcher: RegExp) => (path: string) => matcher.exec(path)?.[0];
  const written = route === undefined ? undefined : pathsOf(route.path);
  if (written !== undefined && written.length < 2) return [fixed(templateOf(written[0] ?? "/"), take(regexp))];
  const sources = branches(regexp.source);
  const names = keys.map(({ name }) => name);
  return sources.map((source, index) => {
    const text = writtenAs(source, names);
    const matcher = sources.length === 1 ? regexp : new RegExp(source, regexp.flags);
    return fixed(written?.length === sources.length ? templateOf(written[index] as Path) : text, take(matcher));
  });
}

/** The alternatives of an array: what stands between bars that are in no group and no class. */
function branches(source: string): string[] {
  const found: string[] = [];
  let from = 0;
  let depth = 0;
  for (let at = 0; at < source.length; at++) {
    const char = source[at];
    if (char === "\\") at++;
    else if (char === "[") at = endOfClass(source, at);
    else if (char === "(") depth++;
    else if (char === ")") depth--;
    else if (char === "|" && depth === 0) {
      found.push(source.slice(from, at));
      from = at + 1;
    }
  }
  return [...found, source.slice(from)];
}

/** The path that a regular expression was made of. Takes the names of its parameters from the list. */
function writtenAs(source: string, names: (string | number)[]): string {
  const ending = ENDINGS.find((candidate) => source.endsWith(candidate));
  if (ending === undefined || !source.startsWith("^")) {
    names.splice(0, groups(source));
    return templateOf(new RegExp(source));
  }
  return plain(source.slice(1, -ending.length), names);
}

function plain(source: string, names: (string | number)[]): string {
  let text = "";
  for (let at = 0; at < source.length; at++) {
    const char = source[at] as string;
    if (char === "\\") text += source[++at] ?? "";
    else if (char !== "(") text += char;
    else {
      const end = endOfGroup(source, at);
      const inner = source.slice(at + 1, end);
      if (inner.startsWith("?:")) text += plain(inner.slice(2), names);
      else text += parameter(names.shift(), inner, names);
      at = end;
    }
  }
  return text;
}

function parameter(name: string | number | undefined, pattern: string, names: (string | number)[]): string {
  names.splice(0, groups(pattern));
  if (typeof name === "string") return `:${name}`;
  return pattern === ".*" ? "*" : `(${pattern.replaceAll("\\/", "/")})`;
}

/** How many groups a pattern captures. */
function groups(pattern: string): number {
  return (new RegExp(`${pattern}|`).exec("")?.length ?? 1) - 1;
}

function endOfGroup(source: string, from: number): number {
  let depth = 0;
  for (let at = from; at < source.length; at++) {
    const char = source[at];
    if (char === "\\") at++;
    else if (char === "[") at = endOfClass(source, at);
    else if (char === "(") depth++;
    else if (char === ")" && --depth === 0) return at;
  }
  return source.length;
}

function endOfClass(source: string, from: number): number {
  for (let at = from + 1; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source[at] === "]") return at;
  }
  return source.length;
}
