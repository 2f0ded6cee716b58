/** The publishers' releases on a local server: the built tools, packed as the publishers pack them, at the same paths. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { cp, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, dirname, join } from "node:path";
import { create } from "tar";
import { sha256 } from "../../sandbox/tools/digest";
import type { Checksum, Files, Part, Release } from "../../sandbox/tools/release/release";

/** A built tool: the folder of the cache, and the version it prints. */
export interface BuiltTool {
  readonly folder: string;
  readonly version: string;
}

/** Answers one request in place of the mirror. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Level of gzip: publishers take the highest; it changes what packing costs, and hardly what unpacking does. */
const GZIP_LEVEL = 4;

/** A server that has the releases. */
export class Mirror {
  private readonly files = new Map<string, string>();
  private readonly handlers = new Map<string, Handler>();
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  private constructor(private readonly folder: string) {}

  /** Starts a server that has nothing yet; what is packed for it goes to the folder. */
  static async start(folder: string): Promise<Mirror> {
    const mirror = new Mirror(folder);
    await new Promise<void>((resolve) => mirror.server.listen(0, "127.0.0.1", resolve));
    return mirror;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Answers a path in another way than with its file. */
  answerWith(path: string, handler: Handler): string {
    this.handlers.set(path, handler);
    return `${this.origin}${path}`;
  }

  /** Serves a file; gives its address. */
  serve(path: string, file: string): string {
    this.files.set(path, file);
    return `${this.origin}${path}`;
  }

  /** A release of the real table, with the built tool in place of the publisher's files. */
  async release(real: Release, tool: BuiltTool): Promise<Release> {
    const parts: Part[] = [];
    for (const part of real.parts) parts.push(await this.part(part, tool));
    return { ...real, version: tool.version, tried: false, parts };
  }

  private async part(part: Part, tool: BuiltTool): Promise<Part> {
    if (part.kind === "image") return this.image(part, tool);
    const file = await this.pack(part, tool);
    const address = this.serve(pathOf(part.address), file);
    const checksum = await this.checksum(part.checksum, file, basename(pathOf(part.address)));
    return { ...part, address, checksum };
  }

  private async pack(part: Exclude<Part, { kind: "image" }>, { folder }: BuiltTool): Promise<string> {
    const file = join(this.folder, createHash("sha256").update(part.address).digest("hex").slice(0, 12));
    switch (part.kind) {
      case "executable":
        return join(folder, "bin", part.command);
      case "documents": {
        const documents = await readdir(join(folder, part.to));
        const texts = await Promise.all(documents.sort().map((name) => readFile(join(folder, part.to, name), "utf8")));
        await writeFile(file, texts.map((text) => (text.startsWith("---") ? text : `---\n${text}`)).join(""));
        return file;
      }
      case "archive":
        await archive(file, part.files, folder);
        return file;
    }
  }

  /** Pinned or listed, as in the real table. */
  private async checksum(real: Checksum, file: string, name: string): Promise<Checksum> {
    const digest = await sha256(file);
    if ("sha256" in real) return { sha256: digest };
    if ("none" in real) return real;
    const path = pathOf(real.list);
    const earlier = this.files.get(path);
    const list = earlier ?? join(this.folder, `${createHash("sha256").update(path).digest("hex").slice(0, 12)}.sums`);
    const lines = earlier === undefined ? "" : await readFile(list, "utf8");
    await writeFile(list, `${lines}${digest}  ${name}\n`);
    return { list: this.serve(path, list) };
  }

  private async image(part: Extract<Part, { kind: "image" }>, { folder }: BuiltTool): Promise<Part> {
    const path = `/v2/${part.repository}`;
    const layer = join(this.folder, `${basename(part.repository)}.layer`);
    await archive(layer, part.files, folder);
    const digest = `sha256:${await sha256(layer)}`;
    this.serve(`${path}/blobs/${digest}`, layer);
    const mediaType = "application/vnd.oci.image.layer.v1.tar+gzip";
    const manifest = await this.manifest(path, {
      schemaVersion: 2,
      layers: [{ mediaType, digest, size: (await stat(layer)).size }],
    });
    const architecture = process.arch === "x64" ? "amd64" : process.arch;
    const index = await this.manifest(path, {
      schemaVersion: 2,
      manifests: [{ digest: manifest, platform: { os: process.platform, architecture } }],
    });
    return { ...part, registry: this.origin, digest: index };
  }

  private async manifest(path: string, content: unknown): Promise<string> {
    const text = JSON.stringify(content);
    const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
    const file = join(this.folder, digest.slice("sha256:".length));
    await writeFile(file, text);
    this.serve(`${path}/manifests/${digest}`, file);
    return digest;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    const handler = this.handlers.get(path);
    if (handler !== undefined) return handler(request, response);
    const file = this.files.get(path);
    if (file === undefined || request.method !== "GET")
      return void response.writeHead(file === undefined ? 404 : 200).end();
    response.writeHead(200, { "content-length": (await stat(file)).size });
    createReadStream(file).pipe(response);
  }
}

/** The path of a real address on the mirror: below the name of its host. */
function pathOf(address: string): string {
  const { host, pathname } = new URL(address);
  return `/${host}${pathname}`;
}

/** A compressed archive with the built commands at the paths that the publisher gives them. */
async function archive(file: string, files: Files, built: string): Promise<void> {
  const staging = `${file}.d`;
  for (const [command, path] of Object.entries(files)) {
    await mkdir(dirname(join(staging, path)), { recursive: true });
    await cp(join(built, "bin", command), join(staging, path));
  }
  await create({ file, cwd: staging, gzip: { level: GZIP_LEVEL }, portable: true }, Object.values(files));
}
