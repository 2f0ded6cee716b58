/** Where a released tool lies in the cache, and under which name. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { toolsFolder } from "../cache";
import type { ToolModule } from "../catalogue";
import type { Release } from "./release";

/** Raised by hand when the layout of such a folder changes. */
const LAYOUT = 1;

/** The digest of everything that decides what the folder holds: 12 hexadecimal digits. */
export function releaseKey({ tool, version, platform, arch, parts }: Release): string {
  const inputs = JSON.stringify({ layout: LAYOUT, tool, version, platform, arch, parts });
  return createHash("sha256").update(inputs).digest("hex").slice(0, 12);
}

/** The folder of a release: `<cache>/tools/<tool>-<version>-release-<key>`. */
export function releaseFolder(cache: string, release: Release): string {
  return join(toolsFolder(cache), `${release.tool}-${release.version}-release-${releaseKey(release)}`);
}

/** The release of a module for a platform, by default for this one. */
export function releaseOf(
  { name }: ToolModule,
  releases: readonly Release[],
  platform: string = process.platform,
  arch: string = process.arch,
): Release | undefined {
  return releases.find((release) => release.tool === name && release.platform === platform && release.arch === arch);
}

/** The module as its release is: another version, and commands that print that one. */
export function released(module: ToolModule, { version }: Release): ToolModule {
  const commands = module.commands.map((command) => ({ ...command, printsVersion: version }));
  return { ...module, version, commands };
}
