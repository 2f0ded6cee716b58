/**
 * Takes executables out of an image without Docker. Everything is named by the digest of the table or by one that hangs on
 * it, so no registry, and nobody between, can hand out something else.
 */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { sha256 } from "../digest";
import { ToolError } from "../errors";
import type { Authorization, HttpClient } from "../http/client";
import { download, Refused, type DownloadOptions } from "../http/download";
import type { Part } from "./release";
import { takeFiles } from "./unpack";

/** An image of the table. */
export type Image = Extract<Part, { kind: "image" }>;

/** Where the image is needed. */
export interface ImageContext {
  readonly client: HttpClient;
  /** A folder of this image's own. */
  readonly folder: string;
  /** Where the executables go. */
  readonly bin: string;
  readonly platform: string;
  /** As Node names it. */
  readonly arch: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: DownloadOptions["onProgress"];
}

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);

/** An index: one manifest for each platform. Attestations stand in it as well, for a platform `unknown`. */
const indexSchema = z.object({
  manifests: z.array(z.object({ digest, platform: z.object({ os: z.string(), architecture: z.string() }).optional() })),
});

/** A manifest: its layers, oldest first. */
const manifestSchema = z.object({ layers: z.array(z.object({ digest, mediaType: z.string() })).min(1) });

const tokenSchema = z.union([
  z.object({ token: z.string().min(1) }).transform(({ token }) => token),
  z.object({ access_token: z.string().min(1) }).transform(({ access_token: token }) => token),
]);

const ACCEPT = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/**
 * Puts the executables of an image into a folder. Of each, the newest layer that has it decides.
 *
 * @throws ToolError where the image cannot be had, is not what its digest says, or lacks an executable.
 */
export async function takeFromImage(image: Image, context: ImageContext): Promise<void> {
  const registry = new Registry(image, context);
  const layers = await layersOf(registry, image, context);
  const missing = new Map(Object.entries(image.files));
  for (const layer of layers.toReversed()) {
    if (missing.size === 0) return;
    if (!/[.+](tar|gzip)$/.test(layer.mediaType))
      throw new ToolError(`${registry.name}: layers of the type ${layer.mediaType} cannot be read.`);
    const file = await registry.body("blobs", layer.digest);
    const name = `Layer ${layer.digest} of ${registry.name}`;
    const taken = await takeFiles({ file, name }, Object.fromEntries(missing), context.bin);
    for (const command of taken) missing.delete(command);
    await rm(file);
  }
  const [path] = missing.values();
  if (path !== undefined) throw new ToolError(`${registry.name} holds no file ${path}.`);
}

/** The layers for the platform: of the manifest, or of the one that an index names for it. */
async function layersOf(registry: Registry, image: Image, { platform, arch }: ImageContext) {
  const first = await registry.json(image.digest);
  const index = indexSchema.safeParse(first);
  if (!index.success) return parsed(registry, first);
  const architecture = arch === "x64" ? "amd64" : arch;
  const found = index.data.manifests.find(
    (manifest) => manifest.platform?.os === platform && manifest.platform.architecture === architecture,
  );
  if (found === undefined) throw new ToolError(`${registry.name} has nothing for ${platform} ${architecture}.`);
  return parsed(registry, await registry.json(found.digest));
}

function parsed(registry: Registry, content: unknown) {
  const manifest = manifestSchema.safeParse(content);
  if (!manifest.success) throw new ToolError(`${registry.name}: its manifest is of no known kind.`);
  return manifest.data.layers;
}

/** One repository of a registry. */
class Registry {
  /** The image as people write it. */
  readonly name: string;
  private authorization: Authorization | undefined;

  constructor(
    private readonly image: Image,
    private readonly context: ImageContext,
  ) {
    this.name = `${new URL(image.registry).host}/${image.repository}`;
  }

  async json(wanted: string): Promise<unknown> {
    const file = await this.body("manifests", wanted);
    try {
      return JSON.parse(await readFile(file, "utf8"));
    } catch {
      throw new ToolError(`${this.name}: its manifest is no JSON.`);
    }
  }

  /** The file with this digest, downloaded. */
  async body(kind: "manifests" | "blobs", wanted: string): Promise<string> {
    const { registry, repository } = this.image;
    const url = new URL(`/v2/${repository}/${kind}/${wanted}`, registry);
    const file = join(this.context.folder, wanted.replace(":", "-"));
    const headers: Record<string, string> = kind === "manifests" ? { accept: ACCEPT } : {};
    const onProgress = kind === "blobs" ? this.context.onProgress : undefined;
    await this.withToken((authorization) =>
      download(this.context.client, url, file, { headers, authorization, onProgress, signal: this.context.signal }),
    );
    const found = `sha256:${await sha256(file)}`;
    if (found === wanted) return file;
    await rm(file);
    throw new ToolError(`${this.name}: what the registry hands out as ${wanted} is ${found}; it is not used.`);
  }

  /** Asks once more with a token, where the registry wants one: anybody gets it. */
  private async withToken(ask: (authorization?: Authorization) => Promise<void>): Promise<void> {
    try {
      await ask(this.authorization);
    } catch (error) {
      const challenge = error instanceof Refused && error.answer.status === 401 ? error.answer : undefined;
      if (challenge === undefined || this.authorization !== undefined) throw error;
      const realm = realmOf(challenge.header("www-authenticate"), challenge.url);
      if (realm === undefined) throw error;
      this.authorization = { origin: challenge.url.origin, value: `Bearer ${await this.token(realm)}` };
      await ask(this.authorization);
    }
  }

  private async token(realm: URL): Promise<string> {
    const file = join(this.context.folder, "token");
    await download(this.context.client, realm, file, { signal: this.context.signal });
    try {
      return tokenSchema.parse(JSON.parse(await readFile(file, "utf8")));
    } catch {
      throw new ToolError(`${this.name}: ${realm.host} gives no token.`);
    } finally {
      await rm(file, { force: true });
    }
  }
}

/**
 * Where a registry gives tokens: `Bearer realm="https://auth.example.org/token",service="...",scope="..."`. Undefined where
 * it says no such thing, or would send an https request to http.
 */
function realmOf(challenge: string | undefined, from: URL): URL | undefined {
  if (!/^bearer /i.test(challenge ?? "")) return undefined;
  const values = new Map([...(challenge ?? "").matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
  const realm = values.get("realm") ?? "";
  if (!URL.canParse(realm)) return undefined;
  const url = new URL(realm);
  if (url.protocol !== "https:" && url.protocol !== from.protocol) return undefined;
  for (const name of ["service", "scope"]) {
    const value = values.get(name);
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url;
}
