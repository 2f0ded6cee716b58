import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { V1Pod } from "@kubernetes/client-node";
import { caBundlePem } from "../../config/fields/ca-bundle";
import { redirectRules } from "../../sandbox/live/endpoints";
import { planOf } from "../../sandbox/live/plan";
import { programOf } from "../../sandbox/live/programs";
import { alertmanager } from "../../sandbox/live/programs/alertmanager";
import { postgresExporter, redisExporter } from "../../sandbox/live/programs/exporters";
import type { Surroundings } from "../../sandbox/live/programs/program";
import { trusting } from "../../sandbox/live/programs/trust";

const AUTHORITY = "-----BEGIN CERTIFICATE-----\nSANDBOX\n-----END CERTIFICATE-----\n";

const surroundings: Surroundings = {
  pod: { metadata: { name: "pod-0" } },
  port: 1000,
  portOf: () => 2000,
  peerPorts: () => [2000, 2001],
  kubeconfig: "/live/kubeconfig",
  place: (text) => text.replaceAll("/etc/", "/live/etc/"),
  version: "0.19.1",
  redirect: [],
  receiver: "http://127.0.0.1:3000",
  databases: new Map([
    ["db.internal:5432", 5001],
    ["cache.internal:6379", 5002],
  ]),
  authority: AUTHORITY,
  region: "eu-central-1",
  fast: false,
  procFolder: (node) => `/nodes/${node}/proc`,
};

describe("the program of a container", () => {
  for (const [image, name] of [
    ["quay.io/prometheus/prometheus:v3.14.0-distroless", "prometheus"],
    ["registry.internal:5000/mirror/prometheus/alertmanager:v0.34.0", "alertmanager"],
    ["oliver006/redis_exporter@sha256:00ff", "redis-exporter"],
    ["quay.io/prometheus-operator/prometheus-config-reloader:v0.93.1", undefined],
    ["docker.io/grafana/grafana:13.2.0", undefined],
    ["example.com/not-prometheus/prometheus-other:v1", undefined],
  ] as const)
    it(`of ${image} is ${name ?? "none"}`, () => assert.equal(programOf({ name: "c", image })?.name, name));
});

describe("the processes in place of pods", () => {
  const pod = (name: string, kind: string, nodeName = "node-a"): V1Pod => ({
    metadata: { name, namespace: "monitoring", ownerReferences: [{ apiVersion: "v1", kind, name: "x", uid: "u" }] },
    spec: {
      nodeName,
      containers: [
        {
          name: "main",
          image:
            kind === "DaemonSet"
              ? "prometheus/node-exporter:v1"
              : kind === "StatefulSet"
                ? "prometheus/prometheus:v3"
                : "oliver006/redis_exporter:v1",
          ports: ["http-web", "http-metrics", "metrics"].map((port) => ({ name: port, containerPort: 9090 })),
        },
        { name: "helper", image: "helper:v1" },
      ],
    },
    status: { podIP: "198.18.0.1" },
  });

  it("have names that stay when a pod is replaced", () => {
    const pods = [
      pod("prometheus-main-1", "StatefulSet"),
      pod("node-exporter-x8z2p", "DaemonSet"),
      pod("redis-exporter-jobs-7b54d68cd5-gqjw9", "ReplicaSet"),
    ];
    assert.deepEqual(
      planOf(pods).map(({ name, address }) => [name, address]),
      [
        ["node-exporter-node-a", "198.18.0.1:9090"],
        ["prometheus-1", "198.18.0.1:9090"],
        ["redis-exporter-jobs", "198.18.0.1:9090"],
      ],
    );
  });
});

describe("the addresses of the cluster", () => {
  it("lead to their processes, and a target without one is dropped", () => {
    assert.deepEqual(redirectRules([{ address: "192.0.2.10:10250", port: 7, prefix: "/kubelet/a", scheme: "http" }]), [
      {
        source_labels: ["__address__", "__metrics_path__"],
        separator: ";",
        regex: String.raw`192\.0\.2\.10:10250;(.*)`,
        target_label: "__metrics_path__",
        replacement: "/kubelet/a$1",
        action: "replace",
      },
      {
        source_labels: ["__address__"],
        separator: ";",
        regex: String.raw`192\.0\.2\.10:10250`,
        target_label: "__scheme__",
        replacement: "http",
        action: "replace",
      },
      {
        source_labels: ["__address__"],
        separator: ";",
        regex: String.raw`192\.0\.2\.10:10250`,
        target_label: "__address__",
        replacement: "127.0.0.1:7",
        action: "replace",
      },
      { source_labels: ["__address__"], regex: String.raw`127\.0\.0\.1:\d+`, action: "keep" },
    ]);
  });
});

