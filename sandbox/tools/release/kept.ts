/** Remembers the digests of what was downloaded without a pinned one: a publisher's file does not change later. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { ToolError } from "../errors";

const schema = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/));

/** The digests that are kept in a cache. Use it under the lock of the tools only. */
export class KeptDigests {
  private readonly file: string;
  private readonly digests: Record<string, string>;

  /** @throws ToolError where the file is none of this program's. */
  constructor(cache: string) {
    this.file = join(cache, "release-digests.json");
    try {
      this.digests = existsSync(this.file) ? schema.parse(JSON.parse(readFileSync(this.file, "utf8"))) : {};
    } catch {
      throw new ToolError(
        `${this.file} is not as it was written: it has to hold one SHA-256 for each address; remove the file, and digests are kept anew.`,
      );
    }
  }

  /** @throws ToolError where the address had another digest when it was first downloaded. */
  check(address: string, digest: string): void {
    const kept = this.digests[address];
    if (kept === undefined || kept === digest) return;
    throw new ToolError(
      `${address} has the SHA-256 ${digest}, and had ${kept} when it was first downloaded; ` +
        `if its publisher says why, remove its line from ${this.file}.`,
    );
  }

  /** Keeps the digests of a release, once all of it has proved to be right. */
  keep(digests: ReadonlyMap<string, string>): void {
    if ([...digests].every(([address, digest]) => this.digests[address] === digest)) return;
    Object.assign(this.digests, Object.fromEntries(digests));
    mkdirSync(dirname(this.file), { recursive: true });
    const unfinished = `${this.file}.${process.pid}.tmp`;
    const sorted = Object.fromEntries(Object.entries(this.digests).sort());
    writeFileSync(unfinished, `${JSON.stringify(sorted, undefined, 1)}\n`);
    renameSync(unfinished, this.file);
  }
}
