/** Takes what is missing from the publishers' releases; what cannot be had there costs a sentence, and is left out. */
import { join } from "node:path";
import { toolsFolder, type Environment } from "../cache";
import type { ToolModule } from "../catalogue";
import { ToolError } from "../errors";
import { HttpClient } from "../http/client";
import type { HttpTiming } from "../http/timing";
import { interruptible } from "../interrupt";
import { defaultTiming, withLock, type LockTiming } from "../lock";
import type { ProgressMode } from "../progress";
import { cachedVariant, type ToolPlace } from "../variants";
import { title } from "../wording";
import { released, releaseOf } from "./folder";
import { KeptDigests } from "./kept";
import { showDownloads } from "./progress";
import { addresses, type Release } from "./release";
import { removeUnfinishedReleases, takeRelease } from "./take";

/** How to take releases. */
export interface ReleaseOptions extends ToolPlace {
  readonly env: Environment;
  readonly log: (line: string) => void;
  readonly progress?: ProgressMode;
  readonly heartbeatMs?: number;
  readonly timing?: LockTiming;
  readonly httpTiming?: Partial<HttpTiming>;
}

/** A module with the release that there is of it. */
interface Wanted {
  readonly module: ToolModule;
  readonly release: Release;
}

/**
 * Takes the modules that have a release for this platform, several at a time.
 *
 * @returns the modules that were taken. What became of each is logged; no release that fails is an error.
 */
export async function takeReleases(
  modules: readonly ToolModule[],
  options: ReleaseOptions,
): Promise<readonly ToolModule[]> {
  const { env, log, cache, releases = [] } = options;
  const wanted = modules.flatMap((module) => {
    const release = releaseOf(module, releases);
    return release === undefined ? [] : [{ module, release }];
  });
  if (wanted.length === 0) return [];
  if (env.MONITORING_TOOLS_OFFLINE === "1") {
    log("MONITORING_TOOLS_OFFLINE is 1: nothing is fetched from the publishers' releases.");
    return [];
  }
  const tools = toolsFolder(cache);
  try {
    return await interruptible((signal) =>
      withLock(join(tools, ".lock"), () => takeUnderLock(wanted, options, signal), {
        signal,
        timing: options.timing ?? defaultTiming,
        onWait: () => log(`Another process is working in ${tools}: waiting for it to finish.`),
      }),
    );
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    log(`No release is taken: ${error.message}`);
    return [];
  }
}

async function takeUnderLock(
  wanted: readonly Wanted[],
  options: ReleaseOptions,
  signal: AbortSignal,
): Promise<readonly ToolModule[]> {
  const { env, cache } = options;
  const missing = wanted.filter(({ module }) => cachedVariant(module, options) === undefined);
  if (missing.length === 0) return [];
  await removeUnfinishedReleases(cache);
  const kept = new KeptDigests(cache);
  const client = new HttpClient(env, options.httpTiming);
  try {
    const within = await withinReach(missing, client, options.log, signal);
    return await takeAll(within, { client, kept, signal, ...options });
  } finally {
    await client.close();
  }
}

/** Those of which every host answers; a sentence for each host that does not. */
async function withinReach(
  wanted: readonly Wanted[],
  client: HttpClient,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<readonly Wanted[]> {
  const urls = wanted.flatMap(({ release }) => addresses(release));
  await client.probe(urls, signal);
  for (const origin of new Set(urls.map((url) => url.origin))) {
    const url = new URL(origin);
    const why = client.whyDead(url);
    if (why === undefined) continue;
    const names = wanted.filter(({ release }) => addresses(release).some((address) => address.origin === origin));
    log(`${url.host} is out of reach (${why}): no release of ${titles(names)}.`);
  }
  return wanted.filter(({ release }) => addresses(release).every((url) => client.whyDead(url) === undefined));
}

async function takeAll(
  wanted: readonly Wanted[],
  context: ReleaseOptions & { readonly client: HttpClient; readonly kept: KeptDigests; readonly signal: AbortSignal },
): Promise<readonly ToolModule[]> {
  if (wanted.length === 0) return [];
  const { log, env, signal, progress, heartbeatMs } = context;
  log(`Fetching the publishers' releases of ${titles(wanted)} into ${toolsFolder(context.cache)}.`);
  const taken = new Set<Wanted>();
  const failures: string[] = [];
  const items = wanted.map((one) => ({
    title: title(released(one.module, one.release)),
    purpose: one.module.purpose,
    // Failures are kept for the end: one must not stop the others, nor break up the list of a terminal.
    work: async (onProgress: (received: number, total: number | undefined) => void): Promise<boolean> => {
      if (signal.aborted) return false;
      try {
        await takeRelease(one.module, one.release, { ...context, table: tableName(env), onProgress });
        return taken.add(one).has(one);
      } catch (error) {
        if (!signal.aborted) failures.push(sentence(one, error));
        return false;
      }
    },
  }));
  await showDownloads(items, { mode: progress ?? "auto", log, heartbeatMs });
  signal.throwIfAborted();
  for (const failure of failures) log(failure);
  const all = wanted.filter((one) => taken.has(one));
  if (all.length > 0) log(`Taken from the publishers' releases: ${titles(all)}.`);
  return all.map(({ module }) => module);
}

/** Why a release is not taken. What is no {@link ToolError} is one here as well: a full disk, for example. */
function sentence({ module, release }: Wanted, error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return `The release of ${title(released(module, release))} is not taken: ${why}`;
}

function titles(wanted: readonly Wanted[]): string {
  return wanted.map(({ module, release }) => title(released(module, release))).join(", ");
}

/** Where the table is that the releases are from. */
function tableName(env: Environment): string {
  return env.MONITORING_TOOLS_RELEASES || "the row in sandbox/tools/release/table.ts";
}
