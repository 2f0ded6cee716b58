import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { parse } from "yaml";
import { masked } from "../../render/graph";
import { scriptArguments } from "../run/npm-script";

const project = join(__dirname, "../..");
const cli = scriptArguments("render");

function render(stack: string, out: string): void {
  execFileSync(process.execPath, [...cli, "--stack", stack, "--out", out], { cwd: project, encoding: "utf8" });
}

function files(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => join(folder, path));
  return Object.fromEntries(
    paths
      .filter((path) => statSync(path).isFile())
      .map((path) => [relative(folder, path), readFileSync(path, "utf8")])
      .sort(),
  );
}

describe("render", function () {
  this.timeout(180_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "render-"));
    for (const stack of ["staging", "production"]) render(stack, join(folder, stack));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("writes the same bytes every time", () => {
    render("production", join(folder, "again"));
    assert.deepEqual(files(join(folder, "again")), files(join(folder, "production")));
  });

  it("writes a file for everything that a stack declares", () => {
    const paths = Object.keys(files(join(folder, "production")));
    for (const path of [
      "values.yaml",
      "release.yaml",
      "alertmanager.yaml",
      "alertmanager/slack.tmpl",
      "outputs.yaml",
      "rules/qualisys-kubernetes.yaml",
      "manifests/namespace-monitoring.yaml",
      "manifests/ingress-monitoring-grafana.yaml",
      "manifests/servicemonitor-monitoring-qualisys-api.yaml",
      "manifests/deployment-monitoring-redis-exporter-jobs.yaml",
    ]) {
      assert.ok(paths.includes(path), `${path} is missing among\n${paths.join("\n")}`);
    }
    assert.ok(paths.filter((path) => path.startsWith("dashboards/")).length >= 3);
  });

  it("masks every secret value and shows its key", () => {
    const secret = parse(
      files(join(folder, "production"))["manifests/secret-monitoring-alertmanager-slack.yaml"] ?? "",
    );
    assert.deepEqual(secret.stringData, { alerts: "[secret]", "alerts-critical": "[secret]" });
    for (const [path, text] of Object.entries(files(folder)))
      assert.doesNotMatch(text, /placeholder|4dabf18193072939515e22adb298388d/, path);
  });

  it("shows where the stacks differ", () => {
    const values = (stack: string) => parse(files(join(folder, stack))["values.yaml"] ?? "");
    assert.equal(values("staging").prometheus.prometheusSpec.replicas, 1);
    assert.equal(values("production").prometheus.prometheusSpec.replicas, 2);
    assert.deepEqual(values("production").prometheus.prometheusSpec.externalLabels, {
      cluster: "qualisys-production",
      environment: "production",
    });
  });

  it("leaves a folder alone that holds something else", () => {
    const mine = mkdtempSync(join(tmpdir(), "mine-"));
    writeFileSync(join(mine, "notes.txt"), "mine");
    const { status, stderr } = spawnSync(process.execPath, [...cli, "--out", mine], { cwd: project, encoding: "utf8" });
    assert.equal(status, 1);
    assert.match(stderr, /is not empty and holds no earlier rendering/);
    assert.deepEqual(files(mine), { "notes.txt": "mine" });
    rmSync(mine, { recursive: true });
  });

  it("names the stacks there are for one that has no file", () => {
    const { status, stderr } = spawnSync(process.execPath, [...cli, "--stack", "nope", "--out", join(folder, "nope")], {
      cwd: project,
      encoding: "utf8",
    });
    assert.equal(status, 1);
    assert.match(stderr, /^The stack "nope" has no file/);
  });
});

describe("masking", () => {
  it("reaches secrets within lists and maps", () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "x" };
    assert.deepEqual(masked({ a: [1, { b: secret }], c: secret }), { a: [1, { b: "[secret]" }], c: "[secret]" });
  });
});
