/** Room on the disk: is there enough before a build, and what did a build take? */
import { readdir, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";

import type { ToolModule } from "./catalogue";
import { ToolError } from "./errors";
import { gigabytes } from "./wording";

/** Free bytes on the file system that holds the folder, or would hold it once it is made. */
export async function freeBytes(folder: string): Promise<number> {
  for (let place = folder; ; place = dirname(place)) {
    try {
      const { bavail, bsize } = await statfs(place);
      return bavail * bsize;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT" || dirname(place) === place) throw error;
    }
  }
}

/** What building these modules takes at most: downloads, compiled packages and binaries together. */
export function neededBytes(modules: readonly ToolModule[]): number {
  return modules.reduce((sum, { diskMegabytes }) => sum + diskMegabytes, 0) * 1e6;
}

/** Refuses to start a build that would fill the disk. */
export async function requireRoom(
  modules: readonly ToolModule[],
  cache: string,
  free: (folder: string) => Promise<number> = freeBytes,
): Promise<void> {
  const needed = neededBytes(modules);
  const available = await free(cache);
  if (available >= needed) return;
  throw new ToolError(
    `Building ${modules.map(({ name }) => name).join(", ")} takes up to ${gigabytes(needed)} GB for a while, ` +
      `and ${cache} has ${gigabytes(available)} GB left: make room there, or point MONITORING_CACHE_DIR to a larger disk.`,
  );
}

/** The bytes of all files below a folder. */
export async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
