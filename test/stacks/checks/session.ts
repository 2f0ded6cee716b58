/** What the sandbox does where it holds a stack already, and where its cluster has lost a process. */
import assert from "node:assert/strict";
import { readCluster } from "../../../sandbox/cluster";
import { endProcess } from "../../../sandbox/cluster/processes";
import { sandboxPlace } from "../../../sandbox/session/place";
import { preview } from "../../../sandbox/session/preview";
import { status } from "../../../sandbox/session/status";
import { up } from "../../../sandbox/session/up";
import type { DeployedStack } from "../deployed-stack";

const log = () => undefined;

/** Registers the checks of a sandbox that holds a stack. */
export function occupiedChecks(get: () => DeployedStack): void {
  it("takes no other stack", async () => {
    await assert.rejects(
      up({ stack: "production", chart: "own", dir: get().dir, log }),
      /The sandbox holds the stack staging.*npm run down/,
    );
  });

  it("touches nothing of it where the new configuration breaks policies, and names all of them", async () => {
    const lines: string[] = [];
    const { stack, dir, secretsFile } = get();
    const overrides = {
      // Would be put on the namespace, and on much else before the release.
      "monitoring:labels": { team: "another" },
      "monitoring:prometheus": { retention: "16d" },
      "monitoring:extraValues": { prometheus: { prometheusSpec: { enableAdminAPI: true } } },
    };
    await assert.rejects(
      up({ stack, chart: "own", dir, secretsFile, overrides, log: (line) => lines.push(line) }),
      (error: Error) => /retention is 16d/.test(error.message) && /enableAdminAPI/.test(error.message),
    );
    assert.doesNotMatch(lines.join("\n"), /created|updated|deleted|replaced/);
  });
}

/** Registers the check of a sandbox without an API server; it can only be taken down afterwards. */
export function lostApiServerChecks(get: () => DeployedStack): void {
  it("names the API server that has ended, and what restarts it", async () => {
    const { dir } = get();
    const apiServer =
      readCluster(sandboxPlace(dir).cluster)?.processes.find(({ name }) => name === "kube-apiserver") ??
      assert.fail("no API server");
    await endProcess(apiServer, 0);
    await assert.rejects(preview({ dir, log }), /kube-apiserver does not run any more; `npm run up`/);
    assert.match((await status(dir))?.cluster.problem ?? "", /kube-apiserver not running/);
  });
}
