import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { V1Container, V1Pod } from "@kubernetes/client-node";
import { environmentOf, expanded } from "../../sandbox/live/pods/environment";
import { mountsOf } from "../../sandbox/live/pods/files";
import type { ObjectData, PodObjects } from "../../sandbox/live/pods/objects";
import { relocated, writeBelow } from "../../sandbox/live/pods/relocation";
import { containerRun } from "../../sandbox/live/pods/run";

const container: V1Container = {
  name: "exporter",
  args: ["--listen=:9187", "--name=$(NAME)", "--price=$$(NAME)", "--other=$(OTHER)"],
  env: [
    { name: "NAME", valueFrom: { secretKeyRef: { name: "credentials", key: "user" } } },
    { name: "FILE", value: "/etc/exporter/$(NAME)" },
    { name: "POD", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
  ],
  volumeMounts: [
    { name: "credentials", mountPath: "/etc/exporter/credentials" },
    { name: "one", mountPath: "/etc/exporter/one.yaml", subPath: "one.yaml" },
    { name: "all", mountPath: "/etc/all" },
    { name: "host", mountPath: "/host/proc" },
    { name: "empty", mountPath: "/data" },
  ],
};

function pod(volumes: NonNullable<V1Pod["spec"]>["volumes"] = defaultVolumes()): V1Pod {
  return { metadata: { namespace: "monitoring", name: "exporter-0" }, spec: { containers: [container], volumes } };
}

function defaultVolumes() {
  return [
    { name: "credentials", secret: { secretName: "credentials", items: [{ key: "password", path: "password" }] } },
    { name: "one", configMap: { name: "files" } },
    {
      name: "all",
      projected: { sources: [{ configMap: { name: "files" } }, { secret: { name: "absent", optional: true } }] },
    },
    { name: "host", hostPath: { path: "/proc" } },
    { name: "empty", emptyDir: {} },
  ];
}

const data = (objects: Record<string, Record<string, string>>): ObjectData =>
  new Map(
    Object.entries(objects).map(([name, keys]) => [
      `monitoring/${name}`,
      new Map(Object.entries(keys).map(([key, value]) => [key, Buffer.from(value)])),
    ]),
  );

const objects: PodObjects = {
  pods: [],
  secrets: data({ credentials: { user: "monitoring", password: "p" } }),
  configMaps: data({ files: { "one.yaml": "1", "two.yaml": "2" } }),
};

describe("what a container finds in its pod", () => {
  it("are the files that it mounts, each at its path", () => {
    const { files, problems } = mountsOf(pod(), container, objects);
    assert.deepEqual(
      [...files].map(([path, content]) => [path, content.toString()]),
      [
        ["/etc/exporter/credentials/password", "p"],
        ["/etc/exporter/one.yaml", "1"],
        ["/etc/all/one.yaml", "1"],
        ["/etc/all/two.yaml", "2"],
      ],
    );
    assert.deepEqual(problems, []);
  });

  it("are the node's own files at their places on the node", () => {
    assert.equal(mountsOf(pod(), container, objects).paths.get("/host/proc"), "/proc");
  });

  it("is not there where an object or a key is missing, as a sentence", () => {
    const volumes = [
      { name: "credentials", secret: { secretName: "credentials", items: [{ key: "token", path: "token" }] } },
      { name: "all", configMap: { name: "gone" } },
    ];
    assert.deepEqual(mountsOf(pod(volumes), container, objects).problems, [
      "Pod exporter-0 in namespace monitoring mounts key token of Secret credentials, which is not there.",
      "Pod exporter-0 in namespace monitoring mounts ConfigMap gone, which is not there.",
    ]);
  });

  it("are its variables, from where they come", () => {
    assert.deepEqual(environmentOf(pod(), container, objects), {
      variables: { NAME: "monitoring", FILE: "/etc/exporter/monitoring", POD: "exporter-0" },
      problems: [],
    });
  });

  it("lacks a variable whose key is missing, as a sentence", () => {
    const { problems } = environmentOf(pod(), container, { ...objects, secrets: data({}) });
    assert.deepEqual(problems, [
      "Pod exporter-0 in namespace monitoring takes NAME from key user of Secret credentials, which is not there.",
    ]);
  });

  it("are its arguments, with variables put in as the kubelet does", () => {
    assert.deepEqual(containerRun(pod(), container, objects).run.args, [
      "--listen=:9187",
      "--name=monitoring",
      "--price=$(NAME)",
      "--other=$(OTHER)",
    ]);
  });

  it("does not put a value in twice", () => {
    assert.equal(expanded("$(A)", { A: "$(B)", B: "b" }), "$(B)");
  });
});

describe("a pod's paths on this machine", () => {
  const places = new Map([
    ["/etc/prometheus", "/live/etc/prometheus"],
    ["/etc/prometheus/rules", "/live/rules"],
    ["/data", "/live/data"],
  ]);
  for (const [text, expected] of [
    ["--config=/etc/prometheus/a.yaml", "--config=/live/etc/prometheus/a.yaml"],
    ["/etc/prometheus", "/live/etc/prometheus"],
    ["- /etc/prometheus/rules/x/*.yaml", "- /live/rules/x/*.yaml"],
    ["u?ca=%2Fetc%2Fprometheus%2Fca.pem", "u?ca=%2Flive%2Fetc%2Fprometheus%2Fca.pem"],
    ["/etc/prometheus-other /var/data /data.old /database", "/etc/prometheus-other /var/data /data.old /database"],
    ["http://host/data", "http://host/data"],
  ] as const)
    it(`lead from ${text} to ${expected}`, () => assert.equal(relocated(text, places), expected));

  it("are files for the user alone", () => {
    const root = mkdtempSync(join(tmpdir(), "below-"));
    try {
      writeBelow(root, new Map([["/etc/a/b", "content"]]));
      assert.equal(readFileSync(join(root, "etc/a/b"), "utf8"), "content");
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
