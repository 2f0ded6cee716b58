/**
 * The programs the sandbox runs: each is found on PATH, found in the sandbox's own cache, taken from a bundle of tools or
 * from its publisher's release, or built from pinned Go modules.
 *
 * @example
 * const tools = await ensureTools(["etcd", "kube-apiserver"]);
 * await execa(tools.path("etcd"), ["--version"]);
 */
import { join } from "node:path";

import { exportBundle } from "./bundle/export";
import { importBundle } from "./bundle/import";
import { cacheFolder, toolFolder, type Environment } from "./cache";
import { catalogue, type ToolModuleName, type ToolName } from "./catalogue";
import { ensure, type EnsureOptions, type ToolSource } from "./ensure";
import { ToolError } from "./errors";
import { inUse, type ToolInUse } from "./in-use";
import { releasesOf } from "./release/source";
import { cachedVariant, type ToolPlace } from "./variants";
import { megabytes, title } from "./wording";

export { toolNames, type ToolModuleName, type ToolName } from "./catalogue";
export type { ToolSource } from "./ensure";
export { ToolError } from "./errors";
export { ORIGINS, toolLines, type ToolInUse } from "./in-use";

/** The folder with one pinned Go module per tool. */
const modulesFolder = join(__dirname, "modules");

/** How {@link ensureTools} looks and talks. */
export type EnsureToolsOptions = Pick<EnsureOptions, "env" | "log" | "progress">;

/** Tools that can be run. Asking for one that was not ensured is an error. */
export interface Tools {
  /** The absolute path of the executable. */
  path(name: ToolName): string;
  /** Where it was found: on PATH, in the cache, or where it was got from just now. */
  source(name: ToolName): ToolSource;
  /** Its version, without a leading `v`. */
  version(name: ToolName): string;
  /** All that were asked for, by module. */
  readonly inUse: readonly ToolInUse[];
  /** Why the executable of that name on PATH was not taken; undefined if there is none, or it was taken. */
  refused(name: ToolName): string | undefined;
  /** The folder of files that come with a module, for example `assets("prometheus-operator", "crds")`. */
  assets(module: ToolModuleName, sub: string): string;
}

/**
 * Makes sure the named tools can be run, fetching or building them if need be:
 * minutes the first time, milliseconds afterwards. Throws {@link ToolError} with a sentence
 * that says what is missing.
 *
 * `env` decides about PATH and the cache (default: the process's own), `log`
 * takes the lines of the display (default: standard output), `progress` is
 * `auto` (a list on a terminal, lines elsewhere), `plain` or `silent`.
 */
export async function ensureTools(names: readonly ToolName[], options: EnsureToolsOptions = {}): Promise<Tools> {
  const place = placeOf(options.env ?? process.env);
  const found = await ensure(names, { ...options, ...place, catalogue });
  const get = (name: ToolName) => {
    const tool = found.get(name);
    if (!tool) throw new Error(`${name} was not requested`);
    return tool;
  };
  return {
    path: (name) => get(name).file,
    source: (name) => get(name).source,
    version: (name) => get(name).version,
    refused: (name) => get(name).refused,
    inUse: inUse(names, catalogue, (name) => {
      const { version, variant } = get(name as ToolName);
      return { version, origin: variant?.kind ?? "path" };
    }),
    assets: (name, sub) => assetsFolder(name, sub, place),
  };
}

/** Packs every tool in the cache into a bundle and prints what came of it. Throws {@link ToolError} where one is missing. */
export async function exportTools(file: string, log: (line: string) => void = console.log): Promise<void> {
  log(`Packing ${catalogue.length} tools into ${file}.`);
  const { bytes, digest } = await exportBundle(file, catalogue, placeOf(process.env));
  log(`${file}: ${megabytes(bytes)} MB, SHA-256 ${digest}`);
}

/**
 * Takes the tools that are missing out of a bundle and prints which. Throws {@link ToolError} where it cannot be had or is
 * not as it was exported.
 *
 * @param source path or http(s) address.
 * @param digest SHA-256 of the whole bundle; any by default.
 */
export async function importTools(
  source: string,
  digest?: string,
  log: (line: string) => void = console.log,
): Promise<void> {
  const place = placeOf(process.env);
  const taken = await importBundle(source, catalogue, { ...place, env: process.env, log, digest });
  const left = catalogue.filter((module) => cachedVariant(module, place) === undefined);
  log(`Taken from the bundle: ${taken.map(title).join(", ") || "nothing that was missing"}.`);
  if (left.length > 0) log(`Still missing: ${left.map(title).join(", ")}.`);
}

function placeOf(env: Environment): ToolPlace {
  return { cache: cacheFolder(env), modulesFolder, releases: releasesOf(env, catalogue) };
}

function assetsFolder(name: ToolModuleName, sub: string, place: ToolPlace): string {
  const module = catalogue.find((candidate) => candidate.name === name);
  if (!module?.assets.some(({ to }) => to === sub)) throw new ToolError(`${name} comes with no files named ${sub}.`);
  return join(cachedVariant(module, place)?.folder ?? toolFolder(place.cache, module, modulesFolder), sub);
}
