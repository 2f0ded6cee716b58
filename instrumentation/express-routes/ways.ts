/** Ways through an application: the layers of mounts, from the application on, as the paths that they take and their templates. */
import type { Alternative, Taken } from "./templates";

/** The layers of a way, each with its paths; the last of a route's way is its own. */
export type Way = readonly (readonly Alternative[])[];

/** What a way takes of the path of mounts: its templates, and what it leaves. */
export interface Partly {
  readonly templates: readonly string[];
  /** How long the path is that each has taken with those before it. */
  readonly ends: readonly number[];
  /** What is left, from its slash on; empty where nothing is. */
  readonly rest: string;
}

/** What these mounts take of a path, each its part, as Express does; undefined where one does not match. */
export function takenBy(mounts: Way, path: string): Partly | undefined {
  const templates: string[] = [];
  const ends: number[] = [];
  let end = 0;
  let rest = path === "" ? "/" : path;
  for (const parts of mounts) {
    const part = firstTaken(parts, rest);
    if (part === undefined) return undefined;
    templates.push(part.template);
    ends.push((end += part.prefix.replace(/\/$/, "").length));
    rest = rest.slice(part.prefix.length);
    if (!rest.startsWith("/")) rest = `/${rest}`;
  }
  return { templates, ends, rest: rest === "/" ? "" : rest };
}

export function firstTaken(parts: readonly Alternative[], path: string): Taken | undefined {
  for (const part of parts) {
    const found = part.take(path);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The template of a layer that leaves no choice. */
export function onlyTemplate(parts: readonly Alternative[]): string | undefined {
  return parts.length === 1 ? parts[0]?.template : undefined;
}

/** The label of a way that leaves no choice. */
export function fixedLabel(way: Way): string | undefined {
  const templates = way.map(onlyTemplate);
  return templates.includes(undefined) ? undefined : joined(templates as string[]);
}

/** Templates one after the other, `/api/` and `/` as one `/`. A path that only ends a mount adds nothing to it. */
export function joined(templates: readonly string[]): string {
  const text = templates
    .map((template, index) =>
      index === templates.length - 1 && template !== "/" ? template : template.replace(/\/+$/, ""),
    )
    .join("");
  return text === "" ? "/" : text;
}
