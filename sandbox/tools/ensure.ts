/** Finding tools on PATH or in the cache, taking what is missing from a bundle or a release, and building the rest. */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";

import { buildModule, removeUnfinished } from "./build";
import { importBundle } from "./bundle/import";
import { buildCacheFolder, cacheFolder, toolPath, toolsFolder, type Environment } from "./cache";
import type { ToolCommand, ToolModule } from "./catalogue";
import { folderBytes, freeBytes, requireRoom } from "./disk";
import { ToolError } from "./errors";
import { requireGo } from "./go";
import { isAddress } from "./http/address";
import type { HttpTiming } from "./http/timing";
import { interruptible } from "./interrupt";
import { defaultTiming, withLock, type LockTiming } from "./lock";
import { findOnPath } from "./path";
import { showBuilds, type ProgressMode } from "./progress";
import { takeReleases } from "./release";
import { releaseOf } from "./release/folder";
import type { Release } from "./release/release";
import { cachedVariant, type ToolPlace, type Variant } from "./variants";
import { duration, gigabytes, title } from "./wording";

/** Where a tool comes from: found on PATH or in the cache, or just now taken from a bundle or a release, or built. */
export type ToolSource = "path" | "cache" | "bundle" | "release" | "built";

/** One tool that can be run. */
export interface FoundTool {
  readonly file: string;
  readonly source: ToolSource;
  /** The catalogue's version, or the release's where they differ. */
  readonly version: string;
  /** The folder in the cache, and how it came to be; none for a tool on PATH. */
  readonly variant?: Variant;
  /** Why the executable of that name on PATH was not taken, if there is one. */
  readonly refused?: string;
}

/** Everything {@link ensure} depends on. */
export interface EnsureOptions {
  readonly catalogue: readonly ToolModule[];
  readonly modulesFolder: string;
  /** The publishers' releases that may be used; none by default. */
  readonly releases?: readonly Release[];
  readonly env?: Environment;
  readonly log?: (line: string) => void;
  readonly progress?: ProgressMode;
  readonly heartbeatMs?: number;
  readonly timing?: LockTiming;
  readonly httpTiming?: Partial<HttpTiming>;
  /** Tells the free bytes of a folder's disk. */
  readonly free?: (folder: string) => Promise<number>;
}

/** One wanted command with its module. */
interface Wanted {
  readonly module: ToolModule;
  readonly command: ToolCommand;
}

/** Finds, takes or builds the named tools; the result holds one entry per name. */
export async function ensure(names: readonly string[], options: EnsureOptions): Promise<Map<string, FoundTool>> {
  const env = options.env ?? process.env;
  const place = placeOf(options, env);
  const found = new Map<string, FoundTool>();
  const missing: (Wanted & { refused?: string })[] = [];
  for (const wanted of lookUp(names, options.catalogue)) {
    const { tool, refused } = await find(wanted, place, env);
    if (tool) found.set(wanted.command.name, tool);
    else missing.push({ ...wanted, refused });
  }
  const modules = options.catalogue.filter((module) => missing.some((wanted) => wanted.module === module));
  const sources = await getModules(modules, options, env);
  for (const { module, command, refused } of missing) {
    const variant = cachedVariant(module, place);
    if (variant === undefined) throw new Error(`${title(module)} is gone from ${place.cache}; somebody removes it.`);
    found.set(command.name, inCache(variant, command, sources.get(module) ?? "cache", refused));
  }
  return found;
}

/** Gets modules from one source after the other; the result holds those that this process got itself. */
async function getModules(
  modules: readonly ToolModule[],
  options: EnsureOptions,
  env: Environment,
): Promise<Map<ToolModule, ToolSource>> {
  const sources = new Map<ToolModule, ToolSource>();
  const left = () => modules.filter((module) => !sources.has(module));
  for (const [source, get] of [
    ["bundle", fromBundle],
    ["release", fromReleases],
    ["built", buildAll],
  ] as const) {
    if (left().length === 0) break;
    for (const module of await get(left(), options, env)) sources.set(module, source);
  }
  return sources;
}

function placeOf({ modulesFolder, releases }: EnsureOptions, env: Environment): ToolPlace {
  return { cache: cacheFolder(env), modulesFolder, releases };
}

function logOf({ progress, log }: EnsureOptions): (line: string) => void {
  return progress === "silent" ? () => undefined : (log ?? console.log);
}

function inCache(variant: Variant, { name }: ToolCommand, source: ToolSource, refused?: string): FoundTool {
  return { file: toolPath(variant.folder, name), source, version: variant.module.version, variant, refused };
}

function lookUp(names: readonly string[], catalogue: readonly ToolModule[]): Wanted[] {
  const known = new Map(
    catalogue.flatMap((module) => module.commands.map((command) => [command.name, { module, command }] as const)),
  );
  return names.map((name) => {
    const wanted = known.get(name);
    if (!wanted) throw new Error(`no tool named ${name}; there are ${[...known.keys()].join(", ")}`);
    return wanted;
  });
}

