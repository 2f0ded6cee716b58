/** The real table, as data: complete, well-formed, and of the same versions as everything else here. */
import assert from "node:assert/strict";

import { dependencies } from "../../../package.json";
import { POSTGRES_EXPORTER_VERSION } from "../../../exporters/postgres/collectors";
import { catalogue, type ToolModule } from "../../../sandbox/tools/catalogue";
import { releaseFolder, releaseKey } from "../../../sandbox/tools/release/folder";
import { addresses, trust, type Part } from "../../../sandbox/tools/release/release";
import { parseReleases } from "../../../sandbox/tools/release/source";
import { DEPLOYED, releaseTable } from "../../../sandbox/tools/release/table";
import { toolKey } from "../../../sandbox/tools/cache";

const modules: readonly ToolModule[] = catalogue;
const named = ({ tool, platform, arch }: (typeof releaseTable)[number]) => `${tool} ${platform} ${arch}`;
const parts = releaseTable.flatMap((release) => release.parts.map((part) => ({ name: named(release), part })));

/** Tools that have no row for a platform, and why. */
const WITHOUT: Readonly<Record<string, string>> = {
  "etcd darwin x64": "a .zip",
  "etcd darwin arm64": "a .zip",
  "kubernetes darwin x64": "no servers are published",
  "kubernetes darwin arm64": "no servers are published",
  "kwok darwin x64": "no digest is on record, and no checksum file is published",
  "prometheus-operator darwin x64": "an image of Linux only",
  "prometheus-operator darwin arm64": "an image of Linux only",
  "kube-state-metrics darwin x64": "an image of Linux only",
  "kube-state-metrics darwin arm64": "an image of Linux only",
};

describe("the table of releases", () => {
  it("has each tool for each platform, or a reason why not", () => {
    const wanted = modules.flatMap(({ name }) =>
      ["linux x64", "linux arm64", "darwin x64", "darwin arm64"].map((platform) => `${name} ${platform}`),
    );
    assert.deepEqual(releaseTable.map(named).sort(), wanted.filter((name) => WITHOUT[name] === undefined).sort());
  });

  it("has the versions of the catalogue, but for the three that cannot be built as they are deployed", () => {
    const others = new Map(
      releaseTable
        .filter(({ tool, version }) => modules.find(({ name }) => name === tool)?.version !== version)
        .map(({ tool, version }) => [tool, version]),
    );
    assert.deepEqual(Object.fromEntries(others), DEPLOYED);
    assert.equal(DEPLOYED["postgres-exporter"], POSTGRES_EXPORTER_VERSION.replace(/^v/, ""));
    assert.equal(DEPLOYED["pulumi-resource-kubernetes"], dependencies["@pulumi/kubernetes"]);
  });

  it("names its version in every address and path that names one", () => {
    const wrong = releaseTable.flatMap((release) =>
      release.parts
        .flatMap((part) => (part.kind === "image" ? [] : [part.address, ...listOf(part)]))
        .filter((address) => !new URL(address).pathname.includes(release.version))
        .map((address) => `${named(release)}: ${address}`),
    );
    assert.deepEqual(wrong, []);
  });

  it("is fetched by https, from hosts of the publishers", () => {
    const urls = releaseTable.flatMap(addresses);
    assert.deepEqual([...new Set(urls.map(({ protocol }) => protocol))], ["https:"]);
    assert.deepEqual([...new Set(urls.map(({ host }) => host))].sort(), [
      "dl.k8s.io",
      "github.com",
      "quay.io",
      "registry.k8s.io",
    ]);
  });

  it("passes the check that another team's table has to pass", () => {
    const releases = releaseTable.map(({ tried: _, ...release }) => release);
    const checked = parseReleases(JSON.stringify({ releases }), "releases.json", modules);
    assert.deepEqual(checked.map(releaseKey), releaseTable.map(releaseKey));
  });

  it("says of each file how it is checked", () => {
    const unpinned = parts
      .filter(({ part }) => trust(part) !== "pinned")
      .map(({ name, part }) => `${name}: ${part.kind}, ${trust(part)}`);
    assert.deepEqual([...new Set(unpinned)].sort(), [
      "kubernetes linux arm64: executable, listed",
      "kubernetes linux x64: executable, listed",
      "node-exporter darwin arm64: archive, listed",
      "node-exporter darwin x64: archive, listed",
      "postgres-exporter darwin arm64: archive, listed",
      "postgres-exporter darwin x64: archive, listed",
      "prometheus-operator linux arm64: documents, first download",
      "prometheus-operator linux x64: documents, first download",
      "pulumi-resource-kubernetes darwin arm64: archive, listed",
      "pulumi-resource-kubernetes darwin x64: archive, listed",
      "pulumi-resource-kubernetes linux arm64: archive, listed",
      "pulumi-resource-kubernetes linux x64: archive, listed",
      "redis-exporter darwin arm64: archive, listed",
      "redis-exporter darwin x64: archive, listed",
      "redis-exporter linux arm64: archive, listed",
      "redis-exporter linux x64: archive, listed",
    ]);
  });

  it("has no digest twice: one of another platform would have slipped in", () => {
    const digests = parts.flatMap(({ part }) =>
      "checksum" in part && "sha256" in part.checksum ? [part.checksum.sha256] : [],
    );
    assert.ok(digests.length > 25);
    assert.deepEqual(digests, [...new Set(digests)]);
  });

  it("is tried every night for one platform, and says that of no other", () =>
    assert.deepEqual(
      [...new Set(releaseTable.filter(({ tried }) => tried).map(({ platform, arch }) => `${platform} ${arch}`))],
      ["linux x64"],
    ));
});

describe("the folder of a release", () => {
  const [first] = releaseTable;
  assert.ok(first);

  it("is named after tool, version and everything in its row", () => {
    assert.match(releaseFolder("/cache", first), /^\/cache\/tools\/etcd-3\.6\.5-release-[0-9a-f]{12}$/);
    const keys = releaseTable.map(releaseKey);
    assert.deepEqual(keys, [...new Set(keys)]);
  });

  const [part] = first.parts;
  const changes = {
    "the version": { version: "3.6.6" },
    "the platform": { platform: "darwin" },
    "the processor": { arch: "arm64" },
    "an address": { parts: [{ ...part, address: "https://example.org/etcd.tar.gz" } as Part] },
    "a digest": { parts: [{ ...part, checksum: { sha256: "0".repeat(64) } } as Part] },
    "a path": { parts: [{ ...part, files: { etcd: "etcd" } } as Part] },
  };
  for (const [what, change] of Object.entries(changes))
    it(`changes with ${what}`, () => assert.notEqual(releaseKey({ ...first, ...change }), releaseKey(first)));

  it("does not change with what is only remarked", () =>
    assert.equal(releaseKey({ ...first, tried: !first.tried }), releaseKey(first)));

  it("leaves the keys of built tools as they are", () => {
    const sources = new Map([["go.mod", "module hello\n"]]);
    const [etcd] = modules;
    assert.ok(etcd);
    assert.equal(toolKey({ ...etcd, version: "3.6.5" }, sources, "linux", "x64"), "1360eec6ca9c");
  });
});

/** The address of a checksum file, where there is one. */
function listOf(part: Exclude<Part, { kind: "image" }>): readonly string[] {
  return "list" in part.checksum ? [part.checksum.list] : [];
}
