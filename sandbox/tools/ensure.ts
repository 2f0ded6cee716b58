/** Finding tools on PATH or in the cache, taking what is missing from a bundle, and building the rest. */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";

import { buildModule, removeUnfinished } from "./build";
import { importBundle, isAddress } from "./bundle/import";
import {
  buildCacheFolder,
  cacheFolder,
  isComplete,
  toolFolder,
  toolPath,
  toolsFolder,
  type Environment,
} from "./cache";
import type { ToolCommand, ToolModule } from "./catalogue";
import { folderBytes, freeBytes, requireRoom } from "./disk";
import { ToolError } from "./errors";
import { requireGo } from "./go";
import { interruptible } from "./interrupt";
import { defaultTiming, withLock, type LockTiming } from "./lock";
import { findOnPath } from "./path";
import { showBuilds, type ProgressMode } from "./progress";
import { duration, gigabytes, title } from "./wording";

/** Where a tool comes from: found on PATH, found in the cache, taken from a bundle just now, or built just now. */
export type ToolSource = "path" | "cache" | "bundle" | "built";

/** One tool that can be run. */
export interface FoundTool {
  readonly file: string;
  readonly source: ToolSource;
  readonly version: string;
  /** Why the executable of that name on PATH was not taken, if there is one. */
  readonly refused?: string;
}

/** Everything {@link ensure} depends on. */
export interface EnsureOptions {
  readonly catalogue: readonly ToolModule[];
  readonly modulesFolder: string;
  readonly env?: Environment;
  readonly log?: (line: string) => void;
  readonly progress?: ProgressMode;
  readonly heartbeatMs?: number;
  readonly timing?: LockTiming;
  /** Tells the free bytes of a folder's disk. */
  readonly free?: (folder: string) => Promise<number>;
}

/** One wanted command with its module. */
interface Wanted {
  readonly module: ToolModule;
  readonly command: ToolCommand;
}

/** Finds or builds the named tools; the result holds one entry per name. */
export async function ensure(names: readonly string[], options: EnsureOptions): Promise<Map<string, FoundTool>> {
  const env = options.env ?? process.env;
  const found = new Map<string, FoundTool>();
  const missing: (Wanted & { refused?: string })[] = [];
  for (const wanted of lookUp(names, options.catalogue)) {
    const { tool, refused } = await find(wanted, options, env);
    if (tool) found.set(wanted.command.name, tool);
    else missing.push({ ...wanted, refused });
  }
  const modules = options.catalogue.filter((module) => missing.some((wanted) => wanted.module === module));
  const taken = await fromBundle(modules, options, env);
  const left = modules.filter((module) => !taken.includes(module));
  const built = left.length > 0 ? await buildAll(left, options, env) : new Set<ToolModule>();
  for (const { module, command, refused } of missing) {
    const file = toolPath(toolFolder(cacheFolder(env), module, options.modulesFolder), command.name);
    const source = built.has(module) ? "built" : taken.includes(module) ? "bundle" : "cache";
    found.set(command.name, { file, source, version: module.version, refused });
  }
  return found;
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
  options: EnsureOptions,
  env: Environment,
): Promise<{ tool?: FoundTool; refused?: string }> {
  // Files that come with a tool are nowhere on PATH.
  const onPath = module.assets.length > 0 ? undefined : await findOnPath(command, env);
  if (onPath?.kind === "accepted") return { tool: { file: onPath.file, source: "path", version: module.version } };
  const refused = onPath?.kind === "refused" ? onPath.reason : undefined;
  const folder = toolFolder(cacheFolder(env), module, options.modulesFolder);
  if (!isComplete(folder, module)) return { refused };
  const file = toolPath(folder, command.name);
  return { tool: { file, source: "cache", version: module.version, refused }, refused };
}

/** Takes modules from the team's bundle, where MONITORING_TOOLS_URL names one; none where that fails, which is said. */
async function fromBundle(
  modules: readonly ToolModule[],
  options: EnsureOptions,
  env: Environment,
): Promise<readonly ToolModule[]> {
  const source = env.MONITORING_TOOLS_URL;
  if (modules.length === 0 || source === undefined || source === "") return [];
  const log = options.progress === "silent" ? () => undefined : (options.log ?? console.log);
  if (env.MONITORING_TOOLS_OFFLINE === "1" && isAddress(source)) {
    log("MONITORING_TOOLS_OFFLINE is 1: nothing is fetched from MONITORING_TOOLS_URL.");
    return [];
  }
  try {
    const { modulesFolder } = options;
    const digest = env.MONITORING_TOOLS_SHA256 || undefined;
    const taken = await importBundle(source, modules, { cache: cacheFolder(env), modulesFolder, env, log, digest });
    log(`Taken from the bundle in MONITORING_TOOLS_URL: ${taken.map(title).join(", ") || "nothing that is missing"}.`);
    return taken;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    log(`MONITORING_TOOLS_URL: ${error.message}`);
    return [];
  }
}

/** Builds the modules under the lock and then removes the private build cache; gives those this process built itself. */
async function buildAll(
  modules: readonly ToolModule[],
  options: EnsureOptions,
  env: Environment,
): Promise<Set<ToolModule>> {
  const cache = cacheFolder(env);
  const log = options.progress === "silent" ? () => undefined : (options.log ?? console.log);
  const onWait = (): void =>
    log(`Another process is building tools in ${toolsFolder(cache)}: waiting for it to finish.`);
  return interruptible((signal) =>
    withLock(
      join(toolsFolder(cache), ".lock"),
      async () => {
        const left = modules.filter((module) => !isComplete(toolFolder(cache, module, options.modulesFolder), module));
        if (left.length > 0) await buildUnderLock(left, { ...options, log }, env, cache, signal);
        return new Set(left);
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
