/** Looks for secret values in any text or file, however they are packed. */
import { constants, inflateRawSync } from "node:zlib";

/** Something that may hold a secret value but must not. */
export interface Haystack {
  /** What it is, for messages. */
  readonly name: string;
  readonly content: string | Buffer;
}

/** A secret value that was found. */
export interface Leak {
  /** Name of the value. */
  readonly canary: string;
  /** Name of the haystack. */
  readonly haystack: string;
  /** What had to be undone to see it, outermost first; empty where it stands there plain. */
  readonly through: readonly string[];
}

/** A text and what was undone to get it. */
interface Layer {
  readonly text: string;
  readonly through: readonly string[];
}

/** Layers that are undone at most. Helm's record of a release has three: base64, base64, gzip. */
const DEPTH = 6;

/** Shorter runs of base64 are words and hold no canary: 20 characters are 15 bytes. */
const BASE64_RUN = /[A-Za-z0-9+/_-]{20,}/g;

/** The ways to undo a packing: each gives the texts that it makes of one, none where there is nothing to undo. */
const unpackings: Readonly<Record<string, (text: string) => readonly string[]>> = {
  "URL-escaping": (text) => changed(text, /%([0-9A-Fa-f]{2})/g, (_, hex = "") => character(hex)),
  "JSON-escaping": (text) =>
    changed(text, /\\(?:u00([0-9A-Fa-f]{2})|([\\/"])|n)/g, (_, hex, plain) => (hex ? character(hex) : (plain ?? "\n"))),
  base64: fromBase64,
  gzip: gunzipped,
};

/**
 * Finds secret values with base64, gzip, URL- and JSON-escaping undone, in any order and several times over.
 * White space counts for nothing, since texts are folded.
 *
 * @param canaries the values by name; ASCII, and long enough to be found nowhere by chance.
 */
export function findLeaks(haystacks: readonly Haystack[], canaries: Readonly<Record<string, string>>): Leak[] {
  // A form writes spaces as plus signs.
  const needles = Object.entries(canaries).map(([name, value]) => ({
    name,
    forms: [unfolded(value), value.replaceAll(" ", "+")],
  }));
  return haystacks.flatMap(({ name: haystack, content }) => {
    const found = new Map<string, Leak>();
    for (const { text, through } of layersOf(typeof content === "string" ? content : content.toString("latin1"))) {
      for (const { name, forms } of needles) {
        if (!found.has(name) && forms.some((form) => text.includes(form)))
          found.set(name, { canary: name, haystack, through });
      }
    }
    return [...found.values()];
  });
}

/** A leak as a sentence. */
export function describeLeak({ canary, haystack, through }: Leak): string {
  return `The value of "${canary}" is in ${haystack}${through.length === 0 ? "" : ` (under ${through.join(", ")})`}.`;
}

/** The text and everything that unpacking makes of it, the outer layers first, each text once and without white space. */
function layersOf(whole: string): Layer[] {
  const layers: Layer[] = [];
  const seen = new Set<string>();
  let level: readonly Layer[] = [{ text: whole, through: [] }];
  for (let depth = 0; depth <= DEPTH && level.length > 0; depth += 1) {
    const fresh = level.filter(({ text }) => text !== "" && !seen.has(text) && seen.add(text));
    layers.push(...fresh.map(({ text, through }) => ({ text: unfolded(text), through })));
    level = fresh.flatMap(({ text, through }) =>
      Object.entries(unpackings).flatMap(([name, unpack]) =>
        unpack(text).map((inner) => ({ text: inner, through: [...through, name] })),
      ),
    );
  }
  return layers;
}

function unfolded(text: string): string {
  return text.replace(/\s+/g, "");
}

function changed(
  text: string,
  pattern: RegExp,
  replacer: (match: string, ...groups: (string | undefined)[]) => string,
): string[] {
  const result = text.replace(pattern, replacer);
  return result === text ? [] : [result];
}

function character(hex: string): string {
  return String.fromCharCode(parseInt(hex, 16));
}

/** Every run of base64 decoded. A run may begin in the middle of a word, so each of the four ways to cut it is tried. */
function fromBase64(text: string): string[] {
  const runs = unfolded(text).match(BASE64_RUN);
  if (runs === null) return [];
  return [0, 1, 2, 3].map((offset) =>
    runs.map((run) => Buffer.from(run.slice(offset), "base64").toString("latin1")).join("\n"),
  );
}

/** Every gzip member of the text, however much of it is there. */
function gunzipped(text: string): string[] {
  const bytes = Buffer.from(text, "latin1");
  const members: string[] = [];
  for (let at = text.indexOf(GZIP_MAGIC); at !== -1; at = text.indexOf(GZIP_MAGIC, at + 1)) {
    const member = inflated(bytes.subarray(contentOf(bytes, at)));
    if (member !== undefined) members.push(member.toString("latin1"));
  }
  return members;
}

/**
 * What can be inflated; undefined where that is nothing: three bytes that look like the beginning of a member by chance. What follows
 * one that was cut off may be no valid data, and is left out then, part by part.
 */
function inflated(bytes: Buffer): Buffer | undefined {
  for (let length = bytes.length; length > 0; length = Math.floor(length * 0.75)) {
    try {
      // Raw, since gunzip takes bytes behind a member for the next one, and a missing end for an error.
      return inflateRawSync(bytes.subarray(0, length), { finishFlush: constants.Z_SYNC_FLUSH });
    } catch {
      // The next one is shorter.
    }
  }
  return undefined;
}

/** How a gzip member begins (RFC 1952): two bytes of magic, and the only method there is. */
const GZIP_MAGIC = "\x1f\x8b\x08";

/** Where the compressed data of a member begins: behind ten bytes, and its file's name where it has one. */
function contentOf(bytes: Buffer, member: number): number {
  const named = ((bytes[member + 3] ?? 0) & 0x08) !== 0;
  return named ? bytes.indexOf(0, member + 10) + 1 : member + 10;
}
