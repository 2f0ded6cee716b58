import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { readReleaseManifest } from "../../sandbox/own-chart/compare";

/** What the API serves as `data.release` of Helm's Secret. */
function secretData(release: unknown): string {
  const byHelm = gzipSync(JSON.stringify(release)).toString("base64");
  return Buffer.from(byHelm).toString("base64");
}

const service = "apiVersion: v1\nkind: Service\nmetadata: { name: a, namespace: monitoring }\n";
const job = "apiVersion: batch/v1\nkind: Job\nmetadata: { name: b, namespace: monitoring }\n";

describe("Helm's record of a release", () => {
  it("yields the objects of the manifest and of the hooks", () => {
    const release = {
      name: "monitoring",
      manifest: `---\n# Source: a.yaml\n${service}---\n# nothing here\n---\n`,
      hooks: [{ name: "b", manifest: job }],
    };
    assert.deepEqual(
      readReleaseManifest(secretData(release)).map(({ kind, metadata }) => [kind, metadata.name]),
      [
        ["Service", "a"],
        ["Job", "b"],
      ],
    );
  });

  it("may have no hooks", () => {
    assert.equal(readReleaseManifest(secretData({ manifest: service })).length, 1);
    assert.equal(readReleaseManifest(secretData({ manifest: service, hooks: null })).length, 1);
  });

  it("keeps letters beyond ASCII", () => {
    const [manifest] = readReleaseManifest(secretData({ manifest: `${service}spec: { note: "größer ✓" }\n` }));
    assert.deepEqual(manifest?.spec, { note: "größer ✓" });
  });

  it("is refused where it is something else", () => {
    assert.throws(
      () => readReleaseManifest(Buffer.from("hello").toString("base64")),
      /no record of a Helm release .* pass data\.release of a Secret sh\.helm\.release\.v1/,
    );
  });

  it("is refused where a document is no Kubernetes object", () => {
    assert.throws(
      () => readReleaseManifest(secretData({ manifest: `${service}---\nkind: Service\n` })),
      /Document 2 of the manifest is no Kubernetes object/,
    );
  });

  it("is refused where a document is not YAML", () => {
    assert.throws(
      () => readReleaseManifest(secretData({ manifest: "a: [" })),
      /Document 1 of the manifest is not valid YAML/,
    );
  });
});
