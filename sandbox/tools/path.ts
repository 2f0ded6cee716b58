/** Looking for tools on PATH. */
import { delimiter, join } from "node:path";

import { isExecutable, type Environment } from "./cache";
import type { ToolCommand } from "./catalogue";
import { loadExeca } from "./execa";
import { isPlugin, pluginVersion } from "./plugin";

/** What PATH offers for one command. */
export type PathFinding =
  | { readonly kind: "accepted"; readonly file: string; readonly version: string }
  | { readonly kind: "refused"; readonly file: string; readonly reason: string }
  | { readonly kind: "absent" };

/** A tool that does not print its version within so many milliseconds is not the one. */
const versionTimeoutMs = 10_000;

/**
 * The first executable of that name on PATH, accepted only if it prints one of the versions.
 *
 * @param versions by default the pinned one alone.
 */
export async function findOnPath(
  command: ToolCommand,
  env: Environment,
  versions: readonly string[] = [command.printsVersion],
): Promise<PathFinding> {
  const file = (env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, command.name))
    .find(isExecutable);
  if (file === undefined) return { kind: "absent" };
  const output = await versionOutput(file, command, env);
  if (output === undefined) return { kind: "refused", file, reason: `${file} does not print its version` };
  const version = versions.find((candidate) => printsVersion(output, candidate));
  if (version === undefined) {
    const first = output.trim().split("\n")[0] || "nothing";
    return { kind: "refused", file, reason: `${file} is not version ${versions.join(" or ")}, it says: ${first}` };
  }
  return { kind: "accepted", file, version };
}

/** Whether the output names exactly this version: 1.36.3 is neither 11.36.3 nor 1.36.30 nor 1.36.3-rc.1. */
export function printsVersion(output: string, version: string): boolean {
  return new RegExp(`(?<![\\w.-])v?${version.replaceAll(".", "\\.")}(?![\\w-]|\\.\\d)`).test(output);
}

/** What the tool prints about its version on either stream, or a plugin reports; nothing if it fails. */
export async function versionOutput(file: string, command: ToolCommand, env: Environment): Promise<string | undefined> {
  const { execa } = await loadExeca();
  const result = await execa(file, command.versionArgs, {
    all: true,
    // No look for a newer release over the network.
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    timeout: versionTimeoutMs,
  });
  if (!result.failed) return result.all;
  return isPlugin(command.name) ? pluginVersion(file, env, versionTimeoutMs) : undefined;
}
