/** Reads the checksum files of publishers: a bare digest, or a list of digests with names. */
import { posix } from "node:path";

const DIGEST = /^[0-9a-f]{64}$/;

/**
 * The SHA-256 that a checksum file has for a file.
 *
 * @param text a digest and nothing else, or lines `digest  name`; before the name there may be a `*` and a folder.
 * @returns undefined where the text has no digest for that name, or two of them.
 */
export function listedDigest(text: string, name: string): string | undefined {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const [only = ""] = lines;
  if (lines.length === 1 && DIGEST.test(only.toLowerCase())) return only.toLowerCase();
  const found = new Set(
    lines.flatMap((line) => {
      const [, digest = "", path = ""] = /^(\S+)\s+\*?(\S+)$/.exec(line) ?? [];
      return DIGEST.test(digest.toLowerCase()) && posix.basename(path) === name ? [digest.toLowerCase()] : [];
    }),
  );
  const [digest] = found;
  return found.size === 1 ? digest : undefined;
}
