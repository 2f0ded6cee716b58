/** What a publisher's release of a tool is: where its files are, how they are packed, and how they are checked. */

/** How a file is checked before anything of it is used. */
export type Checksum =
  /** Pinned: the file has this SHA-256, or it is not used. */
  | { readonly sha256: string }
  /** Listed: the address of the publisher's own checksum file. From the first download on, the digest is kept as well. */
  | { readonly list: string }
  /** Nothing to compare with the first time, and why; from the first download on, the digest is kept. */
  | { readonly none: string };

/** Where executables are inside an archive or an image: the path of each, by the command's name. */
export type Files = Readonly<Record<string, string>>;

/** One download. */
export type Part =
  /** A tar archive, plain or compressed by gzip. */
  | { readonly kind: "archive"; readonly address: string; readonly checksum: Checksum; readonly files: Files }
  /** The executable itself. */
  | { readonly kind: "executable"; readonly address: string; readonly checksum: Checksum; readonly command: string }
  /** YAML documents in one file, of which each becomes a file in the sub-folder `to`. */
  | { readonly kind: "documents"; readonly address: string; readonly checksum: Checksum; readonly to: string }
  /** Files in an image, by the digest of its index or manifest. */
  | {
      readonly kind: "image";
      /** For example `https://quay.io`. */
      readonly registry: string;
      readonly repository: string;
      /** `sha256:` and 64 hexadecimal digits. */
      readonly digest: string;
      readonly files: Files;
    };

/** A release of one tool for one platform. */
export interface Release {
  /** The module's name in the catalogue. */
  readonly tool: string;
  /** The version it gives, without a leading `v`. */
  readonly version: string;
  /** As Node names it. */
  readonly platform: string;
  /** As Node names it. */
  readonly arch: string;
  /** Whether a workflow takes it every night; nobody has tried the others. */
  readonly tried: boolean;
  readonly parts: readonly Part[];
}

/** How the executables of an address are checked, in a word. */
export function trust(part: Part): "pinned" | "listed" | "first download" {
  if (part.kind === "image" || "sha256" in part.checksum) return "pinned";
  return "list" in part.checksum ? "listed" : "first download";
}

/** All hosts that a release is fetched from; what they redirect to is found out on the way. */
export function addresses({ parts }: Release): URL[] {
  return parts.flatMap((part) => {
    if (part.kind === "image") return [new URL(part.registry)];
    return [part.address, ...("list" in part.checksum ? [part.checksum.list] : [])].map((address) => new URL(address));
  });
}
