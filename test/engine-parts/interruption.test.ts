import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { waitUntil } from "../../sandbox/cluster/wait";
import { exportState, up } from "../../sandbox/engine/commands";
import type { PulumiError } from "../../sandbox/engine/pulumi";
import { recoverStack, unlock } from "../../sandbox/engine/recovery";
import { currentRuns } from "../../sandbox/engine/runs";
import type { Workspace } from "../../sandbox/engine/workspace";
import {
  descendants,
  fixtureWorkspace,
  killRun,
  type Run,
  RUN_TIMEOUT_MS,
  startRun,
  temporaryFolder,
  waitForEnd,
} from "./support";

/** A cluster without any Helm release. */
const NO_RELEASE = {
  listNamespacedSecret: async () => ({ items: [] }),
  deleteNamespacedSecret: async () => assert.fail("nothing is to be deleted"),
};
const RELEASE = { name: "it", namespace: "default" };

describe("a run of the engine that is broken off", function () {
  this.timeout(RUN_TIMEOUT_MS);
  const folder = temporaryFolder();
  let dir: string;
  let count = 0;
  const started: ChildProcess[] = [];

  beforeEach(() => {
    dir = join(folder.path, `engine-${count++}`);
  });
  after(() => {
    for (const child of started) child.kill("SIGKILL");
    folder.remove();
  });

  /** Starts a deployment that hangs, and waits until all its resources are made. */
  async function hangingRun(): Promise<Run & { workspace: Workspace; engine: number }> {
    const workspace = await fixtureWorkspace(dir);
    const run = startRun(dir, { config: { hangs: true } });
    started.push(run.child);
    await waitUntil({
      what: "the fixture's resources to be made",
      timeoutMs: RUN_TIMEOUT_MS / 2,
      missing: async () =>
        run.lines.some((line) => /SecretVersion stored created/.test(line)) ? undefined : run.lines.join("\n"),
    });
    return { ...run, workspace, engine: currentRuns(workspace)[0]?.pid ?? assert.fail("the run is not on record") };
  }

  it("is stopped in order by Ctrl-C, which leaves no lock and no process", async () => {
    const { workspace, child, lines, engine } = await hangingRun();
    const processes = [engine, ...descendants(engine)];
    assert.ok(processes.length > 4, "engine, language host, program and two fake providers were expected");
    const closed = once(child, "close");
    child.kill("SIGINT");
    await closed;
    assert.match(lines.at(-1) ?? "", /^FAILED pulumi up of stack dev was stopped on request\./);
    await waitForEnd(processes);
    assert.deepEqual(existsSync(workspace.lockDir) ? readdirSync(workspace.lockDir) : [], []);
    assert.deepEqual(readdirSync(workspace.runsDir), []);
  });

  it("keeps another run out while it lives, leaves no process when it is killed, and is recovered from", async () => {
    const run = await hangingRun();
    const { workspace: hanging, engine } = run;
    const busy = new RegExp(`another run \\(process ${engine}\\) is at work on the stack`);
    await assert.rejects(up(hanging), (error: PulumiError) => error.failure === "locked" && busy.test(error.message));
    await assert.rejects(unlock(hanging), new RegExp(`process ${engine}`));

    await killRun(run, engine);
    const workspace = await fixtureWorkspace(dir);
    await assert.rejects(
      up(workspace),
      (error: PulumiError) => error.failure === "locked" && /an earlier run was killed/.test(error.message),
    );
    const done = await recoverStack(workspace, NO_RELEASE, RELEASE);
    assert.deepEqual(done, ["Removed the lock of a run that was killed.", "Deployed the stack again."]);
    assert.deepEqual(await recoverStack(workspace, NO_RELEASE, RELEASE), []);
    await up(workspace, { expectNoChanges: true });
    const { deployment } = (await exportState(workspace)) as { deployment: { pending_operations?: unknown[] } };
    assert.deepEqual(deployment.pending_operations ?? [], []);
  });
});
