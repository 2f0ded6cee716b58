/** Takes single files out of an archive. Nothing else of it is written, wherever its entries lead. */
import { chmod, mkdir, rename, rm } from "node:fs/promises";
import { join, posix } from "node:path";
import { extract } from "tar";
import { ToolError } from "../errors";
import type { Files } from "./release";

/** An archive, with the words for it in an error. */
export interface Archive {
  readonly file: string;
  readonly name: string;
}

/**
 * Moves executables of a tar archive, plain or compressed by gzip, to a folder under the names of their commands.
 *
 * @returns the commands that the archive has.
 * @throws ToolError where it is no archive, or an executable in it is no regular file.
 */
export async function takeFiles({ file, name }: Archive, files: Files, bin: string): Promise<readonly string[]> {
  const wanted = new Map(Object.entries(files).map(([command, path]) => [posix.normalize(path), command]));
  const found = new Set<string>();
  const others: string[] = [];
  const folder = `${file}.content`;
  try {
    await mkdir(folder, { recursive: true });
    await extract({
      file,
      cwd: folder,
      strict: true,
      preserveOwner: false,
      filter: (path, entry) => {
        const command = wanted.get(normal(path));
        if (command === undefined || !("type" in entry)) return false;
        const regular = ["File", "OldFile", "ContiguousFile"].includes(entry.type);
        if (regular) found.add(command);
        else others.push(path);
        return regular;
      },
    });
    if (others.length > 0) throw new Error(`${others[0]} in it is no regular file`);
    for (const [path, command] of wanted) {
      if (!found.has(command)) continue;
      await rename(join(folder, path), join(bin, command));
      await chmod(join(bin, command), 0o755);
    }
    return [...found];
  } catch (error) {
    const [why = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new ToolError(`${name} cannot be unpacked: ${why}.`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `bin/etcd` of `./bin/etcd` and `/bin/etcd`, as archives write it. */
function normal(path: string): string {
  return posix.normalize(path).replace(/^\/+/, "");
}
