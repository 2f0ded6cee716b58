import assert from "node:assert/strict";
import { asRaw, changed, exampleValues, sentences, type Values } from "./config-example.fixture";
import { runProgram } from "./program.fixture";

/** Wrong in five places: two values, a combination of others, an unknown key, a chart value. */
function wrongInFivePlaces(): Values {
  const changes = {
    "grafana.storage": "10GB",
    "services[].port": 8080,
    "alertmanager.slack.allowCriticalChannel": false,
    "prometheus.storageSpec": {},
    extraValues: { granana: {} },
  };
  return Object.entries(changes).reduce((values, [path, value]) => changed(path, value, values), exampleValues());
}

describe("a configuration that is wrong in several places", function () {
  this.timeout(120_000);

  it("is reported in one sentence a place, ordered by key", () => {
    assert.deepEqual(
      sentences(wrongInFivePlaces()).map((sentence) => sentence.split(/ (?:is|may)\b/)[0]),
      [
        "monitoring:alertmanager.slack.critical.channel",
        "monitoring:extraValues.granana",
        "monitoring:grafana.storage",
        "monitoring:prometheus.storageSpec",
        "monitoring:services[0].port",
      ],
    );
  });

  it("stops the program before it asks anything of the engine", () => {
    const { status, stderr, requests } = runProgram(asRaw(wrongInFivePlaces()));
    assert.notEqual(status, 0);
    assert.deepEqual(requests, []);
    assert.equal(new Set(stderr.split("\n").filter((line) => line.startsWith("  - monitoring:"))).size, 5, stderr);
  });

  it("would have been seen asking, as a right one is: it reads secrets and registers", () => {
    const { status, stderr, requests } = runProgram(asRaw(exampleValues()));
    assert.equal(status, 0, stderr);
    assert.match(requests[0] ?? "", /^call aws:secretsmanager\/getSecretVersion/);
    assert.ok(requests.includes("register kubernetes:helm.sh/v3:Release stack-release"));
  });
});
