/** A kind of exporter that the program has never heard of, added by its folder and one line of the registry. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import type { ProjectCopy } from "../report/project-copy";
import { renderedFiles, type Rendered } from "../stacks/rendered";
import { projectWithMadeUpKind, STACK } from "./made-up-kind.fixture";

/** The objects of its one server. */
const OBJECTS = ["deployment", "secret", "service", "servicemonitor"].map(
  (kind) => `manifests/${kind}-monitoring-rabbitmq-exporter-events.yaml`,
);

describe("a made-up kind of exporter", function () {
  this.timeout(120_000);
  let project: ProjectCopy;
  let folder: string;
  let without: Rendered;
  let rendered: Rendered;
  /** A module of the copy. */
  const load = <Module>(path: string) => require(join(project.folder, path)) as Module;
  /** What the configuration of the copy says about brokers, or the sentences that refuse them. */
  const parsed = (brokers: readonly unknown[]) => {
    const { readStackFile } = load<typeof import("../../config/stack-file")>("config/stack-file");
    return load<typeof import("../../config/load")>("config/load").parseConfig({
      ...readStackFile(project.folder, STACK),
      "monitoring:brokers": JSON.stringify(brokers),
    });
  };
  const broker = { name: "events", credentials: "qualisys/staging/rabbitmq" };

  before(async () => {
    project = projectWithMadeUpKind();
    folder = mkdtempSync(join(tmpdir(), "made-up-kind-"));
    without = await renderedFiles(STACK);
    rendered = project.render(STACK, join(folder, STACK)).files;
  });

  after(() => {
    project.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it("has its objects in the rendered stack", () =>
    assert.deepEqual(
      [...rendered.keys()].filter((path) => !without.has(path)),
      OBJECTS,
    ));

  it("changes nothing else but what knows every kind: which targets are no services", () => {
    const changed = [...without]
      .filter(([path, text]) => rendered.get(path) !== text)
      .map(([path]) => path)
      .sort();
    assert.deepEqual(
      changed.filter((path) => !path.startsWith("rules/") && !path.startsWith("dashboards/")),
      [],
    );
    for (const path of changed) {
      const text = (rendered.get(path) ?? "").replaceAll("|rabbitmq-exporter|redis-exporter", "|redis-exporter");
      assert.equal(text, without.get(path), path);
    }
  });

  it("has a Secret with the keys that its exporter reads, all of them secret", () => {
    const { stringData } = parse(rendered.get(OBJECTS[1] ?? "") ?? "") as { readonly stringData: unknown };
    assert.deepEqual(stringData, { address: "[secret]", username: "[secret]", password: "[secret]" });
  });

  it("puts the server's name on its targets", () => {
    const { spec } = parse(rendered.get(OBJECTS[3] ?? "") ?? "") as {
      readonly spec: { readonly endpoints: readonly { readonly relabelings: unknown }[] };
    };
    assert.deepEqual(spec.endpoints[0]?.relabelings, [
      { targetLabel: "broker", replacement: "events", action: "replace" },
    ]);
  });

  it("has its keys among the documented ones, in the stack file's grammar", () => {
    const keys = load<typeof import("../../config/keys")>("config/keys")
      .configKeys()
      .map(({ path }) => path)
      .filter((path) => path.startsWith("brokers"));
    assert.deepEqual(keys, ["brokers", "brokers[].name", "brokers[].credentials", "brokers[].port", "brokers[].tls"]);
    assert.throws(() => parsed([{ ...broker, port: "a" }]), /monitoring:brokers\[0\]\.port is "a"; it must be/);
  });

  it("has its own rule on combinations, and those of every kind", () => {
    assert.throws(
      () => parsed([{ ...broker, tls: false }]),
      /monitoring:brokers\[0\]\.port is 15671 with monitoring:brokers\[0\]\.tls false; it must be another port/,
    );
    assert.throws(
      () => parsed([broker, broker]),
      /monitoring:brokers\[1\]\.name is "events", as monitoring:brokers\[0\]\.name is/,
    );
  });

  it("has its share in the size of Prometheus", () => {
    const { estimatedSeries } = load<typeof import("../../config/sizes")>("config/sizes");
    const { exporterKeys } = load<typeof import("../../exporters")>("exporters");
    const counts = (brokers: number) =>
      ({ services: 0, ...Object.fromEntries(exporterKeys.map((key) => [key, 0])), brokers }) as unknown as Parameters<
        typeof estimatedSeries
      >[0];
    assert.equal(estimatedSeries(counts(2)) - estimatedSeries(counts(0)), 1_600);
  });

  it("has what its secret needs in the sandbox: a host beside made-up texts", () => {
    const needed = load<typeof import("../../sandbox/session/fixtures")>("sandbox/session/fixtures").secretFixtures(
      parsed([broker]),
    );
    assert.deepEqual(
      needed.find(({ id }) => id === broker.credentials),
      {
        id: broker.credentials,
        kind: "json",
        keys: ["password", "username"],
        values: "credential",
        fixed: { host: "rabbitmq.sandbox.internal" },
      },
    );
  });
});
