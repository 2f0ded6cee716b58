import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { join } from "node:path";
import type { KubernetesObject } from "@kubernetes/client-node";
import { CoreV1Api, DiscoveryV1Api } from "@kubernetes/client-node";
import {
  kubeConfigOf,
  readCluster,
  startCluster,
  startOperator,
  stopCluster,
  waitForPods,
} from "../../sandbox/cluster";
import type { Cluster } from "../../sandbox/cluster";
import { NODES } from "../../sandbox/cluster/addresses";
import { apply } from "../../sandbox/cluster/client";
import { isAlive } from "../../sandbox/cluster/processes";
import { waitUntil } from "../../sandbox/cluster/wait";
import type { Tools } from "../../sandbox/tools";
import { commandsWith, realTools, START_TIMEOUT_MS, temporaryFolder } from "./support";

const NAMESPACE = "operated";

describe("the operator beside a sandbox cluster", function () {
  this.timeout(START_TIMEOUT_MS);
  const folder = temporaryFolder();
  const dir = join(folder.path, "cluster");
  let tools: Tools;
  let cluster: Cluster;

  before(async function () {
    // A machine without the tools builds them here.
    this.timeout(0);
    tools = await realTools();
    cluster = await startCluster({ dir, tools, log: () => {} });
    const config = kubeConfigOf(cluster);
    await apply(config, { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } });
    await apply(config, instance("Prometheus", { scrapeInterval: "15s", serviceMonitorSelector: {} }));
    await apply(config, instance("Alertmanager", { replicas: 2 }));
  });

  after(async () => {
    await stopCluster(dir);
    folder.remove();
  });

  it("counts instances that no operator has taken up as missing", async () => {
    await assert.rejects(
      waitForPods(cluster, NAMESPACE, { timeoutMs: 500 }),
      /Alertmanager main with 0 of 2 pods; Prometheus main with 0 of 1 pods/,
    );
  });

  it("leaves the cluster alone when it can't start", async () => {
    const broken: Tools = {
      ...tools,
      path: (name) => (name === "prometheus-operator" ? "/bin/false" : tools.path(name)),
    };
    await assert.rejects(startOperator(cluster, broken), /^ProcessEndedError: prometheus-operator ended/);
    assert.deepEqual(readCluster(dir), cluster);
  });

  it("turns Prometheus and Alertmanager objects into ready pods and a configuration", async () => {
    cluster = await startOperator(cluster, tools);
    await waitForPods(cluster, NAMESPACE);
    const core = kubeConfigOf(cluster).makeApiClient(CoreV1Api);
    const pods = await core.listNamespacedPod({ namespace: NAMESPACE });
    assert.deepEqual(pods.items.map(({ metadata }) => metadata?.name).sort(), [
      "alertmanager-main-0",
      "alertmanager-main-1",
      "prometheus-main-0",
    ]);
    const secret = await core.readNamespacedSecret({ name: "prometheus-main", namespace: NAMESPACE });
    const configuration = gunzipSync(Buffer.from(secret.data?.["prometheus.yaml.gz"] ?? "", "base64")).toString();
    assert.match(configuration, /scrape_interval: 15s/);
  });

  it("writes the kubelet's addresses as an EndpointSlice", async () => {
    const discovery = kubeConfigOf(cluster).makeApiClient(DiscoveryV1Api);
    await waitUntil({
      what: "the kubelet's EndpointSlice",
      timeoutMs: 30_000,
      missing: async () => {
        const labelSelector = "kubernetes.io/service-name=monitoring-kube-prometheus-kubelet";
        const slices = await discovery.listNamespacedEndpointSlice({ namespace: "kube-system", labelSelector });
        const addresses = slices.items
          .flatMap(({ endpoints }) => endpoints ?? [])
          .flatMap((endpoint) => endpoint.addresses);
        const missing = NODES.filter(({ address }) => !addresses.includes(address));
        return missing.length === 0 ? undefined : missing.map(({ name }) => name).join();
      },
    });
  });

  it("is on the cluster's record, kept while it runs and started again when it has ended", async () => {
    const operator = operatorOf(cluster);
    assert.ok(operator.alive && operator.port !== undefined);
    assert.deepEqual(await startOperator(cluster, tools), cluster);

    process.kill(operator.pid, "SIGKILL");
    await waitUntil({
      what: "its end",
      timeoutMs: 5_000,
      missing: async () => (isAlive(operator) ? "its end" : undefined),
    });
    const same = await startCluster({ dir, tools, log: assert.fail });
    assert.equal(same.startedAt, cluster.startedAt, "a dead operator is no reason for a new cluster");
    const again = operatorOf(await startOperator(same, tools));
    assert.ok(again.alive);
    assert.notEqual(again.pid, operator.pid);
  });

  it("ends with the cluster", async () => {
    const operator = operatorOf(readCluster(dir) ?? assert.fail("no cluster"));
    await stopCluster(dir);
    assert.ok(!isAlive(operator));
    assert.deepEqual(commandsWith(dir), []);
  });
});

function operatorOf(cluster: Cluster) {
  return cluster.processes.find(({ name }) => name === "prometheus-operator") ?? assert.fail("no operator on record");
}

function instance(kind: "Prometheus" | "Alertmanager", spec: object): KubernetesObject {
  const object = {
    apiVersion: "monitoring.coreos.com/v1",
    kind,
    metadata: { name: "main", namespace: NAMESPACE },
    spec,
  };
  return object;
}
