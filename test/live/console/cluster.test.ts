/** The console beside a real API server, with simulated nodes and pods. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { CoreV1Api, type KubeConfig, type V1Pod } from "@kubernetes/client-node";
import { kubeConfigOf, startCluster, stopCluster, waitForPods } from "../../../sandbox/cluster";
import { apply } from "../../../sandbox/cluster/client";
import { waitUntil } from "../../../sandbox/cluster/wait";
import { realTools, START_TIMEOUT_MS, temporaryFolder } from "../../cluster/support";
import { NAMESPACE, workloadObjects } from "../../cluster/workloads-fixture";
import { samplesOf } from "../../instrumentation/exposition";
import { removeConsole, type RunningConsole, settingsIn, startedConsole, TOKEN } from "./fixtures";

const withToken = { "x-console-token": TOKEN };

describe("the console beside a real API server", function () {
  this.timeout(START_TIMEOUT_MS);
  const folder = temporaryFolder();
  let config: KubeConfig;
  let core: CoreV1Api;
  let running: RunningConsole;

  before(async function () {
    // A machine without the tools builds them here.
    this.timeout(0);
    const cluster = await startCluster({ dir: `${folder.path}/cluster`, tools: await realTools(), log: () => {} });
    config = kubeConfigOf(cluster);
    core = config.makeApiClient(CoreV1Api);
    await apply(config, { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } });
    await Promise.all(workloadObjects().map((object) => apply(config, object)));
    await waitForPods(cluster, NAMESPACE);
    const server = config.getCurrentCluster() ?? assert.fail("no cluster");
    running = await startedConsole({
      apiServer: server.server,
      crashLoop: { namespace: NAMESPACE, selector: "app=web" },
    });
    const { caFile, tokenFile } = settingsIn(running.folder);
    writeFileSync(caFile, Buffer.from(server.caData ?? "", "base64"));
    writeFileSync(tokenFile, config.getCurrentUser()?.token ?? "");
  });
  after(async () => {
    await removeConsole(running);
    await stopCluster(`${folder.path}/cluster`);
    folder.remove();
  });

  const pods = async () => (await core.listPodForAllNamespaces()).items;

  it("measures every container that runs, on the node that it runs on", async () => {
    for (const { metadata } of (await core.listNode()).items) {
      const node = metadata?.name ?? "";
      const { status, body } = await running.ask("GET", `/kubelet/${node}/metrics/cadvisor`);
      assert.equal(status, 200, body);
      const measured = new Set(
        samplesOf(body)
          .filter(({ metric, labels }) => metric === "container_memory_working_set_bytes" && labels["container"] !== "")
          .map(({ labels }) => `${labels["namespace"]}/${labels["pod"]}/${labels["container"]}`),
      );
      const expected = (await pods())
        .filter(({ spec, status: of }) => spec?.nodeName === node && of?.phase === "Running")
        .flatMap((pod) => {
          const beside = (pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always");
          return [...(pod.spec?.containers ?? []), ...beside].map(({ name }) => `${nameOf(pod)}/${name}`);
        });
      assert.deepEqual([...measured].sort(), expected.sort());
    }
  });

  it("measures every claim that is bound and used, once", async () => {
    const bound = (await core.listPersistentVolumeClaimForAllNamespaces()).items.filter(
      ({ status }) => status?.phase === "Bound",
    );
    assert.ok(bound.length > 0);
    const nodes = (await core.listNode()).items.map(({ metadata }) => metadata?.name ?? "");
    const texts = await Promise.all(nodes.map((node) => running.ask("GET", `/kubelet/${node}/metrics`)));
    const measured = texts
      .flatMap(({ body }) => samplesOf(body))
      .filter(({ metric }) => metric === "kubelet_volume_stats_available_bytes")
      .map(({ labels }) => `${labels["namespace"]}/${labels["persistentvolumeclaim"]}`);
    assert.deepEqual(measured.sort(), bound.map(({ metadata }) => `${metadata?.namespace}/${metadata?.name}`).sort());
  });

  it("restarts a pod again and again, and leaves it running at the end", async () => {
    const looping = async () =>
      (await pods()).filter(({ status }) =>
        status?.containerStatuses?.some(({ state }) => state?.waiting?.reason === "CrashLoopBackOff"),
      );
    const started = await running.ask("POST", "/api/faults/crash-loop", { headers: withToken });
    assert.equal(started.status, 200, started.body);
    let pod: V1Pod | undefined;
    await waitUntil({
      what: "two restarts",
      timeoutMs: 30_000,
      missing: async () => {
        [pod] = await looping();
        const restarts = pod?.status?.containerStatuses?.[0]?.restartCount ?? 0;
        return restarts >= 2 ? undefined : `${restarts} restarts`;
      },
    });
    const ended = await running.ask("DELETE", "/api/faults/crash-loop", { headers: withToken });
    assert.equal(ended.status, 200, ended.body);
    assert.deepEqual((await looping()).map(nameOf), []);
    const after = await core.readNamespacedPod({ namespace: NAMESPACE, name: pod?.metadata?.name ?? "" });
    assert.ok(after.status?.containerStatuses?.every(({ ready, state }) => ready && state?.running !== undefined));
  });
});

function nameOf({ metadata }: V1Pod): string {
  return `${metadata?.namespace}/${metadata?.name}`;
}
