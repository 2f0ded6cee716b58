/** What is in a bundle of built tools: the first file of the archive, `bundle.json`. */
import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { z } from "zod";
import { sha256 } from "../digest";

/** Name of the manifest in the archive. */
export const MANIFEST = "bundle.json";

/** Folders of the cache: `etcd-3.6.5-e659279a6a78`. The digest at the end tells platform and pins. */
const folderName = z.string().regex(/^[a-z0-9][a-z0-9.-]*-[0-9a-f]{12}$/);

/** Below such a folder: `bin/etcd`. No part of it begins with a dot, so none leads out of the folder. */
const filePath = z.string().regex(/^[A-Za-z0-9_-][\w.-]*(\/[A-Za-z0-9_-][\w.-]*)*$/);

const schema = z.strictObject({
  layout: z.literal(1),
  platform: z.string(),
  arch: z.string(),
  tools: z.array(z.strictObject({ folder: folderName, files: z.record(filePath, z.string().regex(/^[0-9a-f]{64}$/)) })),
});

/** The content of the manifest: SHA-256 of each file by its path, by the folder of its tool. */
export type Manifest = z.infer<typeof schema>;

/** @throws Error where it is no manifest of this layout. */
export function parseManifest(text: string): Manifest {
  return schema.parse(JSON.parse(text));
}

/** SHA-256 of each file below a folder, by its path with slashes. */
export async function digests(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  const found = await Promise.all(
    files.sort().map(async (file) => [relative(folder, file).split(sep).join("/"), await sha256(file)] as const),
  );
  return Object.fromEntries(found);
}
