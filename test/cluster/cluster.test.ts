import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { BatchV1Api, CoreV1Api, DiscoveryV1Api } from "@kubernetes/client-node";
import type { KubeConfig, KubernetesObject } from "@kubernetes/client-node";
import {
  clusterReport,
  deleteClaims,
  installSampleServices,
  kubeConfigOf,
  readCluster,
  startCluster,
  stopCluster,
  waitForPods,
} from "../../sandbox/cluster";
import type { Cluster } from "../../sandbox/cluster";
import { NODES } from "../../sandbox/cluster/addresses";
import { apply, callApi } from "../../sandbox/cluster/client";
import { isAlive } from "../../sandbox/cluster/processes";
import { waitUntil } from "../../sandbox/cluster/wait";
import type { Tools } from "../../sandbox/tools";
import { commandsWith, realTools, START_TIMEOUT_MS, temporaryFolder } from "./support";
import { NAMESPACE, workloadObjects } from "./workloads-fixture";

describe("a sandbox cluster", function () {
  this.timeout(START_TIMEOUT_MS);
  const folder = temporaryFolder();
  // The longest socket path that Linux allows is 107 characters; a home folder may well be deeper.
  const dir = join(folder.path, "a-folder-whose-path-is-longer-than-a-socket-may-have".repeat(2));
  let tools: Tools;
  let cluster: Cluster;
  let config: KubeConfig;
  let core: CoreV1Api;

  before(async function () {
    // A machine without the tools builds them here.
    this.timeout(0);
    tools = await realTools();
    cluster = await startCluster({ dir, tools, log: () => {} });
    config = kubeConfigOf(cluster);
    core = config.makeApiClient(CoreV1Api);
    await apply(config, { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } });
    await Promise.all(workloadObjects().map((object) => apply(config, object)));
  });

  after(async () => {
    await stopCluster(dir);
    folder.remove();
  });

  it("runs etcd, the API server, its controllers and kwok", () => {
    const names = ["etcd", "kube-apiserver", "kube-scheduler", "kwok", "kube-controller-manager"];
    assert.deepEqual(
      cluster.processes.map(({ name }) => name),
      names,
    );
    for (const record of cluster.processes) assert.ok(record.alive, `${record.name} isn't running`);
  });

  it("is returned as it is by a second start", async () => {
    const again = await startCluster({ dir, tools, log: () => {} });
    assert.deepEqual(again, cluster);
    assert.deepEqual(readCluster(dir), cluster);
  });

  it("has a kubeconfig of its own that only the user may read", () => {
    assert.equal(cluster.kubeconfigPath, join(dir, "kubeconfig"));
    assert.equal(statSync(cluster.kubeconfigPath).mode & 0o777, 0o600);
    assert.equal(statSync(dir).mode & 0o777, 0o700);
    assert.equal(config.getCurrentContext(), "monitoring-sandbox");
    assert.equal(config.getCurrentCluster()?.server, cluster.server);
    assert.match(cluster.server, /^https:\/\/127\.0\.0\.1:\d+$/);
    assert.ok(config.getCurrentCluster()?.caData, "clients could not tell the API server from another");
  });

  it("refuses who has no credentials", async () => {
    const strangers = kubeConfigOf(cluster);
    const user = strangers.getCurrentUser() ?? assert.fail("no user");
    strangers.users = [{ ...user, token: "00" }];
    const { status } = await callApi(strangers, { method: "GET", path: "/api/v1/namespaces" });
    assert.equal(status, 401);
    assert.equal((await callApi(config, { method: "GET", path: "/api/v1/namespaces" })).status, 200);
  });

  it("serves the ten custom resources of the operator", async () => {
    const counts = await Promise.all(
      ["v1", "v1alpha1"].map(async (version) => {
        const { body } = await callApi(config, { method: "GET", path: `/apis/monitoring.coreos.com/${version}` });
        const { resources } = JSON.parse(body) as { resources: { name: string }[] };
        return resources.filter(({ name }) => !name.includes("/")).length;
      }),
    );
    assert.equal(
      counts.reduce((a, b) => a + b),
      10,
    );
  });

  it("makes workloads of every kind ready", async () => {
    const lines: string[] = [];
    await waitForPods(cluster, NAMESPACE, { log: (line) => lines.push(line) });
    assert.equal(lines.at(-1), `8 of 8 pods ready in namespace ${NAMESPACE}`);
    const job = await config.makeApiClient(BatchV1Api).readNamespacedJob({ name: "once", namespace: NAMESPACE });
    assert.ok(job.status?.conditions?.some(({ type, status }) => type === "Complete" && status === "True"));
  });

  it("completes init containers and keeps sidecars running", async () => {
    const pods = await core.listNamespacedPod({ namespace: NAMESPACE, labelSelector: "app=web" });
    assert.equal(pods.items.length, 2);
    for (const pod of pods.items) {
      const [prepare, sidecar] = pod.status?.initContainerStatuses ?? [];
      assert.equal(prepare?.state?.terminated?.reason, "Completed");
      assert.ok(sidecar?.state?.running && sidecar.ready && sidecar.started);
      assert.deepEqual(
        pod.status?.containerStatuses?.map(({ name, ready }) => [name, ready]),
        [
          ["main", true],
          ["second", true],
        ],
      );
    }
  });

  it("gives pods addresses of their own, and pods on the host network the node's", async () => {
    const pods = await core.listNamespacedPod({ namespace: NAMESPACE });
    const byApp = (app: string) =>
      pods.items.filter((pod) => pod.metadata?.labels?.["app"] === app).map((pod) => pod.status?.podIP);
    const own = [...byApp("web"), ...byApp("store")];
    assert.equal(new Set(own).size, 4);
    for (const address of own) assert.match(address ?? "", /^198\.18\.\d+\.\d+$/);
    assert.deepEqual(
      byApp("agent").sort(),
      NODES.map(({ address }) => address),
    );
  });

  it("fills EndpointSlices, those of pods on the host network too", async () => {
    const discovery = config.makeApiClient(DiscoveryV1Api);
    const expected = { web: 2, store: 2, agent: NODES.length };
    await waitUntil({
      what: "EndpointSlices",
      timeoutMs: 20_000,
      missing: async () => {
        const slices = await discovery.listNamespacedEndpointSlice({ namespace: NAMESPACE });
        const addresses = (service: string) =>
          slices.items
            .filter((slice) => slice.metadata?.labels?.["kubernetes.io/service-name"] === service)
            .flatMap((slice) => slice.endpoints?.filter((endpoint) => endpoint.conditions?.ready) ?? []).length;
        const short = Object.entries(expected).filter(([service, count]) => addresses(service) !== count);
        return short.length === 0 ? undefined : short.join(" ");
      },
    });
  });

  it("binds claims of class gp3, and removes a volume with its claim", async () => {
    const claims = await core.listNamespacedPersistentVolumeClaim({ namespace: NAMESPACE });
    assert.deepEqual(
      claims.items.map(({ status }) => status?.phase),
      ["Bound", "Bound"],
    );
    const [claim] = claims.items;
    const volumeName = claim?.spec?.volumeName ?? assert.fail("no volume");
    assert.equal(volumeName, `pvc-${claim?.metadata?.uid}`);
    const volume = await core.readPersistentVolume({ name: volumeName });
    assert.equal(volume.spec?.capacity?.["storage"], "50Gi");

    const set = "/apis/apps/v1/namespaces/fixture/statefulsets/store";
    await callApi(config, {
      method: "PATCH",
      path: set,
      contentType: "application/merge-patch+json",
      body: '{"spec":{"replicas":0}}',
    });
    await deleteClaims(cluster, NAMESPACE);
    await waitUntil({
      what: "the volumes to go",
      timeoutMs: 30_000,
      missing: async () => {
        const { items } = await core.listPersistentVolume();
        return items.length === 0
          ? undefined
          : items.map(({ metadata, status }) => `${metadata?.name} (${status?.phase})`).join();
      },
    });
  });

  it("leaves a claim that no pod uses without a volume", async () => {
    await apply(config, {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "unused", namespace: NAMESPACE },
      spec: { accessModes: ["ReadWriteOnce"], storageClassName: "gp3", resources: { requests: { storage: "1Gi" } } },
    } as KubernetesObject);
    await waitUntil({
      what: "the controller manager to look at the claim",
      timeoutMs: 20_000,
      missing: async () => {
        const { items } = await core.listNamespacedEvent({
          namespace: NAMESPACE,
          fieldSelector: "involvedObject.name=unused",
        });
        return items.some(({ reason }) => reason === "WaitForFirstConsumer") ? undefined : "its event";
      },
    });
    const claim = await core.readNamespacedPersistentVolumeClaim({ name: "unused", namespace: NAMESPACE });
    assert.equal(claim.status?.phase, "Pending");
  });

  it("names what is missing when pods don't get ready in time", async () => {
    await apply(config, { apiVersion: "v1", kind: "Namespace", metadata: { name: "stuck" } });
    const [deployment] = workloadObjects();
    const stuck = structuredClone(deployment) as {
      metadata: { namespace: string };
      spec: { template: { spec: { nodeSelector: object } } };
    };
    stuck.metadata.namespace = "stuck";
    stuck.spec.template.spec.nodeSelector = { "kubernetes.io/os": "plan9" };
    await apply(config, stuck);
    await assert.rejects(
      waitForPods(cluster, "stuck", { timeoutMs: 3_000 }),
      /pods of namespace stuck; still missing: Deployment web with 0 of 2 pods; Pod web-\S+ \(0\/3 nodes are available: .*selector/,
    );
  });

  it("holds sample services in each of their namespaces, and repeating that changes nothing", async () => {
    const services = [
      {
        name: "qualisys-api",
        namespaces: ["tenant-a", "tenant-b"],
        labels: { app: "qualisys-api" },
        portName: "http",
        port: 8080,
      },
    ];
    await installSampleServices(cluster, services);
    const resourceVersion = async () =>
      (await core.readNamespacedService({ name: "qualisys-api", namespace: "tenant-a" })).metadata?.resourceVersion;
    const before = await resourceVersion();
    await installSampleServices(cluster, services);
    assert.equal(await resourceVersion(), before);
    for (const namespace of ["tenant-a", "tenant-b"]) {
      await waitForPods(cluster, namespace);
      const service = await core.readNamespacedService({ name: "qualisys-api", namespace });
      assert.deepEqual(service.metadata?.labels, { app: "qualisys-api" });
      assert.deepEqual(
        service.spec?.ports?.map(({ name, port }) => [name, port]),
        [["http", 8080]],
      );
      const pods = await core.listNamespacedPod({ namespace, labelSelector: "app=qualisys-api" });
      assert.equal(pods.items.length, 2);
    }
  });

  it("reports its processes with their memory, and its workloads", async () => {
    const report = await clusterReport(cluster);
    assert.equal(report.problem, undefined);
    for (const { name, memoryBytes } of report.processes) {
      assert.ok(memoryBytes !== undefined && memoryBytes > 10e6, `${name} reports ${memoryBytes} bytes`);
    }
    const web = report.workloads.find(({ namespace, name }) => namespace === NAMESPACE && name === "web");
    assert.deepEqual(web, { kind: "Deployment", namespace: NAMESPACE, name: "web", ready: 2, expected: 2 });
  });

  it("keeps its nodes Ready, although nothing renews them", async () => {
    // Left alone, a node counts as lost 50 seconds after its last heartbeat (the default of 1.36).
    const silence = 65_000;
    await waitUntil({
      what: "more than a minute without a heartbeat",
      timeoutMs: START_TIMEOUT_MS,
      intervalMs: 1_000,
      missing: async () => {
        const nodes = (await core.listNode()).items;
        const ready = nodes.flatMap(({ status }) => status?.conditions?.filter(({ type }) => type === "Ready") ?? []);
        assert.deepEqual(
          ready.map(({ status }) => status),
          NODES.map(() => "True"),
        );
        const newest = Math.max(...ready.map(({ lastHeartbeatTime }) => lastHeartbeatTime?.getTime() ?? Number.NaN));
        return Date.now() - newest > silence ? undefined : "time";
      },
    });
    const pods = await core.listNamespacedPod({ namespace: NAMESPACE, labelSelector: "app=web" });
    for (const pod of pods.items) {
      assert.ok(pod.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True"));
    }
  });

  it("leaves no process and no file behind when it is stopped", async () => {
    const running = commandsWith(dir);
    assert.ok(running.length >= 5, `only ${running.length} processes name the folder`);
    assert.ok(!readFileSync(join(dir, "cluster.json"), "utf8").includes(config.getCurrentUser()?.token ?? "?"));
    await stopCluster(dir);
    for (const record of cluster.processes) assert.ok(!isAlive(record), `${record.name} is still running`);
    assert.deepEqual(commandsWith(dir), []);
    assert.ok(!existsSync(dir), "the folder is still there");
    assert.equal(readCluster(dir), undefined);
  });
});
