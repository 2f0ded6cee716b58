/** Packs the tools of this platform, released or built, for another machine of the same kind. */
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, link, mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { create } from "tar";
import { toolsFolder } from "../cache";
import type { ToolModule } from "../catalogue";
import { sha256 } from "../digest";
import { ToolError } from "../errors";
import { cachedVariant, type ToolPlace } from "../variants";
import { title } from "../wording";
import { digests, MANIFEST, type Manifest } from "./manifest";

/** From 0 to 9. With this one, 14 tools of a gigabyte take half a minute on two cores and make 322 MB. */
const GZIP_LEVEL = 4;

/** A bundle that was written. */
export interface WrittenBundle {
  readonly bytes: number;
  /** SHA-256 of the whole file. */
  readonly digest: string;
}

/**
 * Writes a bundle of the modules; a file of that name is replaced at the end, in one step.
 *
 * @throws ToolError where one of them is not in the cache, or the file cannot be written.
 */
export async function exportBundle(
  file: string,
  modules: readonly ToolModule[],
  place: ToolPlace,
): Promise<WrittenBundle> {
  const target = resolve(file);
  if (!existsSync(dirname(target)))
    throw new ToolError(`--export ${file}: there is no folder ${dirname(target)}; make it, or name another file.`);
  const { cache } = place;
  const missing = modules.filter((module) => cachedVariant(module, place) === undefined).map(title);
  if (missing.length > 0)
    throw new ToolError(
      `--export ${file}: ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} not in ${toolsFolder(cache)}; run \`npm run tools\` first. Tools on PATH are not packed.`,
    );

  const folders = modules.flatMap((module) => cachedVariant(module, place) ?? []);
  const staging = join(toolsFolder(cache), `.unfinished-export-${randomUUID()}`);
  const unfinished = `${target}.${process.pid}.tmp`;
  try {
    await mkdir(staging);
    const tools = [];
    for (const { folder } of folders) {
      await linkTree(folder, join(staging, basename(folder)));
      tools.push({ folder: basename(folder), files: await digests(folder) });
    }
    const manifest: Manifest = { layout: 1, platform: process.platform, arch: process.arch, tools };
    await writeFile(join(staging, MANIFEST), JSON.stringify(manifest, undefined, 1));
    const names = [MANIFEST, ...folders.map(({ folder }) => basename(folder))];
    await create({ file: unfinished, cwd: staging, gzip: { level: GZIP_LEVEL }, portable: true }, names);
    const written = { bytes: (await stat(unfinished)).size, digest: await sha256(unfinished) };
    await rename(unfinished, target);
    return written;
  } finally {
    await rm(staging, { recursive: true, force: true });
    await rm(unfinished, { force: true });
  }
}

/** The same files under another name, without a copy where the file system can do that. */
async function linkTree(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    const copy = join(to, relative(from, file));
    if (entry.isDirectory()) continue;
    await mkdir(dirname(copy), { recursive: true });
    await link(file, copy).catch(() => cp(file, copy));
  }
}
