import assert from "node:assert/strict";
import { join } from "node:path";
import { parseConfig } from "../../config/load";
import { readStackFile, stackNames } from "../../config/stack-file";
import { configWith, minimalConfig } from "./config.fixture";

const project = join(__dirname, "../..");

describe("the configuration", () => {
  it("accepts the smallest stack file and fills in the story's defaults", () => {
    const { prometheus, namespace } = configWith();
    assert.deepEqual(
      [prometheus.retention, prometheus.retentionSize, prometheus.storage, prometheus.scrapeInterval, namespace.name],
      ["15d", "45GB", "50Gi", "15s", "monitoring"],
    );
  });

  it("accepts every stack file of the project", () => {
    assert.deepEqual(stackNames(project), ["production", "staging"]);
    for (const stack of stackNames(project)) assert.equal(parseConfig(readStackFile(project, stack)).environment, stack);
  });

  it("leaves other packages' keys alone", () => {
    parseConfig({ ...minimalConfig, "aws:region": "eu-central-1", "kubernetes:context": "x" });
  });

  it("names the stacks there are where a stack file is missing", () => {
    assert.throws(() => readStackFile(project, "prod"), /"prod" has no file Pulumi\.prod\.yaml; there are production, staging/);
  });

  const rejected: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    ["a key that stands one level too high", { prometheus: { storageSpec: {} } }, /monitoring:prometheus\.storageSpec is not a key/],
    ["an unknown top-level key", { granana: {} }, /monitoring:granana is not a key/],
    ["a retention without a unit", { prometheus: { retention: "15" } }, /monitoring:prometheus\.retention is "15"; it must be a Prometheus duration/],
    ["a retention size in a Kubernetes unit", { prometheus: { retentionSize: "45Gi" } }, /retentionSize is "45Gi"; it must be a Prometheus size/],
    ["a floating chart version", { chart: { version: "88.x" } }, /monitoring:chart\.version is "88\.x"; it must be an exact version/],
    ["a channel without its #", { alertmanager: { slack: { alerts: { channel: "alerts", webhook: { secret: "s" } } } } }, /channel is "alerts"; it must be a Slack channel/],
    ["an address where a host name belongs", { grafana: { host: "https://g.example.org", admin: { password: { secret: "s" } } } }, /grafana\.host is "https:\/\/g\.example\.org"; it must be a host name/],
    ["a database without credentials", { databases: [{ name: "main" }] }, /monitoring:databases\[0\]\.credentials is missing/],
  ];
  for (const [what, keys, message] of rejected) {
    it(`rejects ${what}`, () => assert.throws(() => configWith(keys), message));
  }

  it("reports every problem at once", () => {
    const wrong = { prometheus: { retention: "x", storage: "y" }, chart: { version: "1" } };
    assert.throws(() => configWith(wrong), (error: Error) => error.message.split("\n").filter((line) => line.startsWith("  - ")).length === 3);
  });

  it("does not show a value that stands where a secret could have been written", () => {
    const wrong = { grafana: { host: "g.example.org", admin: { password: "hunter2-hunter2" } } };
    assert.throws(() => configWith(wrong), (error: Error) => /admin\.password/.test(error.message) && !error.message.includes("hunter2"));
  });
});
