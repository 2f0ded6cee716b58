/** Takes one release into the cache: downloaded, compared, unpacked, run once, and then put in place as a whole. */
import { randomUUID } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join, posix } from "node:path";
import { checkVersions } from "../build";
import { toolsFolder, type Environment } from "../cache";
import type { ToolModule } from "../catalogue";
import { sha256 } from "../digest";
import { ToolError } from "../errors";
import { shown } from "../http/address";
import type { HttpClient } from "../http/client";
import { download, type DownloadOptions } from "../http/download";
import { listedDigest } from "./checksum-file";
import { splitDocuments } from "./documents";
import { released, releaseFolder } from "./folder";
import { takeFromImage } from "./image";
import type { KeptDigests } from "./kept";
import type { Part, Release } from "./release";
import { takeFiles } from "./unpack";

/** Where to take a release to, and by what. */
export interface TakeContext {
  readonly cache: string;
  readonly env: Environment;
  readonly client: HttpClient;
  readonly kept: KeptDigests;
  /** Where the table is, for an error. */
  readonly table: string;
  readonly signal?: AbortSignal;
  /** Called with the bytes of the current file. */
  readonly onProgress?: DownloadOptions["onProgress"];
}

/** A part that is one file with a checksum. */
type FilePart = Exclude<Part, { kind: "image" }>;

/** Beginning of the folders in which releases are put together. */
const UNFINISHED = ".unfinished-release-";

/**
 * Takes a release. Whatever goes wrong, nothing of it stays behind.
 *
 * @throws ToolError where it cannot be had, or is not what the table says.
 */
export async function takeRelease(module: ToolModule, release: Release, context: TakeContext): Promise<void> {
  const folder = releaseFolder(context.cache, release);
  const unfinished = join(toolsFolder(context.cache), `${UNFINISHED}${module.name}-${randomUUID()}`);
  const content = join(unfinished, "content");
  const downloads = join(unfinished, "downloads");
  try {
    await mkdir(join(content, "bin"), { recursive: true });
    await mkdir(downloads);
    const digests = new Map<string, string>();
    for (const part of release.parts) {
      if (part.kind === "image") await takeImage(part, release, { content, downloads }, context);
      else await takeFile(part, { content, downloads }, digests, context);
    }
    await checkVersions(released(module, release), content, context.env, context.table);
    context.signal?.throwIfAborted();
    context.kept.keep(digests);
    await rm(folder, { recursive: true, force: true }); // Only there if somebody removed parts of it.
    await rename(content, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Removes what killed processes left behind. Call it only under the lock. */
export async function removeUnfinishedReleases(cache: string): Promise<void> {
  const names = await readdir(toolsFolder(cache)).catch(() => []);
  const left = names.filter((name) => name.startsWith(UNFINISHED));
  await Promise.all(left.map((name) => rm(join(toolsFolder(cache), name), { recursive: true, force: true })));
}

/** Folders of an unfinished release. */
interface Folders {
  readonly content: string;
  readonly downloads: string;
}

async function takeImage(
  part: Extract<Part, { kind: "image" }>,
  { platform, arch }: Release,
  { content, downloads }: Folders,
  { client, signal, onProgress }: TakeContext,
): Promise<void> {
  await takeFromImage(part, {
    client,
    folder: downloads,
    bin: join(content, "bin"),
    platform,
    arch,
    signal,
    onProgress,
  });
}

async function takeFile(
  part: FilePart,
  { content, downloads }: Folders,
  digests: Map<string, string>,
  context: TakeContext,
): Promise<void> {
  const url = new URL(part.address);
  const file = join(downloads, "file");
  const { client, signal, onProgress } = context;
  await download(client, url, file, { signal, onProgress });
  const digest = await sha256(file);
  await compare(part, digest, downloads, context);
  if (!("sha256" in part.checksum)) digests.set(part.address, digest);
  const name = shown(url);
  const bin = join(content, "bin");
  switch (part.kind) {
    case "executable":
      await chmod(file, 0o755);
      await rename(file, join(bin, part.command));
      return;
    case "archive": {
      const taken = await takeFiles({ file, name }, part.files, bin);
      const missing = Object.entries(part.files).find(([command]) => !taken.includes(command));
      if (missing !== undefined) throw new ToolError(`${name} holds no file ${missing[1]}.`);
      return;
    }
    case "documents":
      await splitDocuments(file, name, join(content, part.to));
  }
}

/** @throws ToolError where the file is another one than the table, the publisher's list or the first download says. */
async function compare(
  { address, checksum }: FilePart,
  digest: string,
  downloads: string,
  { client, kept, signal }: TakeContext,
): Promise<void> {
  const name = shown(new URL(address));
  if ("sha256" in checksum) {
    if (digest !== checksum.sha256)
      throw new ToolError(`${name} has the SHA-256 ${digest}, not ${checksum.sha256}; it is not used.`);
    return;
  }
  kept.check(address, digest);
  if ("none" in checksum) return;
  const list = new URL(checksum.list);
  const file = join(downloads, "checksums");
  await download(client, list, file, { signal });
  const listed = listedDigest(await readFile(file, "utf8"), posix.basename(new URL(address).pathname));
  if (listed === undefined) throw new ToolError(`${shown(list)} holds no SHA-256 of ${posix.basename(name)}.`);
  if (digest !== listed)
    throw new ToolError(`${name} has the SHA-256 ${digest}, and ${shown(list)} says ${listed}; it is not used.`);
}
