/** The commands on a deployed stack, as a user types them. What they change: {@link takenDownChecks}. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readCluster } from "../../../sandbox/cluster";
import { isAlive } from "../../../sandbox/cluster/processes";
import { sandboxPlace } from "../../../sandbox/session/place";
import { cli, PROJECT } from "../cli";
import type { DeployedStack } from "../deployed-stack";

/** Registers the checks of the commands that leave the stack as it is. */
export function commandChecks(get: () => DeployedStack): void {
  it("deploy it again without a change, and say what is deployed", async () => {
    const { stack, dir, secretsFile, config } = get();
    const stackFile = readFileSync(join(PROJECT, `Pulumi.${stack}.yaml`), "utf8");
    const { code, stdout, stderr } = await cli(
      "up",
      "--stack",
      stack,
      "--chart",
      "own",
      "--secrets",
      secretsFile,
      "--dir",
      dir,
      // The live pipeline has tests of its own.
      "--no-live",
    );
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stdout, /created|updated|deleted|replaced/);
    assert.ok(stdout.includes(`https://${config.grafana.host}`), stdout);
    assert.match(stdout, /the project's own chart/);
    assert.match(stdout, /prometheusOperator\.admissionWebhooks\.enabled: false/);
    assert.match(stdout, /export KUBECONFIG=/);
    assert.equal(readFileSync(join(PROJECT, `Pulumi.${stack}.yaml`), "utf8"), stackFile);
  });

  it("show its status", async () => {
    const { code, stdout } = await cli("status", "--dir", get().dir);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /2\/2\s+monitoring\s+StatefulSet\s+prometheus-monitoring-kube-prometheus-prometheus/);
  });

  it("preview no change", async () => {
    const { code, stdout, stderr } = await cli("preview", "--dir", get().dir);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /unchanged/);
  });
}

/** Registers the check of `down`. The last one: nothing is left. */
export function takenDownChecks(get: () => DeployedStack): void {
  it("leave no process and no file behind", async () => {
    const { dir } = get();
    const processes = readCluster(sandboxPlace(dir).cluster)?.processes ?? [];
    assert.ok(processes.length >= 6);
    const { code, stderr } = await cli("down", "--dir", dir);
    assert.equal(code, 0, stderr);
    assert.deepEqual(processes.filter(isAlive), []);
    assert.ok(!existsSync(dir));
  });
}
