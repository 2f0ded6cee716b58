/** A pod's files in a folder of this machine. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Leads the paths of a pod that are in a text, as they are or as a part of a URL, to their places on this machine; other paths stay. */
export function relocated(text: string, places: ReadonlyMap<string, string>): string {
  if (places.size === 0) return text;
  const all = new Map(
    [...places].flatMap(([path, place]) => [
      [path, place],
      [encodeURIComponent(path), encodeURIComponent(place)],
    ]),
  );
  // The longest first: a file may be mounted into a folder that is mounted itself.
  const ordered = [...all.keys()].sort((one, other) => other.length - one.length);
  const pattern = new RegExp(`(?<![\\w./-])(?:${ordered.map(escaped).join("|")})(?![\\w.-])`, "g");
  return text.replace(pattern, (path) => all.get(path) ?? path);
}

function escaped(path: string): string {
  return path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** Writes files below a folder, at their paths in the pod, for the user alone. */
export function writeBelow(root: string, files: ReadonlyMap<string, string | Buffer>): void {
  for (const [path, content] of files) {
    const place = join(root, path);
    mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
    writeFileSync(place, content, { mode: 0o600 });
  }
}
