/** Deploys a stack to the embedded cluster with the real engine. */
import { existsSync, rmSync } from "node:fs";
import { readCluster, startCluster, stopCluster, type Cluster } from "../cluster";
import { readStore } from "../engine/fake-providers/store";
import { ensureTools, toolLines, type ToolName, type Tools } from "../tools";
import { chooseChart, type ChartChoice } from "./chart-choice";
import { deployStack, type Deployed } from "./deployment";
import { exclusively } from "./lock";
import { endLive } from "./down";
import { sandboxPlace, type Place } from "./place";
import { readRecord } from "./record";
import { SESSION_TOOLS, stackConfig, stackRegion, type Log, type WorkspaceInput } from "./session";

export type { Deployed } from "./deployment";

/** How to deploy. */
export interface UpOptions {
  readonly stack: string;
  /** Chart: `own`, `repository` or a path; decided by {@link chooseChart} where absent. */
  readonly chart?: string;
  /** Port of the API server; any free one by default. */
  readonly apiPort?: number;
  /** File with values for the secrets; made-up ones by default. */
  readonly secretsFile?: string;
  /** Folder of the sandbox; see {@link sandboxPlace}. */
  readonly dir?: string;
  /** Whether the programs of the pods run beside the cluster; not by default. */
  readonly live?: boolean;
  readonly log: Log;
  /** Further configuration and another project folder, for tests. */
  readonly overrides?: WorkspaceInput["overrides"];
  readonly projectFolder?: string;
}

/**
 * Starts the cluster where none runs, and deploys the stack; an earlier run that was interrupted is recovered first.
 *
 * @throws Error with a sentence; a sandbox that this call has started is removed again where the deployment fails, an older one stays.
 */
export async function up(options: UpOptions): Promise<Deployed> {
  const place = sandboxPlace(options.dir);
  const config = stackConfig(options.stack, options.projectFolder);
  if (options.secretsFile !== undefined && !existsSync(options.secretsFile)) {
    throw new Error(
      `--secrets ${options.secretsFile}: there is no such file; give a JSON file with the secrets' values by name, or leave the option out.`,
    );
  }
  const chart = await chooseChart(options.chart, config.chart);
  refuseOtherStack(place, options.stack);
  const tools = await ensureTools(options.live === true ? [...SESSION_TOOLS, ...liveTools()] : SESSION_TOOLS);
  for (const line of toolLines(tools.inUse, ["path"])) options.log(line);
  return exclusively(place, `up --stack ${options.stack}`, async () => {
    const fresh = readCluster(place.cluster) === undefined;
    let deployed: Deployed;
    try {
      deployed = await deployTo(place, { ...options, chart }, tools, fresh);
    } catch (error) {
      if (fresh) await discard(place);
      throw error;
    }
    return options.live === true ? withLive(place, deployed, options) : deployed;
  });
}

async function deployTo(
  place: Place,
  options: Omit<UpOptions, "chart"> & { chart: ChartChoice },
  tools: Tools,
  fresh: boolean,
): Promise<Deployed> {
  const cluster = await runningCluster(place, options, tools);
  return deployStack({ ...options, place, cluster, tools, fresh });
}

/** @throws Error where a program does not start; the stack stays deployed. */
async function withLive(place: Place, deployed: Deployed, options: UpOptions): Promise<Deployed> {
  const { startLive } = require("../live") as typeof import("../live");
  try {
    const live = await startLive({
      cluster: deployed.cluster,
      tools: deployed.tools,
      config: stackConfig(options.stack, options.projectFolder),
      region: stackRegion(options.stack, options.projectFolder),
      secrets: readStore(place.secrets),
      log: options.log,
    });
    return { ...deployed, live };
  } catch (error) {
    throw new Error(
      `The stack is deployed, and not everything beside it runs: ${error instanceof Error ? error.message : String(error)}\nRun \`npm run up\` again, or with --no-live.`,
      { cause: error },
    );
  }
}

/** What is live is loaded where it is asked for. */
function liveTools(): readonly ToolName[] {
  return (require("../live") as typeof import("../live")).LIVE_TOOLS;
}

/** The cluster. The engine's state goes with one that had to be replaced. */
async function runningCluster(
  place: Place,
  { log, apiPort }: Pick<UpOptions, "log" | "apiPort">,
  tools: Tools,
): Promise<Cluster> {
  const cluster = await startCluster({ dir: place.cluster, tools, log, ...(apiPort === undefined ? {} : { apiPort }) });
  const record = readRecord(place);
  if (record !== undefined && record.clusterStartedAt !== cluster.startedAt) {
    log("The cluster is a new one; the deployment of the old one is forgotten.");
    // With the state goes what the stack had made in the fake Secrets Manager.
    for (const path of [place.engine, place.record, place.secrets]) rmSync(path, { recursive: true, force: true });
  }
  return cluster;
}

function refuseOtherStack(place: Place, stack: string): void {
  const record = readRecord(place);
  if (record === undefined || record.stack === stack) return;
  throw new Error(
    `The sandbox holds the stack ${record.stack}, and a cluster takes one; take it down with \`npm run down\` before you deploy ${stack}.`,
  );
}

/** Ends the cluster and removes all of the sandbox but its lock. */
async function discard(place: Place): Promise<void> {
  await endLive(place);
  await stopCluster(place.cluster);
  for (const path of [place.cluster, place.engine, place.record, place.secrets])
    rmSync(path, { recursive: true, force: true });
}
