/** Building one module: list its packages, compile and link, keep its files, and put the whole in place at once. */
import { randomUUID } from "node:crypto";
import { copyFile, chmod, mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import {
  buildCacheFolder,
  buildFlags,
  linkerFlags,
  toolFolder,
  toolPath,
  toolsFolder,
  type Environment,
} from "./cache";
import type { ToolAssets, ToolModule } from "./catalogue";
import { folderBytes } from "./disk";
import { ToolError } from "./errors";
import { goEnvironment, runGo } from "./go";
import { printsVersion, versionOutput } from "./path";
import { title } from "./wording";

/** How far the build of a module is. */
export type BuildProgress =
  | { readonly phase: "downloading"; readonly modules: number }
  | { readonly phase: "compiling"; readonly done: number; readonly total: number }
  | { readonly phase: "linking"; readonly command: string };

/** Where and how to build. */
export interface BuildContext {
  /** The cache of the sandbox. */
  readonly cache: string;
  /** The folder that holds one folder per module. */
  readonly modulesFolder: string;
  readonly env: Environment;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: BuildProgress) => void;
}

/** What a build made and what it cost. */
export interface BuildResult {
  readonly folder: string;
  readonly seconds: number;
  /** Bytes of the finished folder. */
  readonly bytes: number;
}

/** The lines of Go's output an error repeats. */
const repeatedLines = 15;

