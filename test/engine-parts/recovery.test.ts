import assert from "node:assert/strict";
import { join } from "node:path";
import { AppsV1Api, CoreV1Api, PatchStrategy, setHeaderOptions } from "@kubernetes/client-node";
import { CLUSTER_TOOLS, kubeConfigOf, startCluster, stopCluster, type Cluster } from "../../sandbox/cluster";
import { waitUntil } from "../../sandbox/cluster/wait";
import { exportState, up } from "../../sandbox/engine/commands";
import { recoverStack } from "../../sandbox/engine/recovery";
import { currentRuns } from "../../sandbox/engine/runs";
import { ensureTools } from "../../sandbox/tools";
import { fixtureWorkspace, killRun, RUN_TIMEOUT_MS, startRun, temporaryFolder } from "./support";

const RELEASE = { name: "it", namespace: "default" };

describe("a deployment with a Helm release that is killed", function () {
  this.timeout(RUN_TIMEOUT_MS);
  const folder = temporaryFolder();
  const dir = join(folder.path, "engine");
  let cluster: Cluster;
  let core: CoreV1Api;
  let apps: AppsV1Api;

  before(async () => {
    const tools = await ensureTools(CLUSTER_TOOLS, { progress: "plain" });
    cluster = await startCluster({ dir: join(folder.path, "cluster"), tools, log: () => undefined });
    core = kubeConfigOf(cluster).makeApiClient(CoreV1Api);
    apps = kubeConfigOf(cluster).makeApiClient(AppsV1Api);
  });
  after(async () => {
    if (cluster !== undefined) await stopCluster(cluster.dir);
    folder.remove();
  });

  const workspace = (note: string) =>
    fixtureWorkspace(dir, { kubeconfig: cluster.kubeconfigPath, config: { cluster: true, note } });

  /** The states of the release's revisions, oldest first. */
  async function revisions(): Promise<string[]> {
    const { items } = await core.listNamespacedSecret({ namespace: "default", labelSelector: "owner=helm,name=it" });
    return items.map(({ metadata }) => `${metadata?.labels?.["version"]} ${metadata?.labels?.["status"]}`).sort();
  }

  /** Lets the chart's pods start, or not. */
  async function open(nodes: boolean): Promise<void> {
    const { items } = await core.listNode();
    const body = { metadata: { labels: { "engine-fixture": nodes ? "open" : null } } };
    for (const { metadata } of items) {
      await core.patchNode(
        { name: metadata?.name ?? "", body },
        setHeaderOptions("Content-Type", PatchStrategy.MergePatch),
      );
    }
  }

  /** Begins a deployment, and kills it while Helm waits for the pod, which can't start. */
  async function killWhileHelmWaits(note: string, pending: string): Promise<void> {
    await open(false);
    const stuck = await workspace(note);
    const run = startRun(dir, { kubeconfig: cluster.kubeconfigPath, config: { cluster: true, note } });
    await waitUntil({
      what: `the Helm release to be ${pending}, with its objects applied`,
      timeoutMs: RUN_TIMEOUT_MS / 2,
      missing: async () => {
        const found = [...(await revisions()), await noteOf("from-chart")];
        return found.some((state) => state.endsWith(pending)) && found.at(-1) === note
          ? undefined
          : `${found.join(", ")}\n${run.lines.join("\n")}`;
      },
    });
    await killRun(run, currentRuns(stuck)[0]?.pid ?? assert.fail("the run is not on record"));
  }

  /** The note in a ConfigMap; empty where there is none. */
  async function noteOf(name: string): Promise<string> {
    const { items } = await core.listNamespacedConfigMap({
      namespace: "default",
      fieldSelector: `metadata.name=${name}`,
    });
    return items[0]?.data?.["note"] ?? "";
  }

  const deployment = () => apps.readNamespacedDeployment({ name: "from-chart", namespace: "default" });

  it("in its first installation is finished by the recovery, with nothing made twice", async () => {
    await killWhileHelmWaits("one", "pending-install");
    const before = await deployment();

    await open(true);
    const recovered = await workspace("one");
    const done = (await recoverStack(recovered, core, RELEASE)).join("\n");
    assert.match(done, /^Removed the lock/);
    assert.match(done, /Freed the Helm release it .*sh\.helm\.release\.v1\.it\.v1/);
    assert.match(done, /had not finished creating: .*Release::release/);

    assert.deepEqual(await revisions(), ["1 deployed"]);
    const after = await deployment();
    assert.equal(after.metadata?.uid, before.metadata?.uid, "the Deployment was replaced");
    assert.equal(after.status?.readyReplicas, 1);
    await up(recovered, { expectNoChanges: true });
    const { deployment: state } = (await exportState(recovered)) as { deployment: { pending_operations?: unknown[] } };
    assert.deepEqual(state.pending_operations ?? [], []);
  });

  it("in an upgrade is finished by the recovery, with everything upgraded", async () => {
    const before = await deployment();
    await killWhileHelmWaits("two", "pending-upgrade");

    await open(true);
    const recovered = await workspace("two");
    const done = (await recoverStack(recovered, core, RELEASE)).join("\n");
    assert.match(done, /Freed the Helm release it .*sh\.helm\.release\.v1\.it\.v2/);

    assert.deepEqual(await revisions(), ["1 superseded", "2 deployed"]);
    const after = await deployment();
    assert.equal(after.metadata?.labels?.["note"], "two");
    assert.equal(after.metadata?.uid, before.metadata?.uid, "the Deployment was replaced");
    assert.equal(after.status?.readyReplicas, 1);
    assert.deepEqual([await noteOf("settings"), await noteOf("from-chart")], ["two", "two"]);
    await up(recovered, { expectNoChanges: true });
  });

  it("is left alone where nothing was broken off", async () => {
    assert.deepEqual(await recoverStack(await workspace("two"), core, RELEASE), []);
    assert.deepEqual(await revisions(), ["1 superseded", "2 deployed"]);
  });
});
