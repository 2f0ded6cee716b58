/** A publisher of tools on 127.0.0.1: files, checksum files and images in the layouts of the real ones, and ways to fail. */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create } from "tar";

/** Answers one request. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** What was asked for. */
export interface Seen {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
}

/** SHA-256 in hexadecimal digits. */
export function digestOf(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/** An executable that says a version. */
export function script(version = "1.2.3"): string {
  return `#!/bin/sh\necho hello ${version}\n`;
}

/** The server. What it does not know is answered with 404. */
export class Publisher {
  readonly seen: Seen[] = [];
  private readonly handlers = new Map<string, Handler>();
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      const path = request.url ?? "";
      if (request.method === "HEAD") return void response.end();
      this.seen.push({ path, headers: request.headers });
      const handler = this.handlers.get(path) ?? this.handlers.get(path.replace(/\?.*/, ""));
      if (handler === undefined) return void response.writeHead(404).end();
      handler(request, response);
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  address(path: string): string {
    return `http://${this.host}${path}`;
  }

  /** Paths that were asked for, in order. */
  get paths(): readonly string[] {
    return this.seen.map(({ path }) => path);
  }

  on(path: string, handler: Handler): string {
    this.handlers.set(path, handler);
    return this.address(path);
  }

  /** Paths that are answered. */
  get known(): readonly string[] {
    return [...this.handlers.keys()];
  }

  /** What answers a path, to put something before it. */
  handlerOf(path: string): Handler {
    const handler = this.handlers.get(path);
    if (handler === undefined) throw new Error(`nothing answers ${path}`);
    return handler;
  }

  /** Serves a file, and gives its address. */
  file(path: string, content: string | Buffer): string {
    return this.on(path, (_request, response) => response.end(content));
  }

  /** Answers a status without a body. */
  status(path: string, status: number): string {
    return this.on(path, (_request, response) => response.writeHead(status).end());
  }

  redirect(path: string, to: string): string {
    return this.on(path, (_request, response) => response.writeHead(302, { location: to }).end());
  }
}

/** Files of an archive by path, which may lead out of it; a link is `{ link: target }`. */
export type Entries = Readonly<Record<string, string | { readonly link: string }>>;

/** A tar archive, by default compressed by gzip. */
export async function archive(entries: Entries, { gzip = true } = {}): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), "archive-"));
  try {
    const paths = Object.keys(entries);
    // Under numbers on the disk; an entry gets its path when it is written.
    for (const [index, content] of Object.values(entries).entries()) {
      const file = join(folder, String(index));
      if (typeof content !== "string") symlinkSync(content.link, file);
      else writeFileSync(file, content, { mode: 0o755 });
    }
    const file = join(folder, "archive");
    const onWriteEntry = (entry: { path: string }) => void (entry.path = paths[Number(entry.path)] ?? "");
    await create(
      { file, cwd: folder, gzip, portable: true, preservePaths: true, onWriteEntry },
      [...paths.keys()].map(String),
    );
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One layer of an image, oldest first, and how the image is described. */
export interface ImageOptions {
  readonly layers: readonly Entries[];
  /** Whether an index of platforms stands before the manifest. */
  readonly index?: boolean;
  /** As registries name it. */
  readonly architecture?: string;
  readonly mediaType?: string;
}

/** An image that is served. */
export interface ServedImage {
  readonly digest: string;
  readonly repository: string;
  /** Paths of the layers, oldest first. */
  readonly layers: readonly string[];
}

/** Serves an image and gives its digest. */
export async function serveImage(publisher: Publisher, options: ImageOptions): Promise<ServedImage> {
  const repository = "team/hello";
  const { index = true, architecture = process.arch === "x64" ? "amd64" : process.arch } = options;
  const { mediaType = "application/vnd.oci.image.layer.v1.tar+gzip" } = options;
  const path = (kind: string, content: string | Buffer) => `/v2/${repository}/${kind}/sha256:${digestOf(content)}`;
  const layers = await Promise.all(options.layers.map((entries) => archive(entries)));
  for (const layer of layers) publisher.file(path("blobs", layer), layer);
  const manifest = JSON.stringify({
    schemaVersion: 2,
    layers: layers.map((layer) => ({ mediaType, digest: `sha256:${digestOf(layer)}` })),
  });
  publisher.file(path("manifests", manifest), manifest);
  let digest = `sha256:${digestOf(manifest)}`;
  if (index) {
    const other = `sha256:${"0".repeat(64)}`;
    const content = JSON.stringify({
      manifests: [
        { digest: other, platform: { os: "unknown", architecture: "unknown" } },
        { digest: other, platform: { os: "windows", architecture } },
        { digest: other, platform: { os: process.platform, architecture: "s390x" } },
        { digest, platform: { os: process.platform, architecture } },
      ],
    });
    publisher.file(path("manifests", content), content);
    digest = `sha256:${digestOf(content)}`;
  }
  return { digest, repository, layers: layers.map((layer) => path("blobs", layer)) };
}
