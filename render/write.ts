/** Writes and reads rendered files, so that a folder holds one whole rendering or is left alone. */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { systemReason } from "../common/system-errors";
import type { RenderedFiles } from "./files";

/** A file that every rendering has; it tells an earlier rendering from a folder of somebody else's. */
const MARKER = "release.yaml";

/** @throws Error where the folder holds something that is no rendering. */
export function checkFolder(folder: string): void {
  const target = resolve(folder);
  if (target === dirname(target))
    throw new Error(`--out ${folder}: it is the root of the file system; name a new or an empty folder.`);
  for (const part of [target, ...above(target)]) {
    const there = statOf(part);
    if (there === undefined) continue;
    if (!there.isDirectory())
      throw new Error(`--out ${folder}: ${part} is a file and no folder; name a new or an empty folder.`);
    checkWritable(folder, part === target ? dirname(target) : part);
    break;
  }
  if (existsSync(target) && readdirSync(target).length > 0 && !existsSync(join(target, MARKER))) {
    throw new Error(
      `--out ${folder}: the folder is not empty and holds no earlier rendering; name a new or an empty folder.`,
    );
  }
}

/** The folders that a path lies in, the nearest first. */
function above(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...above(parent)];
}

/** What a path leads to; nothing where a file stands in its way. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
    throw error;
  }
}

function checkWritable(folder: string, parent: string): void {
  try {
    accessSync(parent, constants.W_OK);
  } catch (error) {
    throw new Error(
      `--out ${folder}: nothing can be made in ${parent} (${systemReason(error) ?? String(error)}); name another folder.`,
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
