/** What a deployment to the sandbox would change. */
import { readCluster } from "../cluster";
import { preview as enginePreview } from "../engine/commands";
import { PulumiError } from "../engine/pulumi";
import type { Workspace } from "../engine/workspace";
import { ensureTools } from "../tools";
import { chooseChart } from "./chart-choice";
import { exclusively } from "./lock";
import { sandboxPlace } from "./place";
import { readRecord } from "./record";
import { openWorkspace, POLICY_ARGUMENTS, SESSION_TOOLS, stackConfig, type Log } from "./session";

/** What to preview. */
export interface PreviewOptions {
  readonly stack?: string;
  readonly chart?: string;
  readonly dir?: string;
  readonly log: Log;
}

/**
 * Prints the engine's preview of the stack that the sandbox holds, with the project's policies.
 *
 * @throws Error where no cluster runs; PulumiError where a mandatory policy is violated.
 */
export async function preview(options: PreviewOptions): Promise<void> {
  const place = sandboxPlace(options.dir);
  const record = readRecord(place);
  const cluster = readCluster(place.cluster);
  if (cluster === undefined || record === undefined)
    throw new Error("There is no sandbox to compare with; start one with `npm run up`.");
  const dead = cluster.processes.filter((process) => !process.alive).map(({ name }) => name);
  if (dead.length > 0)
    throw new Error(
      `The sandbox's ${dead.join(", ")} ${dead.length > 1 ? "do" : "does"} not run any more; \`npm run up\` restarts the sandbox.`,
    );
  const stack = options.stack ?? record.stack;
  if (stack !== record.stack)
    throw new Error(
      `The sandbox holds the stack ${record.stack}; there is nothing that ${stack} could be compared with. Take it down with \`npm run down\` first.`,
    );
  const requested = options.chart ?? record.chartPath ?? "repository";
  const chart = await chooseChart(requested, stackConfig(stack).chart);
  const tools = await ensureTools(SESSION_TOOLS);
  await exclusively(place, "preview", async () => {
    const workspace = openWorkspace({
      place,
      stack,
      cluster,
      tools,
      chart,
      ...(record.secretsFile === undefined ? {} : { secretsFile: record.secretsFile }),
    });
    for (const line of await diff(workspace)) options.log(line);
  });
}

/** The diff, once it is known to keep every policy: it repeats each value, also a secret that a policy stops. */
async function diff(workspace: Workspace): Promise<readonly string[]> {
  const lines: string[] = [];
  try {
    await enginePreview(workspace, { log: (line) => lines.push(line), args: ["--diff", ...POLICY_ARGUMENTS] });
    return lines;
  } catch (error) {
    // A diff has the violated policies somewhere between its resources; the plain form fails with a list of them.
    if (error instanceof PulumiError && error.failure === "failed")
      await enginePreview(workspace, { args: POLICY_ARGUMENTS });
    throw error;
  }
}
