/**
 * The programs the sandbox runs: each is found on PATH, found in the sandbox's
 * own cache, or built from pinned Go modules.
 *
 * @example
 * const tools = await ensureTools(["etcd", "kube-apiserver"]);
 * await execa(tools.path("etcd"), ["--version"]);
 */
import { join } from "node:path";

import { cacheFolder, toolFolder, type Environment } from "./cache";
import { catalogue, type ToolModuleName, type ToolName } from "./catalogue";
import { ensure, type EnsureOptions, type ToolSource } from "./ensure";
import { ToolError } from "./errors";

export { toolNames, type ToolModuleName, type ToolName } from "./catalogue";
export type { ToolSource } from "./ensure";
export { ToolError } from "./errors";

/** The folder with one pinned Go module per tool. */
const modulesFolder = join(__dirname, "modules");

/** How {@link ensureTools} looks and talks. */
export type EnsureToolsOptions = Pick<EnsureOptions, "env" | "log" | "progress">;

/** Tools that can be run. Asking for one that was not ensured is an error. */
export interface Tools {
  /** The absolute path of the executable. */
  path(name: ToolName): string;
  /** Where it was found: on PATH, in the cache, or built just now. */
  source(name: ToolName): ToolSource;
  /** Its version, without a leading `v`. */
  version(name: ToolName): string;
  /** Why the executable of that name on PATH was not taken; undefined if there is none, or it was taken. */
  refused(name: ToolName): string | undefined;
  /** The folder of files that come with a module, for example `assets("prometheus-operator", "crds")`. */
  assets(module: ToolModuleName, sub: string): string;
}

/**
 * Makes sure the named tools can be run, building them if need be: minutes the
 * first time, milliseconds afterwards. Throws {@link ToolError} with a sentence
 * that says what is missing.
 *
 * `env` decides about PATH and the cache (default: the process's own), `log`
 * takes the lines of the display (default: standard output), `progress` is
 * `auto` (a list on a terminal, lines elsewhere), `plain` or `silent`.
 */
export async function ensureTools(names: readonly ToolName[], options: EnsureToolsOptions = {}): Promise<Tools> {
  const found = await ensure(names, { ...options, catalogue, modulesFolder });
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
    assets: (name, sub) => assetsFolder(name, sub, options.env ?? process.env),
  };
}

function assetsFolder(name: ToolModuleName, sub: string, env: Environment): string {
  const module = catalogue.find((candidate) => candidate.name === name);
  if (!module?.assets.some(({ to }) => to === sub)) throw new ToolError(`${name} comes with no files named ${sub}.`);
  return join(toolFolder(cacheFolder(env), module, modulesFolder), sub);
}
