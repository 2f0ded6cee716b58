import { chmodSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Tools } from "../tools";

/**
 * Writes the programs that the engine starts as its plugins into one folder.
 *
 * Each is a small shell script with absolute paths, because the engine looks for a file with a fixed
 * name and hands over nothing but arguments.
 */
export function writePlugins(dir: string, tools: Pick<Tools, "path">): void {
  mkdirSync(dir, { recursive: true });
  writePlugin(join(dir, "pulumi-language-nodejs"), typescript("language-host/main.ts", "language"));
  writePlugin(join(dir, "pulumi-resource-aws"), typescript("fake-providers/aws.ts", "provider"));
  writePlugin(join(dir, "pulumi-resource-random"), typescript("fake-providers/random.ts", "provider"));
  writePlugin(join(dir, "pulumi-resource-kubernetes"), [tools.path("pulumi-resource-kubernetes")]);
}

/** What lets `require` load TypeScript, as in the program itself. */
const TYPESCRIPT = join(__dirname, "../../start/typescript.cjs");

/** The command that runs a TypeScript file of this folder; the packages of the protocol that it speaks are loaded first, by Node alone. */
function typescript(file: string, protocol: "language" | "provider"): string[] {
  const packages = ["@grpc/grpc-js", `@pulumi/pulumi/proto/${protocol}_grpc_pb`].map((name) => require.resolve(name));
  return [
    process.execPath,
    ...[...packages, TYPESCRIPT].flatMap((module) => ["--require", module]),
    join(__dirname, file),
  ];
}

/** One script; written beside and renamed, so that a run in another terminal never reads half of it. */
function writePlugin(file: string, command: readonly string[]): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, script(command));
  chmodSync(unfinished, 0o755);
  renameSync(unfinished, file);
}

/**
 * The engine makes each plugin the leader of its own process group and ends that group when it is
 * done; but when the engine itself is killed nobody does, and a provider would go on changing the
 * cluster. So a watcher in the group waits for the end of the plugin's input, which is a pipe from
 * the engine that closes with it in whatever way it ends, and then ends the group, itself included.
 */
function script(command: readonly string[]): string {
  return `#!/bin/sh
exec 3<&0
(cat <&3; kill -9 -$$) >/dev/null 2>&1 &
exec ${command.map(quote).join(" ")} "$@" 3<&-
`;
}

/** One word of a shell command. */
function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
