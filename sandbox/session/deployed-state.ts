/** What the sandbox was last deployed with. */
import type { RawConfig } from "../../config/raw";
import { rawConfig, readStackFile } from "../../config/stack-file";
import { readCluster } from "../cluster";
import { exportState } from "../engine/commands";
import { ensureTools } from "../tools";
import { exclusively } from "./lock";
import { sandboxConfig } from "./overlay";
import { sandboxPlace } from "./place";
import { readRecord } from "./record";
import { openWorkspace, PROJECT_FOLDER, SESSION_TOOLS } from "./session";

/** A deployment, and the configuration that a next one would have. */
export interface SandboxState {
  readonly stack: string;
  /** The engine's state, as `pulumi stack export` writes it. */
  readonly state: unknown;
  /** The stack file with what the sandbox sets besides. */
  readonly config: RawConfig;
}

/**
 * Exports the state of the stack that the sandbox holds.
 *
 * @param stack the stack that is wanted; by default the one that is there.
 * @throws Error where the sandbox holds nothing, or another stack.
 */
export async function sandboxState(stack?: string, dir?: string): Promise<SandboxState> {
  const place = sandboxPlace(dir);
  const [record, cluster] = [readRecord(place), readCluster(place.cluster)];
  if (record === undefined || cluster === undefined) {
    throw new Error(
      "There is no sandbox to compare with; give --against REVISION or --against-state FILE, or deploy one with `npm run up`.",
    );
  }
  if (stack !== undefined && stack !== record.stack) {
    throw new Error(
      `The sandbox holds the stack ${record.stack}, and nothing that ${stack} could be compared with; give --against REVISION or --against-state FILE.`,
    );
  }
  const chart = { words: record.chart, ...(record.chartPath === undefined ? {} : { path: record.chartPath }) };
  const tools = await ensureTools(SESSION_TOOLS);
  const state = await exclusively(place, "preview --markdown", () =>
    exportState(
      openWorkspace({
        place,
        stack: record.stack,
        cluster,
        tools,
        chart,
        ...(record.secretsFile === undefined ? {} : { secretsFile: record.secretsFile }),
      }),
    ),
  );
  const config = readStackFile(PROJECT_FOLDER, record.stack);
  return { stack: record.stack, state, config: { ...config, ...rawConfig(sandboxConfig(config, chart)) } };
}
