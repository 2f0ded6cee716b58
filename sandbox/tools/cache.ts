/**
 * Where built tools lie, and under which name. The name holds a digest of
 * everything a tool is built from, so a changed pin leads to a new folder and
 * an old one is never taken for it. It needs no Go: a warm cache works on a
 * machine without it.
 */
import { createHash } from "node:crypto";
import { accessSync, constants, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

import type { ToolModule } from "./catalogue";

/** Environment variables as Node gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The flags every tool is built with. They are part of the key. */
export const buildFlags = ["-mod=readonly", "-trimpath", "-buildvcs=false"] as const;

/** Linker options every tool is built with: no symbol table, no debugging data. They are part of the key. */
export const linkerFlags = ["-s", "-w"] as const;

/** Raised by hand when the layout of a cache folder changes. */
const layout = 1;

/** The cache of the sandbox, outside the repository: MONITORING_CACHE_DIR, else below XDG_CACHE_HOME, else below ~/.cache. */
export function cacheFolder(env: Environment, home: string = homedir()): string {
  if (env.MONITORING_CACHE_DIR) return env.MONITORING_CACHE_DIR;
  return join(env.XDG_CACHE_HOME || join(home, ".cache"), "qualisys-monitoring");
}

/** The folder that holds the finished tools. */
export function toolsFolder(cache: string): string {
  return join(cache, "tools");
}

/** Go's module and compile caches while tools are being built; removed afterwards. */
export function buildCacheFolder(cache: string): string {
  return join(cache, "build");
}

/** What decides how a binary comes out, and nothing else: wording and estimates are left aside. */
function buildInputs(
  module: ToolModule,
  sources: ReadonlyMap<string, string>,
  platform: string,
  arch: string,
): unknown {
  return {
    layout,
    platform,
    arch,
    buildFlags,
    linkerFlags,
    cgo: false,
    version: module.version,
    commands: module.commands.map(({ name, package: path }) => [name, path]),
    tags: module.tags,
    variables: Object.entries(module.variables).sort(),
    assets: module.assets.map(({ goModule, folder, ending, to }) => [goModule, folder, ending, to]),
    sources: [...sources].sort(),
  };
}

/** The digest of everything the module is built from: 12 hexadecimal digits. */
export function toolKey(
  module: ToolModule,
  sources: ReadonlyMap<string, string>,
  platform: string = process.platform,
  arch: string = process.arch,
): string {
  const inputs = JSON.stringify(buildInputs(module, sources, platform, arch));
  return createHash("sha256").update(inputs).digest("hex").slice(0, 12);
}

/** The text of go.mod, go.sum and the Go files of a module folder, by file name. */
export function moduleSources(folder: string): Map<string, string> {
  const names = readdirSync(folder).filter((name) => name === "go.mod" || name === "go.sum" || name.endsWith(".go"));
  return new Map(names.sort().map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

/** The final folder of a module: `<cache>/tools/<module>-<version>-<key>`. */
export function toolFolder(cache: string, module: ToolModule, modulesFolder: string): string {
  const key = toolKey(module, moduleSources(join(modulesFolder, module.name)));
  return join(toolsFolder(cache), `${module.name}-${module.version}-${key}`);
}

/** The place of an executable inside a module's folder. */
export function toolPath(folder: string, command: string): string {
  return join(folder, "bin", command);
}

/**
 * Whether the folder holds the finished module. A folder appears by renaming
 * once it is complete; the look at its executables catches a cache that was
 * cleaned by hand.
 */
export function isComplete(folder: string, module: ToolModule): boolean {
  return module.commands.every(({ name }) => isExecutable(toolPath(folder, name)));
}

/** Whether the file exists and may be run by this user. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
