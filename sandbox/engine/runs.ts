import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, type ProcessIdentity, startTimeOf } from "../cluster/processes";
import type { Workspace } from "./workspace";

/** Puts a run of the CLI on record, so that another process can tell a run under way from one that was killed. */
export function recordRun(workspace: Workspace, pid: number): void {
  writeFileSync(file(workspace, pid), startTimeOf(pid) ?? "ended at once", { mode: 0o600 });
}

/** Takes a run that has ended off the record. */
export function forgetRun(workspace: Workspace, pid: number): void {
  rmSync(file(workspace, pid), { force: true });
}

/** The runs under way; records of runs that were killed are removed. */
export function currentRuns(workspace: Workspace): ProcessIdentity[] {
  const recorded = readdirSync(workspace.runsDir)
    .map(Number)
    .map((pid) => ({ pid, startTime: startTime(workspace, pid) }));
  for (const run of recorded) if (!isAlive(run)) forgetRun(workspace, run.pid);
  return recorded.filter(isAlive);
}

/** The recorded start time; empty, as no process has it, where the run ends and forgets itself at this moment. */
function startTime(workspace: Workspace, pid: number): string {
  try {
    return readFileSync(file(workspace, pid), "utf8");
  } catch {
    return "";
  }
}

function file(workspace: Workspace, pid: number): string {
  return join(workspace.runsDir, String(pid));
}
