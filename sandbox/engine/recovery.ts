import { existsSync, readdirSync } from "node:fs";
import { cancel, exportState, refresh, up, type UpdateOptions } from "./commands";
import { freePendingRelease, type ReleaseRef, type Secrets } from "./helm-history";
import { PulumiError } from "./pulumi";
import { currentRuns } from "./runs";
import type { Workspace } from "./workspace";

/** Type token of a Helm release. */
const RELEASE_TYPE = "kubernetes:helm.sh/v3:Release";

/**
 * Removes the lock of a run that was killed.
 *
 * @returns whether there was one.
 * @throws PulumiError where the run that holds the lock is still under way.
 */
export async function unlock(workspace: Workspace): Promise<boolean> {
  if (!isLocked(workspace)) return false;
  const runs = currentRuns(workspace).map(({ pid }) => pid);
  if (runs.length > 0) {
    throw new PulumiError(
      `Stack ${workspace.stack} is not interrupted: a run (process ${runs.join(", ")}) is at work on it. Wait for its end, or stop it with Ctrl-C.`,
      "locked",
      undefined,
      "",
    );
  }
  await cancel(workspace);
  return true;
}

/**
 * Brings a stack whose last run was killed back to what the program says, recreating nothing.
 *
 * The order matters: Helm's history is put right before the deployment, and the engine's list of
 * unfinished creations is cleared after it, because a refresh takes the values of an unfinished
 * upgrade into the state, and the deployment then finds nothing to do on a cluster that is half new.
 *
 * @param options of the deployment, policies included: an unfinished run is no way around them.
 * @returns what was found and done, one sentence each; nothing where the stack was not interrupted.
 */
export async function recoverStack(
  workspace: Workspace,
  api: Secrets,
  release: ReleaseRef,
  options: UpdateOptions = {},
): Promise<string[]> {
  const unlocked = await unlock(workspace);
  const pending = existsSync(workspace.stateFile) ? pendingOperations(await exportState(workspace)) : [];
  const creatingRelease = pending.some(
    ({ type, resource }) => type === "creating" && resource.startsWith(RELEASE_TYPE, resource.lastIndexOf("$") + 1),
  );
  const freed = await freePendingRelease(api, release, creatingRelease);
  if (!unlocked && pending.length === 0 && freed.length === 0) return [];
  await up(workspace, options);
  if (pending.length > 0) await refresh(workspace, { ...options, args: ["--clear-pending-creates"] });
  return [
    ...(unlocked ? ["Removed the lock of a run that was killed."] : []),
    ...(freed.length > 0
      ? [`Freed the Helm release ${release.name} from its unfinished operation (deleted ${freed.join(", ")}).`]
      : []),
    ...(pending.length > 0
      ? [`Cleared what the engine had not finished creating: ${pending.map(({ resource }) => resource).join(", ")}.`]
      : []),
    "Deployed the stack again.",
  ];
}

function isLocked(workspace: Workspace): boolean {
  return existsSync(workspace.lockDir) && readdirSync(workspace.lockDir).length > 0;
}

/** What the engine had started and not seen the end of. */
interface PendingOperation {
  /** `creating`, `updating`, `deleting`. */
  readonly type: string;
  /** The resource's type, behind those of its parents, and its name. */
  readonly resource: string;
}

/** The operations that the state calls unfinished. */
function pendingOperations(state: unknown): PendingOperation[] {
  const operations = at(at(state, "deployment"), "pending_operations");
  if (!Array.isArray(operations)) return [];
  return operations.map((operation: unknown) => ({
    type: String(at(operation, "type")),
    resource: String(at(at(operation, "resource"), "urn"))
      .split("::")
      .slice(2)
      .join("::"),
  }));
}

function at(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
}
