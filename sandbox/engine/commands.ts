import { existsSync } from "node:fs";
import { pulumi, type RunOptions } from "./pulumi";
import type { Workspace } from "./workspace";

/** Options of a run that changes the stack, or would. */
export interface UpdateOptions extends RunOptions {
  /** Fail where anything would change. */
  readonly expectNoChanges?: boolean;
  /** More arguments for the CLI, for example `--policy-pack`. */
  readonly args?: readonly string[];
}

/** Creates the stack in the workspace's backend, where it isn't there yet. */
export async function ensureStack(workspace: Workspace): Promise<void> {
  if (existsSync(workspace.stateFile)) return;
  await pulumi(workspace, ["stack", "select", "--create"]);
}

/** Deploys the program. */
export async function up(workspace: Workspace, options: UpdateOptions = {}): Promise<void> {
  await ensureStack(workspace);
  await pulumi(workspace, ["up", "--yes", "--skip-preview", ...updateArguments(options)], options);
}

/** Says what {@link up} would change. */
export async function preview(workspace: Workspace, options: UpdateOptions = {}): Promise<string> {
  await ensureStack(workspace);
  return pulumi(workspace, ["preview", ...updateArguments(options)], options);
}

/** The preview's result as the CLI's own JSON. */
export async function previewJson(workspace: Workspace, options: UpdateOptions = {}): Promise<unknown> {
  await ensureStack(workspace);
  return JSON.parse(await pulumi(workspace, ["preview", "--json", ...updateArguments(options)], options));
}

/** Deletes everything that the stack has made; the empty stack stays. */
export async function destroy(workspace: Workspace, options: UpdateOptions = {}): Promise<void> {
  await ensureStack(workspace);
  await pulumi(workspace, ["destroy", "--yes", "--skip-preview", ...updateArguments(options)], options);
}

/** Takes the values of the cluster into the stack's state. */
export async function refresh(workspace: Workspace, options: UpdateOptions = {}): Promise<void> {
  await pulumi(workspace, ["refresh", "--yes", "--skip-preview", ...updateArguments(options)], options);
}

/** Removes the lock of a run that was killed. See `unlock` for finding out whether it was. */
export async function cancel(workspace: Workspace): Promise<void> {
  await pulumi(workspace, ["cancel", "--yes"]);
}

/** The stack's state; secrets in it are encrypted. */
export async function exportState(workspace: Workspace): Promise<unknown> {
  return JSON.parse(await pulumi(workspace, ["stack", "export"]));
}

/** The stack's outputs; secret ones are masked. */
export async function outputs(workspace: Workspace): Promise<Record<string, unknown>> {
  const parsed: unknown = JSON.parse(await pulumi(workspace, ["stack", "output", "--json"]));
  return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
}

function updateArguments(options: UpdateOptions): string[] {
  return [
    "--suppress-progress",
    ...(options.expectNoChanges === true ? ["--expect-no-changes"] : []),
    ...(options.args ?? []),
  ];
}
