/** Takes the sandbox down: the stack, the cluster, every process and every file. */
import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { deleteClaims, readCluster, stopCluster } from "../cluster";
import { destroy } from "../engine/commands";
import { pulumi } from "../engine/pulumi";
import { unlock } from "../engine/recovery";
import { ensureTools } from "../tools";
import { exclusively } from "./lock";
import { liveFolder } from "../live/record";
import { sandboxPlace, type Place } from "./place";
import { readRecord } from "./record";
import { engineNews, openWorkspace, SESSION_TOOLS, type Log } from "./session";

/** How to take down. */
export interface DownOptions {
  readonly dir?: string;
  readonly log: Log;
}

/** Removes everything of the sandbox; says so where there is nothing. Other files in its folder stay, and the folder with them. */
export async function down({ dir, log }: DownOptions): Promise<void> {
  const place = sandboxPlace(dir);
  if (!existsSync(place.dir)) return log("No sandbox is there; nothing to take down.");
  refuseOtherFolder(place);
  await exclusively(place, "down", async () => {
    await endLive(place);
    await destroyStack(place, log);
    await stopCluster(place.cluster);
    log("The cluster's processes have ended.");
  });
  const { own, others } = filesOf(place);
  for (const file of own) rmSync(join(place.dir, file), { recursive: true, force: true });
  if (others.length === 0) rmdirSync(place.dir);
  else log(`${place.dir} stays: it holds files that are no sandbox's (${named(others)}).`);
}

/** A folder of somebody else may have an `engine`, too: what has other files has to have a sandbox's record. */
function refuseOtherFolder(place: Place): void {
  const { others } = filesOf(place);
  if (others.length === 0 || existsSync(place.record) || readCluster(place.cluster) !== undefined) return;
  throw new Error(
    `${place.dir} holds ${others.length === 1 ? "a file that is" : "files that are"} no sandbox's (${named(others)}); nothing was removed. Name the sandbox's folder.`,
  );
}

/** Names of what is in the folder. Some of a sandbox's files are written beside and renamed; a killed command leaves such a one. */
function filesOf(place: Place): Readonly<Record<"own" | "others", readonly string[]>> {
  const names = [place.cluster, place.engine, place.record, place.lock, place.secrets].map((path) => basename(path));
  const isOwn = (file: string) => names.some((name) => file === name || file.startsWith(`${name}.`));
  const files = readdirSync(place.dir);
  return { own: files.filter(isOwn), others: files.filter((file) => !isOwn(file)) };
}

function named(files: readonly string[]): string {
  return files.slice(0, 3).join(", ");
}

/** Ends what runs beside the cluster. First: it would look at a stack that goes. */
export async function endLive(place: Place): Promise<void> {
  const cluster = readCluster(place.cluster);
  if (cluster === undefined || !existsSync(liveFolder(cluster.dir))) return;
  const { stopLive } = require("../live") as typeof import("../live");
  await stopLive(cluster);
}

/** Destroys the stack with the engine, as it would be on a real cluster. A cluster that does not run has nothing to destroy. */
async function destroyStack(place: Place, log: Log): Promise<void> {
  const record = readRecord(place);
  const cluster = readCluster(place.cluster);
  if (record === undefined || cluster === undefined || !cluster.processes.every((process) => process.alive)) return;
  const chart = { words: record.chart, ...(record.chartPath === undefined ? {} : { path: record.chartPath }) };
  const tools = await ensureTools(SESSION_TOOLS);
  const workspace = openWorkspace({
    place,
    stack: record.stack,
    cluster,
    tools,
    chart,
    ...(record.secretsFile === undefined ? {} : { secretsFile: record.secretsFile }),
  });
  log(`Destroying stack ${record.stack}.`);
  try {
    await unlock(workspace);
    await deleteClaims(cluster, record.namespace);
    await pulumi(workspace, ["state", "unprotect", "--all", "--yes"]);
    await destroy(workspace, { log: engineNews(log) });
  } catch (error) {
    // The cluster goes next, and everything in it.
    log(
      `The stack could not be destroyed in order (${(error as Error).message}); its cluster is removed all the same.`,
    );
  }
}
