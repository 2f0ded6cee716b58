/** Which releases may be used: MONITORING_TOOLS_RELEASES decides. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Environment } from "../cache";
import type { ToolModule } from "../catalogue";
import { ToolError } from "../errors";
import type { Release } from "./release";
import { releaseTable } from "./table";

/** The value that switches this source off. */
const NONE = "none";

/**
 * The releases by the environment: the project's own table, another one from a file, or none.
 *
 * @throws ToolError where the file cannot be read or is no such table; it names key, value and what is allowed.
 */
export function releasesOf(env: Environment, catalogue: readonly ToolModule[]): readonly Release[] {
  const value = env.MONITORING_TOOLS_RELEASES;
  if (value === undefined || value === "") return releaseTable;
  if (value === NONE) return [];
  return parseReleases(readText(value), value, catalogue);
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new ToolError(
      `MONITORING_TOOLS_RELEASES: ${file} cannot be read; name a JSON file with releases, or write ${NONE} to use none.`,
    );
  }
}

/**
 * A table from its JSON.
 *
 * @param name of the file, for errors.
 */
export function parseReleases(text: string, name: string, catalogue: readonly ToolModule[]): readonly Release[] {
  const content = json(text, name);
  const table = schemaOf(catalogue).safeParse(content);
  if (table.success) return table.data.releases.map((release) => ({ ...release, tried: false }));
  const { path = [], message = "" } = table.error.issues[0] ?? {};
  const key = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  const value = valueAt(content, path);
  const given = value === undefined || typeof value === "object" ? "" : ` (${JSON.stringify(value)})`;
  throw new ToolError(`${name}: ${key.replace(/^\./, "") || "the file"}${given}: ${message}.`);
}

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], content);
}

function json(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ToolError(`${name} is no JSON; sandbox/tools/README.md shows what a table of releases looks like.`);
  }
}

function schemaOf(catalogue: readonly ToolModule[]) {
  const address = z.url({
    protocol: /^https?$/,
    error: "has to be an http(s) address, like https://store.example.org/etcd.tar.gz",
  });
  const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "has to be a SHA-256: 64 hexadecimal digits in small letters");
  const checksum = z.union(
    [z.strictObject({ sha256 }), z.strictObject({ list: address }), z.strictObject({ none: z.string().min(1) })],
    'has to be {"sha256": "<64 hexadecimal digits>"}, {"list": "<address of a checksum file>"} or {"none": "<why>"}',
  );
  const inside = z
    .string()
    .regex(/^[\w@+-][\w.@+-]*(\/[\w@+-][\w.@+-]*)*$/, "has to be a path inside of the archive, like folder/etcd");
  const command = z.string().regex(/^[a-z0-9][\w.-]*$/, "has to be the name of a command");
  const files = z.record(command, inside, "has to hold paths by the names of commands");
  const part = z.discriminatedUnion(
    "kind",
    [
      z.strictObject({ kind: z.literal("archive"), address, checksum, files }),
      z.strictObject({ kind: z.literal("executable"), address, checksum, command }),
      z.strictObject({ kind: z.literal("documents"), address, checksum, to: z.string().regex(/^[a-z]+$/) }),
      z.strictObject({
        kind: z.literal("image"),
        registry: address,
        repository: z.string().regex(/^[a-z0-9][a-z0-9._/-]*$/, "has to be a repository, like prometheus/alertmanager"),
        digest: z.string().regex(/^sha256:[0-9a-f]{64}$/, "has to be sha256: and 64 hexadecimal digits"),
        files,
      }),
    ],
    "has to be archive, executable, documents or image",
  );
  const names = catalogue.map(({ name }) => name);
  const release = z
    .strictObject({
      tool: z.enum(names, `has to be one of ${names.join(", ")}`),
      version: z.string().regex(/^\d+\.\d+\.\d+$/, "has to be a version like 3.6.5, without a v"),
      platform: z.enum(["linux", "darwin"], "has to be linux or darwin"),
      arch: z.enum(["x64", "arm64"], "has to be x64 or arm64"),
      parts: z.array(part).min(1, "have to be one download at least"),
    })
    .superRefine(({ tool, parts }, context) => {
      const module = catalogue.find(({ name }) => name === tool);
      if (module === undefined) return;
      const given = parts.flatMap((one) =>
        "files" in one ? Object.keys(one.files) : "command" in one ? [one.command] : [],
      );
      const wanted = module.commands.map(({ name }) => name);
      if (given.toSorted().join() !== wanted.toSorted().join())
        context.addIssue({ code: "custom", path: ["parts"], message: `have to give ${wanted.join(", ")}, each once` });
      const folders = parts.flatMap((one) => ("to" in one ? [one.to] : []));
      const needed = module.assets.map(({ to }) => to);
      if (folders.join() !== needed.join())
        context.addIssue({
          code: "custom",
          path: ["parts"],
          message:
            needed.length === 0
              ? `have documents, and ${tool} comes with none`
              : `have to have documents to ${needed.join(", ")}`,
        });
    });
  const table = z.array(release, "has to be a list of releases").superRefine((releases, context) => {
    const seen = new Set<string>();
    for (const [index, { tool, platform, arch }] of releases.entries()) {
      const name = `${tool} for ${platform} ${arch}`;
      if (seen.has(name)) context.addIssue({ code: "custom", path: [index], message: `is the second one of ${name}` });
      seen.add(name);
    }
  });
  return z.strictObject({ releases: table });
}
