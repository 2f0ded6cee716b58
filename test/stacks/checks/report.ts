/** The change report against a deployed stack: nothing where nothing was edited, and an edit as exactly that edit. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { exportState } from "../../../sandbox/engine/commands";
import { sandboxPlace } from "../../../sandbox/session/place";
import { openWorkspace } from "../../../sandbox/session/session";
import { copyProject, type ProjectCopy } from "../../report/project-copy";
import type { DeployedStack } from "../deployed-stack";

/** Registers the checks. */
export function reportChecks(get: () => DeployedStack): void {
  let project: ProjectCopy;
  before(() => (project = copyProject()));
  afterEach(() => {
    // The command has renewed the engine's copies of the stack's files, with what they are in the copied project.
    const { stack, dir, deployed, secretsFile } = get();
    openWorkspace({ place: sandboxPlace(dir), stack, ...deployed, secretsFile });
    project.reset();
  });
  after(() => project.remove());

  it("shows the edit of a setting and nothing else: without it there is no change", () => {
    project.edit(`Pulumi.${get().stack}.yaml`, "retentionSize: 45GB", "retentionSize: 40GB");
    assert.match(
      report(),
      /^## Stack \w+: 1 volume changed\n[\s\S]*\n\| `Prometheus` \| retention size \| `45GB` \| `40GB` \|\n\nNothing changes in: /,
    );
  });

  it("shows only what the sandbox changes, against the exported state", async () => {
    const file = join(get().dir, "..", "exported.json");
    writeFileSync(file, JSON.stringify(await exportState(get().deployed.workspace)));
    const { code, stdout, stderr } = project.preview("--markdown", "--against-state", file);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^## Stack \w+: 1 version changed, 2 other items changed\n/);
    for (const value of ["prometheusOperator.admissionWebhooks.enabled", "prometheusOperator.tls.enabled", "timeout"])
      assert.ok(stdout.includes(value), value);
  });

  function report(): string {
    const { code, stdout, stderr } = project.preview("--markdown", "--dir", get().dir);
    assert.equal(code, 0, stderr);
    return stdout;
  }
}
