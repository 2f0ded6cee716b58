import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { readCluster } from "../../sandbox/cluster";
import { isAlive } from "../../sandbox/cluster/processes";
import { sandboxPlace } from "../../sandbox/session/place";

const project = join(__dirname, "../..");
const run = promisify(execFile);

/** Runs a command of the CLI as the npm script does. */
async function cli(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    return { code: 0, ...(await run(process.execPath, ["--require", "tsx/cjs", "cli/main.ts", ...args], { cwd: project })) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

describe("the commands", function () {
  this.timeout(360_000);

  for (const command of ["up", "preview", "status", "down", "render"]) {
    it(`explain ${command}`, async () => assert.match((await cli(command, "--help")).stdout, new RegExp(`^Usage: monitoring ${command} `)));
  }

  it("refuse an unknown option", async () => assert.notEqual((await cli("up", "--stak", "x")).code, 0));

  it("deploy, show, preview and take down, and leave nothing behind", async () => {
    const dir = join(mkdtempSync(join(tmpdir(), "commands-")), "sandbox");
    const stackFile = readFileSync(join(project, "Pulumi.production.yaml"), "utf8");

    assert.equal((await cli("status", "--dir", dir)).code, 1);
    const up = await cli("up", "--stack", "production", "--chart", "own", "--dir", dir);
    assert.equal(up.code, 0, up.stderr);
    assert.match(up.stdout, /grafanaUrl\s+https:\/\/grafana\.qualisys\.io/);
    assert.match(up.stdout, /the project's own chart/);
    assert.match(up.stdout, /prometheusOperator\.admissionWebhooks\.enabled: false/);
    assert.match(up.stdout, /export KUBECONFIG=/);

    const status = await cli("status", "--dir", dir);
    assert.equal(status.code, 0, status.stdout);
    assert.match(status.stdout, /2\/2\s+monitoring\s+StatefulSet\s+prometheus-monitoring-kube-prometheus-prometheus/);

    const preview = await cli("preview", "--dir", dir);
    assert.equal(preview.code, 0, preview.stderr);
    assert.match(preview.stdout, /unchanged/);

    const processes = readCluster(sandboxPlace(dir).cluster)?.processes ?? [];
    assert.ok(processes.length >= 6);
    const down = await cli("down", "--dir", dir);
    assert.equal(down.code, 0, down.stderr);
    assert.deepEqual(processes.filter(isAlive), []);
    assert.ok(!existsSync(dir));
    assert.equal(readFileSync(join(project, "Pulumi.production.yaml"), "utf8"), stackFile);
    assert.match((await cli("down", "--dir", dir)).stdout, /nothing to take down/);
  });
});
