/** A program of this project as a process beside the cluster. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Cluster } from "../cluster";
import { digestOf, ensureRunning, type Digests } from "./processes";
import { liveFolder } from "./record";

/** A program that takes one argument: the path of a JSON file with its settings. */
export interface NodeProgram {
  /** On the cluster's record; also the folder of its files. */
  readonly name: string;
  /** Arguments of Node, the program's file the last. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly settings: unknown;
  /** Port on 127.0.0.1 that it answers on; undefined where nobody asks it anything. */
  readonly port: number | undefined;
  readonly healthPath: string;
}

/** Folder for the files of a program. */
export function programFolder(cluster: Cluster, name: string): string {
  return join(liveFolder(cluster.dir), name);
}

/**
 * Has a program running on these settings.
 *
 * @param before of the one that was started last; undefined where none was.
 * @returns the digests now.
 */
export async function ensureNodeProgram(
  cluster: Cluster,
  { name, args, env, settings, port, healthPath }: NodeProgram,
  before: Digests | undefined,
): Promise<Digests> {
  const folder = programFolder(cluster, name);
  const file = join(folder, "settings.json");
  const content = `${JSON.stringify(settings, undefined, 2)}\n`;
  const digests = { start: digestOf(process.execPath, JSON.stringify([args, env])), files: digestOf(content) };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(file, content, { mode: 0o600 });
  const wanted = { name, path: process.execPath, args: [...args, file], env, port, healthPath, digests };
  await ensureRunning(cluster, wanted, before);
  return digests;
}