async function find(
  { module, command }: Wanted,
  place: ToolPlace,
  env: Environment,
): Promise<{ tool?: FoundTool; refused?: string }> {
  const release = releaseOf(module, place.releases ?? []);
  const versions = [...new Set([command.printsVersion, ...(release === undefined ? [] : [release.version])])];
  // Files that come with a tool are nowhere on PATH.
  const onPath = module.assets.length > 0 ? undefined : await findOnPath(command, env, versions);
  if (onPath?.kind === "accepted") return { tool: { file: onPath.file, source: "path", version: onPath.version } };
  const refused = onPath?.kind === "refused" ? onPath.reason : undefined;
  const variant = cachedVariant(module, place);
  return { tool: variant && inCache(variant, command, "cache", refused), refused };
}

/** Takes modules from the team's bundle, where MONITORING_TOOLS_URL names one; none where that fails, which is said. */
async function fromBundle(
  modules: readonly ToolModule[],
  options: EnsureOptions,
  env: Environment,
): Promise<readonly ToolModule[]> {
  const source = env.MONITORING_TOOLS_URL;
  if (source === undefined || source === "") return [];
  const log = logOf(options);
  if (env.MONITORING_TOOLS_OFFLINE === "1" && isAddress(source)) {
    log("MONITORING_TOOLS_OFFLINE is 1: nothing is fetched from MONITORING_TOOLS_URL.");
    return [];
  }
  try {
    const digest = env.MONITORING_TOOLS_SHA256 || undefined;
    const taken = await importBundle(source, modules, { ...placeOf(options, env), env, log, digest });
    log(`Taken from the bundle in MONITORING_TOOLS_URL: ${taken.map(title).join(", ") || "nothing that is missing"}.`);
    return modules.filter(({ name }) => taken.some((module) => module.name === name));
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    log(`MONITORING_TOOLS_URL: ${error.message}`);
    return [];
  }
}

/** Takes modules from their publishers' releases, where the table has one for this platform. */
async function fromReleases(
  modules: readonly ToolModule[],
  options: EnsureOptions,
  env: Environment,
): Promise<readonly ToolModule[]> {
  return takeReleases(modules, { ...options, ...placeOf(options, env), env, log: logOf(options) });
}

/** Builds the modules under the lock and then removes the private build cache; gives those this process built itself. */
async function buildAll(
  modules: readonly ToolModule[],
  options: EnsureOptions,
  env: Environment,
): Promise<readonly ToolModule[]> {
  const place = placeOf(options, env);
  const { cache } = place;
  const log = logOf(options);
  const onWait = (): void =>
    log(`Another process is building tools in ${toolsFolder(cache)}: waiting for it to finish.`);
  return interruptible((signal) =>
    withLock(
      join(toolsFolder(cache), ".lock"),
      async () => {
        const left = modules.filter((module) => cachedVariant(module, place) === undefined);
        if (left.length > 0) await buildUnderLock(left, { ...options, log }, env, cache, signal);
        return left;
      },
      { onWait, signal, timing: options.timing ?? defaultTiming },
    ),
  );
}

/**
 * Builds the modules. A failure or an interruption leaves the private build cache for the next run, which so compiles only
 * what is missing; finished modules are in the cache of tools anyway.
 */
async function buildUnderLock(
  modules: readonly ToolModule[],
  options: EnsureOptions & { log: (line: string) => void },
  env: Environment,
  cache: string,
  signal: AbortSignal,
): Promise<void> {
  const { log, modulesFolder } = options;
  const free = options.free ?? freeBytes;
  const build = buildCacheFolder(cache);
  await requireGo(modules, env);
  await rm(join(build, "tmp"), { recursive: true, force: true }); // What a killed Go left; it is of no use to another.
  const kept = existsSync(build) ? await folderBytes(build) : 0;
  await requireRoom(modules, cache, async (folder) => (await free(folder)) + kept);
  const started = performance.now();
  const before = await free(cache);
  const about = modules.reduce((sum, { coldSeconds }) => sum + coldSeconds, 0);
  log(
    `Building ${modules.map(title).join(", ")} from pinned Go modules, once, into ${toolsFolder(cache)}: ` +
      `about ${duration(about)} on two cores.`,
  );
  if (kept > 0) log(`Going on from what an earlier build downloaded and compiled: ${gigabytes(kept)} GB in ${build}.`);
  let taken = 0;
  try {
    await showBuilds(
      modules,
      async (module, onProgress) => {
        await removeUnfinished(module, cache);
        const result = await buildModule(module, { cache, modulesFolder, env, signal, onProgress });
        taken = Math.max(taken, before - (await free(cache)));
        return result;
      },
      { mode: options.progress ?? "auto", log, heartbeatMs: options.heartbeatMs },
    );
  } catch (error) {
    log(`What was downloaded and compiled stays in ${build}: the next run goes on from there.`);
    throw error;
  }
  if (env.MONITORING_KEEP_BUILD_CACHE !== "1") await rm(build, { recursive: true, force: true, maxRetries: 3 });
  log(
    `Built ${modules.length} of ${modules.length} in ${duration((performance.now() - started) / 1000)}; ` +
      `the build took ${gigabytes(taken)} GB of disk for a while.`,
  );
}
