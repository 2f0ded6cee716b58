/** Writes and reads rendered files, so that a folder holds one whole rendering or is left alone. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { RenderedFiles } from "./files";

/** A file that every rendering has; it tells an earlier rendering from a folder of somebody else's. */
const MARKER = "release.yaml";

/** @throws Error where the folder holds something that is no rendering. */
export function checkFolder(folder: string): void {
  const target = resolve(folder);
  if (existsSync(target) && readdirSync(target).length > 0 && !existsSync(join(target, MARKER))) {
    throw new Error(
      `--out ${folder}: the folder is not empty and holds no earlier rendering; name a new or an empty folder.`,
    );
  }
}

/**
 * Replaces the folder's earlier rendering.
 *
 * @throws what {@link checkFolder} throws; the folder is not touched then.
 */
export function writeFiles(folder: string, files: RenderedFiles): void {
  checkFolder(folder);
  const target = resolve(folder);
  const fresh = `${target}.${process.pid}.tmp`;
  for (const [path, text] of files) {
    const file = join(fresh, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
}

/** Reads what {@link writeFiles} has written. */
export function readFiles(folder: string): RenderedFiles {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort();
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}
