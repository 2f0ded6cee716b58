/** What a deployment to the sandbox would change. */
import { readCluster } from "../cluster";
import { preview as enginePreview } from "../engine/commands";
import { ensureTools } from "../tools";
import { chooseChart } from "./chart-choice";
import { exclusively } from "./lock";
import { sandboxPlace } from "./place";
import { readRecord } from "./record";
import { openWorkspace, SESSION_TOOLS, stackConfig, type Log } from "./session";

/** What to preview. */
export interface PreviewOptions {
  readonly stack?: string;
  readonly chart?: string;
  readonly dir?: string;
  readonly log: Log;
}

/**
 * Prints the engine's preview of the stack that the sandbox holds.
 *
 * @throws Error where no cluster runs.
 */
export async function preview(options: PreviewOptions): Promise<void> {
  const place = sandboxPlace(options.dir);
  const record = readRecord(place);
  const cluster = readCluster(place.cluster);
  if (cluster === undefined || record === undefined) throw new Error("No sandbox is there to compare with; start one with `npm run up`.");
  const dead = cluster.processes.filter((process) => !process.alive).map(({ name }) => name);
  if (dead.length > 0) throw new Error(`The sandbox's ${dead.join(", ")} ${dead.length > 1 ? "do" : "does"} not run any more; \`npm run up\` starts the sandbox anew.`);
  const stack = options.stack ?? record.stack;
  if (stack !== record.stack) throw new Error(`The sandbox holds the stack ${record.stack}; there is nothing that ${stack} could be compared with. Take it down with \`npm run down\` first.`);
  const wish = options.chart ?? record.chartPath ?? "repository";
  const chart = await chooseChart(wish, stackConfig(stack).chart);
  const tools = await ensureTools(SESSION_TOOLS);
  await exclusively(place, "preview", async () => {
    const workspace = openWorkspace({ place, stack, cluster, tools, chart, ...(record.secretsFile === undefined ? {} : { secretsFile: record.secretsFile }) });
    await enginePreview(workspace, { log: options.log, args: ["--diff"] });
  });
}
