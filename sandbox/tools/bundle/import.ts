/** Takes tools out of a bundle into the cache: whole and unchanged, or not at all. */
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { extract } from "tar";
import { checkVersions } from "../build";
import { toolsFolder, type Environment } from "../cache";
import type { ToolModule } from "../catalogue";
import { sha256 } from "../digest";
import { ToolError } from "../errors";
import { isAddress, shown } from "../http/address";
import type { HttpTiming } from "../http/timing";
import { interruptible } from "../interrupt";
import { defaultTiming, withLock } from "../lock";
import { cachedVariant, variants, type ToolPlace, type Variant } from "../variants";
import { title } from "../wording";
import { fetchBundle } from "./fetch";
import { digests, MANIFEST, parseManifest, type Manifest } from "./manifest";

/** Beginning of the folders in which bundles are unpacked. */
const UNFINISHED = ".unfinished-import-";

/** How to take a bundle. */
export interface ImportOptions extends ToolPlace {
  readonly env: Environment;
  readonly log: (line: string) => void;
  /** SHA-256 that the whole file has to have; any by default. */
  readonly digest?: string;
  readonly timing?: Partial<HttpTiming>;
}

/**
 * Takes the modules that are not in the cache yet out of a bundle; what else is in it is left out.
 *
 * @param source path or http(s) address of the bundle.
 * @returns the modules that were taken, with their versions: of each the released form where the bundle has it, else the built one.
 * @throws ToolError where the bundle cannot be had, is of another platform or is not as it was exported; nothing is taken then.
 */
export async function importBundle(
  source: string,
  modules: readonly ToolModule[],
  options: ImportOptions,
): Promise<readonly ToolModule[]> {
  const tools = toolsFolder(options.cache);
  await mkdir(tools, { recursive: true });
  return interruptible((signal) =>
    withLock(join(tools, ".lock"), () => importUnderLock(source, modules, options, signal), {
      signal,
      timing: defaultTiming,
      onWait: () => options.log(`Another process is working in ${tools}: waiting for it to finish.`),
    }),
  );
}

async function importUnderLock(
  source: string,
  modules: readonly ToolModule[],
  options: ImportOptions,
  signal: AbortSignal,
): Promise<readonly ToolModule[]> {
  const wanted = modules.filter((module) => cachedVariant(module, options) === undefined);
  if (wanted.length === 0) return [];
  await removeUnfinished(toolsFolder(options.cache));
  const unfinished = join(toolsFolder(options.cache), `${UNFINISHED}${randomUUID()}`);
  try {
    await mkdir(unfinished);
    const archive = await fetched(source, join(unfinished, "archive"), options, signal);
    const content = join(unfinished, "content");
    await mkdir(content);
    const manifest = await unpack(source, archive, content);
    const there = wanted.flatMap((module) => variants(module, options).find(isIn(manifest)) ?? []);
    for (const { module, folder } of there)
      await verify(source, manifest, module, join(content, basename(folder)), options);
    for (const { folder } of there) {
      await rm(folder, { recursive: true, force: true }); // Only there if somebody removed parts of it.
      await rename(join(content, basename(folder)), folder);
    }
    return there.map(({ module }) => module);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

function isIn({ tools }: Manifest): (variant: Variant) => boolean {
  return ({ folder }) => tools.some((tool) => tool.folder === basename(folder));
}

/** Removes what killed imports left behind. Call it only under the lock. */
async function removeUnfinished(tools: string): Promise<void> {
  const left = (await readdir(tools)).filter((name) => name.startsWith(UNFINISHED));
  await Promise.all(left.map((name) => rm(join(tools, name), { recursive: true, force: true })));
}

/** The file of the bundle, downloaded where it is none; its digest is compared where one is given. */
async function fetched(source: string, file: string, options: ImportOptions, signal: AbortSignal): Promise<string> {
  const { digest } = options;
  const remote = isAddress(source);
  if (!remote && !existsSync(source)) throw new ToolError(`${source}: there is no such bundle.`);
  if (remote) await fetchBundle(new URL(source), file, { ...options, signal });
  const archive = remote ? file : source;
  const found = digest === undefined ? undefined : await sha256(archive);
  if (found !== digest)
    throw new ToolError(`${named(source)} has the SHA-256 ${found}, not ${digest}; it is not used.`);
  return archive;
}

async function unpack(source: string, archive: string, folder: string): Promise<Manifest> {
  const others: string[] = [];
  try {
    await extract({
      file: archive,
      cwd: folder,
      strict: true,
      filter: (path, entry) => {
        const plain = "type" in entry && ["File", "OldFile", "Directory"].includes(entry.type);
        if (!plain) others.push(path);
        return plain;
      },
    });
    if (others.length > 0) throw new Error(`${others[0]} is neither a file nor a folder`);
    return platformChecked(source, parseManifest(await readFile(join(folder, MANIFEST), "utf8")));
  } catch (error) {
    if (error instanceof ToolError) throw error;
    const [why = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new ToolError(
      `${named(source)} is no whole bundle of tools (${why}); export it again with \`npm run tools -- --export FILE\`.`,
    );
  }
}

function platformChecked(source: string, manifest: Manifest): Manifest {
  const [theirs, ours] = [`${manifest.platform} ${manifest.arch}`, `${process.platform} ${process.arch}`];
  if (theirs !== ours)
    throw new ToolError(`${named(source)} holds tools for ${theirs}, and this machine is ${ours}; export one here.`);
  return manifest;
}

/** Every file has its digest and none is there besides; each command runs and prints its version. */
async function verify(
  source: string,
  manifest: Manifest,
  module: ToolModule,
  folder: string,
  { env }: ImportOptions,
): Promise<void> {
  const files = manifest.tools.find((tool) => tool.folder === basename(folder))?.files ?? {};
  const found = await digests(folder);
  const wrong = [...new Set([...Object.keys(files), ...Object.keys(found)])].filter(
    (path) => files[path] !== found[path],
  );
  if (!isDeepStrictEqual({ ...files }, found))
    throw new ToolError(
      `${named(source)}: ${wrong[0]} of ${title(module)} is not as it was exported; nothing of the bundle is used.`,
    );
  for (const path of Object.keys(files)) await chmod(join(folder, path), path.startsWith("bin/") ? 0o755 : 0o644);
  await checkVersions(module, folder, env);
}

/** The source without what may be secret in it. */
function named(source: string): string {
  return isAddress(source) ? shown(new URL(source)) : source;
}
