import assert from "node:assert/strict";
import type { V1Pod } from "@kubernetes/client-node";
import type { Config } from "../../config/schema";
import type { Cluster } from "../../sandbox/cluster";
import { answeredBeside, clusterEndpoints } from "../../sandbox/live/cluster-endpoints";
import { consoleEndpoints } from "../../sandbox/live/console-process";
import { leftOut } from "../../sandbox/live/left-out";
import { LivePorts } from "../../sandbox/live/ports";
import { imageVersion } from "../../sandbox/live/versions";
import { replicaEndpoints, replicasOf, reserveReplicaPorts } from "../../sandbox/live/sample-services";

function pod(
  namespace: string,
  name: string,
  image: string,
  ports: Record<string, number>,
  podIP = "198.18.0.1",
): V1Pod {
  return {
    metadata: { namespace, name },
    spec: {
      containers: [
        {
          name: "main",
          image,
          ports: Object.entries(ports).map(([port, containerPort]) => ({ name: port, containerPort })),
        },
      ],
    },
    status: { podIP },
  };
}

const api = pod("staging", "qualisys-api-1", "qualisys-api:sandbox", { http: 8080 }, "198.18.0.2");
const other = pod("staging", "qualisys-api-0", "qualisys-api:sandbox", { http: 8080 }, "198.18.0.3");
const web = pod("staging", "qualisys-web-0", "qualisys-web:sandbox", { http: 8080 }, "198.18.0.4");
const operator = pod("monitoring", "operator", "quay.io/prometheus-operator/prometheus-operator:v1", { http: 8080 });
const grafana = pod("monitoring", "grafana", "docker.io/grafana/grafana:13.2.0", { grafana: 3000, "gossip-tcp": 9094 });
const dns = pod("kube-system", "coredns", "coredns:sandbox", { metrics: 9153 }, "198.18.0.5");

const cluster = {
  server: "https://127.0.0.1:6443",
  processes: [{ name: "prometheus-operator", port: 5000 }],
} as unknown as Cluster;

const config = {
  services: [
    { name: "qualisys-api", namespaces: ["staging"] },
    { name: "qualisys-web", namespaces: ["staging"] },
    { name: "qualisys-jobs", namespaces: ["staging"] },
  ],
} as unknown as Config;

describe("what answers beside the cluster", () => {
  it("is the API server and the operator, which run anyway", () => {
    assert.deepEqual(clusterEndpoints(cluster, [operator, grafana]), [
      { address: "192.0.2.1:6443", port: 6443 },
      { address: "198.18.0.1:8080", port: 5000 },
    ]);
    assert.deepEqual(clusterEndpoints({ ...cluster, processes: [] }, [operator]), [
      { address: "192.0.2.1:6443", port: 6443 },
    ]);
  });

  it("is the console for kubelets, over HTTP, and for CoreDNS", () => {
    const endpoints = consoleEndpoints([dns, grafana], 7000);
    assert.deepEqual(endpoints[0], {
      address: "192.0.2.10:10250",
      port: 7000,
      prefix: "/kubelet/sandbox-node-a",
      scheme: "http",
    });
    assert.deepEqual(endpoints.at(-1), { address: "198.18.0.5:9153", port: 7000, prefix: "/stand-in/coredns" });
  });

  it("leaves out what has no program, with the reason, and no port that is not scraped", () => {
    const pods = [api, operator, grafana, dns, pod("jobs", "batch-0", "example.com/batch:v1", { metrics: 9000 })];
    assert.deepEqual(leftOut(pods, new Set(answeredBeside(pods))), [
      {
        target: "monitoring/grafana, port grafana",
        reason: "Grafana can't be had as a program here; its dashboards are asked for by their queries",
      },
      { target: "jobs/batch-0, port metrics", reason: "no program runs in place of example.com/batch:v1" },
    ]);
  });
});

describe("the replicas of the sample services", () => {
  it("are named by their service and their place, on Express and Fastify in turn", () => {
    assert.deepEqual(
      replicasOf(config, [api, web, other, grafana]).map(({ name, program, address }) => [name, program, address]),
      [
        ["qualisys-api-1", "api", "198.18.0.3:8080"],
        ["qualisys-api-2", "api", "198.18.0.2:8080"],
        ["qualisys-web-1", "web", "198.18.0.4:8080"],
      ],
    );
  });

  it("are none in other namespaces", () => {
    assert.deepEqual(replicasOf(config, [pod("other", "qualisys-api-0", "qualisys-api:sandbox", { http: 8080 })]), []);
  });

  it("keep the ports that they had, and get new ones that no other has", async () => {
    const digests = { start: "", files: "" };
    const ports = new LivePorts([{ name: "qualisys-api-1", version: "1", ports: { main: 4001 }, digests }]);
    const replicas = replicasOf(config, [api, other]);
    await reserveReplicaPorts(replicas, ports);
    assert.deepEqual(replicaEndpoints(replicas, ports)[0], { address: "198.18.0.3:8080", port: 4001 });
    const all = replicas.flatMap(({ name }) => Object.values(ports.ofProcess(name)));
    assert.equal(new Set(all).size, 4);
    assert.throws(() => ports.of("qualisys-jobs-1"), /no port/);
  });
});

describe("the version that is deployed", () => {
  for (const [image, version] of [
    ["quay.io/prometheus/prometheus:v3.14.0-distroless", "3.14.0"],
    ["registry.internal:5000/oliver006/redis_exporter:v1.88.0", "1.88.0"],
    ["registry.internal:5000/redis_exporter", undefined],
    ["qualisys-api:sandbox", undefined],
  ] as const)
    it(`of ${image} is ${version ?? "unknown"}`, () => assert.equal(imageVersion(image), version));
});