/** Builds one module into its cache folder. Whatever goes wrong, no half-made folder stays behind. */
export async function buildModule(module: ToolModule, context: BuildContext): Promise<BuildResult> {
  const started = performance.now();
  const folder = toolFolder(context.cache, module, context.modulesFolder);
  const unfinished = join(toolsFolder(context.cache), `${unfinishedPrefix(module)}${randomUUID()}`);
  const bin = join(unfinished, "bin");
  await mkdir(bin, { recursive: true });
  await mkdir(join(buildCacheFolder(context.cache), "tmp"), { recursive: true });
  try {
    await compile(module, bin, await countPackages(module, context), context);
    await nameCommands(module, bin);
    await checkVersions(module, unfinished, context.env);
    for (const assets of module.assets) await keepAssets(module, assets, unfinished, context);
    const bytes = await folderBytes(unfinished);
    await rm(folder, { recursive: true, force: true }); // Only there if somebody removed parts of it.
    await rename(unfinished, folder);
    return { folder, bytes, seconds: (performance.now() - started) / 1000 };
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Removes what killed builds of the module left behind. Call it only under the lock. */
export async function removeUnfinished(module: ToolModule, cache: string): Promise<void> {
  const names = await readdir(toolsFolder(cache)).catch(() => []);
  const left = names.filter((name) => name.startsWith(unfinishedPrefix(module)));
  await Promise.all(left.map((name) => rm(join(toolsFolder(cache), name), { recursive: true, force: true })));
}

function unfinishedPrefix(module: ToolModule): string {
  return `.unfinished-${module.name}-${module.version}-`;
}

/** Lists all packages the commands consist of. Go downloads here what it does not have yet. */
async function countPackages(module: ToolModule, context: BuildContext): Promise<number> {
  let downloads = 0;
  const onLine = (line: string): void => {
    if (!line.startsWith("go: downloading ")) return;
    downloads += 1;
    context.onProgress?.({ phase: "downloading", modules: downloads });
  };
  const list = await go(module, context, ["list", "-deps", ...selection(module), ...packages(module)], onLine);
  if (!list.ok) throw goFailed(module, "download", list.stderr);
  return list.stdout.split("\n").length;
}

async function compile(module: ToolModule, bin: string, total: number, context: BuildContext): Promise<void> {
  const commandPackages = new Map(module.commands.map(({ name, package: path }) => [path, name]));
  let done = 0;
  const onLine = (line: string): void => {
    if (!isPackage(line)) return;
    done = Math.min(done + 1, total);
    // Go names a command's own package last, just before it links the command.
    const command = commandPackages.get(line);
    context.onProgress?.(command ? { phase: "linking", command } : { phase: "compiling", done, total });
  };
  const args = ["build", "-v", ...selection(module), "-ldflags", linkerOptions(module), "-o", `${bin}/`];
  const build = await go(module, context, [...args, ...packages(module)], onLine);
  if (!build.ok) throw goFailed(module, "build", build.stderr);
}

function go(
  module: ToolModule,
  context: BuildContext,
  args: readonly string[],
  onLine?: (line: string) => void,
): ReturnType<typeof runGo> {
  return runGo({
    args,
    cwd: join(context.modulesFolder, module.name),
    env: goEnvironment(context.env, context.cache),
    signal: context.signal,
    onLine,
  });
}

function selection(module: ToolModule): string[] {
  return [...buildFlags, ...(module.tags.length > 0 ? ["-tags", module.tags.join(",")] : [])];
}

function packages(module: ToolModule): string[] {
  return module.commands.map(({ package: path }) => path);
}

/** The value of Go's `-ldflags`. */
export function linkerOptions(module: ToolModule): string {
  const variables = Object.entries(module.variables).flatMap(([name, value]) => ["-X", `${name}=${value}`]);
  return [...linkerFlags, ...variables].join(" ");
}

/** Whether a line of `go build -v` names a package; errors have blanks or colons, download notes both. */
function isPackage(line: string): boolean {
  return /^[^\s:#]+$/.test(line);
}

/** The name Go gives an executable: the last part of its path, major version suffixes left aside. */
export function goBinaryName(module: ToolModule, path: string): string {
  if (path === ".") return module.name;
  return basename(/^v\d+$/.test(basename(path)) ? dirname(path) : path);
}

async function nameCommands(module: ToolModule, bin: string): Promise<void> {
  for (const { name, package: path } of module.commands) {
    const built = goBinaryName(module, path);
    if (built !== name) await rename(join(bin, built), join(bin, name));
  }
}

/**
 * Runs each command once: it must start and print the version it is taken for.
 *
 * @param pin where the version stands, for the error.
 */
export async function checkVersions(
  module: ToolModule,
  folder: string,
  env: Environment,
  pin = `the pin in sandbox/tools/modules/${module.name}/go.mod`,
): Promise<void> {
  for (const command of module.commands) {
    const output = await versionOutput(toolPath(folder, command.name), command, env);
    if (output !== undefined && printsVersion(output, command.printsVersion)) continue;
    throw new ToolError(
      `${command.name} does not report version ${command.printsVersion}, it says: ` +
        `${output?.trim().split("\n")[0] || "nothing"}; check ${pin}.`,
    );
  }
}

/** Copies files of a Go module before the build cache, and with it the module, is removed. */
async function keepAssets(
  module: ToolModule,
  assets: ToolAssets,
  folder: string,
  context: BuildContext,
): Promise<void> {
  const list = await go(module, context, ["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", assets.goModule]);
  if (!list.ok) throw goFailed(module, "find the files of", list.stderr);
  const source = join(list.stdout.trim(), assets.folder);
  const target = join(folder, assets.to);
  const names = (await readdir(source).catch(() => [])).filter((name) => name.endsWith(assets.ending));
  if (names.length === 0) {
    throw new ToolError(
      `${assets.goModule} holds no ${assets.ending} files in ${assets.folder}: has upstream moved them?`,
    );
  }
  await mkdir(target);
  for (const name of names) {
    await copyFile(join(source, name), join(target, name));
    await chmod(join(target, name), 0o644);
  }
}

function goFailed(module: ToolModule, step: string, stderr: string): ToolError {
  const lines = stderr
    .split("\n")
    .filter((line) => line !== "" && !isPackage(line) && !line.startsWith("go: downloading "));
  return new ToolError(`Go could not ${step} ${title(module)}:\n${lines.slice(-repeatedLines).join("\n")}`);
}
