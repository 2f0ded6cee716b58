/** Ways in which a mirror can be wrong about one tool. Every other tool can be had from it. */
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Part, Release } from "../../sandbox/tools/release/release";
import type { Mirror } from "./mirror";

/** The archive of a release. */
type Archive = Extract<Part, { kind: "archive" }>;

/** What a fault is made with. */
export interface Workbench {
  readonly mirror: Mirror;
  /** Folder for files. */
  readonly folder: string;
}

/** A fault: the archive with something wrong, and what ends it. */
export interface Fault {
  readonly name: string;
  readonly make: (archive: Archive, workbench: Workbench) => Promise<{ archive: Archive; end?: () => Promise<void> }>;
}

/** A path of the mirror that nothing else uses. */
const PATH = "/broken/archive.tar.gz";

const answer = (name: string, handler: Parameters<Mirror["answerWith"]>[1]): Fault => ({
  name,
  make: async (archive, { mirror }) => ({ archive: { ...archive, address: mirror.answerWith(PATH, handler) } }),
});

/** All of them. */
export const FAULTS: readonly Fault[] = [
  answer("404", (_request, response) => response.writeHead(404).end()),
  answer("403", (_request, response) => response.writeHead(403).end()),
  answer("500", (_request, response) => response.writeHead(500).end()),
  answer("a redirect that loops", (_request, response) => response.writeHead(302, { location: PATH }).end()),
  answer("a transfer that breaks off", (_request, response) => {
    response.writeHead(200, { "content-length": 1_000_000 });
    response.write(Buffer.alloc(1_000), () => response.destroy());
  }),
  answer("a body that stalls", (_request, response) => {
    response.writeHead(200, { "content-length": 1_000_000 });
    response.write(Buffer.alloc(1_000));
  }),
  answer("a login page", (_request, response) => response.end("<html>Please log in</html>")),
  {
    name: "a file with another digest",
    make: async (archive) => ({ archive: { ...archive, checksum: { sha256: "0".repeat(64) } } }),
  },
  {
    name: "a checksum file without the archive",
    make: async (archive, { mirror, folder }) => {
      const list = join(folder, "other.sums");
      await writeFile(list, `${"0".repeat(64)}  another.tar.gz\n`);
      return { archive: { ...archive, checksum: { list: mirror.serve("/broken/SHA256SUMS", list) } } };
    },
  },
  {
    name: "an archive without the executable",
    make: async (archive) => ({ archive: { ...archive, files: { etcd: "elsewhere/etcd" } } }),
  },
  {
    name: "a host that refuses connections",
    make: async (archive) => ({ archive: { ...archive, address: "http://127.0.0.1:9/etcd.tar.gz" } }),
  },
  {
    name: "a host that never answers",
    make: async (archive) => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      return {
        archive: { ...archive, address: `http://127.0.0.1:${port}/etcd.tar.gz` },
        end: async () => void server.close(),
      };
    },
  },
];

/** Writes a table in which the archive of one tool is faulty; gives what ends the fault. */
export async function writeBrokenTable(
  file: string,
  releases: readonly Release[],
  tool: string,
  fault: Fault,
  workbench: Workbench,
): Promise<() => Promise<void>> {
  let end: (() => Promise<void>) | undefined;
  const broken = await Promise.all(
    releases.map(async (release) => {
      const [archive] = release.parts;
      if (release.tool !== tool || archive?.kind !== "archive") return release;
      const made = await fault.make(archive, workbench);
      end = made.end;
      return { ...release, parts: [made.archive] };
    }),
  );
  await writeTable(file, broken);
  return async () => {
    await end?.();
    await rm(file);
  };
}

/** Writes releases as MONITORING_TOOLS_RELEASES takes them. */
export async function writeTable(file: string, releases: readonly Release[]): Promise<void> {
  await writeFile(file, JSON.stringify({ releases: releases.map(({ tried: _, ...release }) => release) }));
}
