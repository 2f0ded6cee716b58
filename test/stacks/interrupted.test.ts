import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CoreV1Api, type KubeConfig } from "@kubernetes/client-node";
import { kubeConfigOf, readCluster } from "../../sandbox/cluster";
import { endProcess } from "../../sandbox/cluster/processes";
import { waitUntil } from "../../sandbox/cluster/wait";
import { up as deploy } from "../../sandbox/engine/commands";
import { down } from "../../sandbox/session/down";
import { sandboxPlace } from "../../sandbox/session/place";
import { readRecord } from "../../sandbox/session/record";
import { status } from "../../sandbox/session/status";
import { up } from "../../sandbox/session/up";
import { scriptArguments } from "../run/npm-script";

const project = join(__dirname, "../..");

describe("a deployment that was killed while Helm installed the chart", function () {
  this.timeout(480_000);
  let dir: string;
  before(() => (dir = mkdtempSync(join(tmpdir(), "interrupted-"))));
  after(async () => {
    await down({ dir, log: () => undefined });
    rmSync(dir, { recursive: true, force: true });
  });

  it("is finished by the next one, with nothing made twice", async () => {
    const command = spawn(process.execPath, [...scriptArguments("up"), "--chart", "own", "--dir", dir], {
      cwd: project,
      stdio: "ignore",
    });
    const place = sandboxPlace(dir);
    await waitUntil({
      what: "Helm's first record",
      timeoutMs: 120_000,
      intervalMs: 50,
      missing: async () => ((await helmRecords(place.cluster)).length > 0 ? undefined : "none yet"),
    });
    command.kill("SIGKILL");
    await once(command, "exit");
    // The engine would go on, and is killed too; what it started ends itself.
    for (const pid of readdirSync(join(place.engine, "runs"))) process.kill(Number(pid), "SIGKILL");
    const kube = kubeConfigOf(readCluster(place.cluster)!);
    const started = await accounts(kube);

    const lines: string[] = [];
    const { workspace } = await up({ stack: "staging", chart: "own", dir, log: (line) => lines.push(line) });

    assert.ok(
      lines.some((line) => /Freed the Helm release|Removed the lock/.test(line)),
      lines.join("\n"),
    );
    const finished = await accounts(kube);
    for (const [name, uid] of started) assert.equal(finished.get(name), uid, `${name} was made twice`);
    await deploy(workspace, { expectNoChanges: true });
  });

  it("starts over where the API server has ended since", async () => {
    const place = sandboxPlace(dir);
    const apiServer =
      readCluster(place.cluster)?.processes.find(({ name }) => name === "kube-apiserver") ??
      assert.fail("no API server");
    await endProcess(apiServer, 0);
    await up({ stack: "staging", chart: "own", dir, log: () => undefined });
    assert.equal(readRecord(place)?.stack, "staging");
    assert.equal((await status(dir))?.cluster.problem, undefined);
  });
});

/** Helm's Secrets in a cluster that may still be starting. */
async function helmRecords(dir: string): Promise<readonly string[]> {
  const cluster = existsSync(dir) ? readCluster(dir) : undefined;
  if (cluster === undefined) return [];
  try {
    const { items } = await kubeConfigOf(cluster)
      .makeApiClient(CoreV1Api)
      .listNamespacedSecret({ namespace: "monitoring", labelSelector: "owner=helm" });
    return items.map(({ metadata }) => metadata?.name ?? "");
  } catch {
    return [];
  }
}

/** Service accounts of the namespace, which Helm makes first, with their ids. */
async function accounts(kube: KubeConfig): Promise<ReadonlyMap<string, string>> {
  const { items } = await kube.makeApiClient(CoreV1Api).listNamespacedServiceAccount({ namespace: "monitoring" });
  return new Map(items.map(({ metadata }) => [metadata?.name ?? "", metadata?.uid ?? ""]));
}