describe("an exporter beside the cluster", () => {
  const run = (env: Record<string, string>, files: Record<string, string> = {}) => ({
    args: ["--web.listen-address=:9187"],
    env,
    files: new Map(Object.entries(files)),
  });

  it("asks the server that its address stands for", () => {
    const { env, args } = postgresExporter.adapt(
      run({ DATA_SOURCE_URI: "db.internal:5432/orders?sslmode=verify-full" }),
      surroundings,
    );
    assert.equal(env["DATA_SOURCE_URI"], "127.0.0.1:5001/orders?sslmode=verify-full");
    assert.deepEqual(args, ["--web.listen-address=127.0.0.1:1000"]);
  });

  it("finds the password of its server, which goes by the address", () => {
    const file = "/etc/exporter/credentials/passwords.json";
    const { env, files } = redisExporter.adapt(
      run({ REDIS_ADDR: "rediss://cache.internal:6379" }, { [file]: '{"rediss://user@cache.internal:6379":"p"}' }),
      surroundings,
    );
    assert.equal(env["REDIS_ADDR"], "rediss://127.0.0.1:5002");
    assert.equal(files.get(file), '{"rediss://user@127.0.0.1:5002":"p"}');
  });

  it("asks nobody where the address is another one: no name is looked up", () => {
    for (const [name, value, expected] of [
      ["DATA_SOURCE_URI", "other.internal:5432/orders", "127.0.0.1:9/orders"],
      ["REDIS_ADDR", "rediss://other.internal:6379", "rediss://127.0.0.1:9"],
    ] as const)
      assert.equal(redisExporter.adapt(run({ [name]: value }), surroundings).env[name], expected);
  });

  it("trusts the sandbox's authority where it trusts that of RDS in the stack's region", () => {
    const regional = caBundlePem("rds/eu-central-1");
    assert.ok(trusting(regional, AUTHORITY, "eu-central-1").includes("SANDBOX"));
    assert.ok(trusting(caBundlePem("rds"), AUTHORITY, "eu-central-1").includes("SANDBOX"));
    assert.equal(trusting(caBundlePem("rds/us-east-1"), AUTHORITY, "eu-central-1").includes("SANDBOX"), false);
  });
});

describe("Alertmanager beside the cluster", () => {
  const files = (address: string) =>
    new Map<string, string | Buffer>([
      ["/etc/alertmanager/config/alertmanager.yaml.gz", gzipSync("templates:\n- /etc/alertmanager/config/*.tmpl\n")],
      ["/etc/alertmanager/secrets/alertmanager-slack/alerts", address],
    ]);
  const adapted = (args: readonly string[], address = "https://hooks.slack.com/services/T/B/x\n") =>
    alertmanager.adapt({ args, env: {}, files: files(address) }, surroundings);

  it("posts to the receiver, under the path of the webhook", () => {
    const path = "/etc/alertmanager/secrets/alertmanager-slack/alerts";
    assert.equal(adapted([]).files.get(path), "http://127.0.0.1:3000/services/T/B/x\n");
    assert.equal(adapted([], "no address").files.get(path), "no address");
  });

  it("reads what the operator has packed, at places on this machine", () => {
    assert.equal(
      adapted([]).files.get("/etc/alertmanager/config_out/alertmanager.env.yaml"),
      "templates:\n- /live/etc/alertmanager/config/*.tmpl\n",
    );
  });

  it("talks to the others on this machine, or to nobody where it is alone", () => {
    assert.deepEqual(adapted(["--cluster.listen-address=[$(POD_IP)]:9094", "--cluster.peer=am-0.am:9094"]).args, [
      "--cluster.listen-address=127.0.0.1:2000",
      "--cluster.advertise-address=127.0.0.1:2000",
      "--cluster.peer=127.0.0.1:2000",
      "--cluster.peer=127.0.0.1:2001",
      "--web.listen-address=127.0.0.1:1000",
    ]);
    assert.deepEqual(adapted(["--cluster.listen-address=", "--cluster.peer=am-0.am:9094"]).args, [
      "--cluster.listen-address=",
      "--web.listen-address=127.0.0.1:1000",
    ]);
  });
});
