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
    for (const stack of stackNames(project))
      assert.equal(parseConfig(readStackFile(project, stack)).environment, stack);
  });

  it("leaves other packages' keys alone", () => {
    parseConfig({ ...minimalConfig, "datadog:apiKey": "x", "pulumi:tags": "{}", "random:anything": "x" });
  });

  it("names the stacks there are where a stack file is missing", () => {
    assert.throws(
      () => readStackFile(project, "prod"),
      /"prod" has no file Pulumi\.prod\.yaml; there are production, staging/,
    );
  });

  it("takes a text of digits for the text that it is", () =>
    assert.equal(configWith({ cluster: "2024" }).cluster, "2024"));

  const rejected: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    ["a key of the chart", { prometheus: { storageSpec: {} } }, /monitoring:prometheus\.storageSpec is not a key/],
    [
      "an unknown top-level key",
      { granana: {} },
      /monitoring:granana is not a key .* did you mean monitoring:grafana\?/,
    ],
    [
      "a name that is like two keys, with the one beside it",
      { databse: [] },
      /monitoring:databse is not a key .* did you mean monitoring:databases\?/,
    ],
    [
      "a key one level too high",
      { retention: "15d" },
      /monitoring:retention is not a key .* did you mean monitoring:prometheus\.retention\?/,
    ],
    [
      "a key two levels too high",
      { tlsHosts: [] },
      /monitoring:tlsHosts is not a key .* did you mean monitoring:grafana\.ingress\.tlsHosts\?/,
    ],
    [
      "a key one level too low",
      { prometheus: { databases: [] } },
      /monitoring:prometheus\.databases is not a key .* did you mean monitoring:databases\?/,
    ],
    [
      "a slip in a list's item",
      { services: [{ name: "a", namespaces: ["b"], pathh: "/m" }] },
      /monitoring:services\[0\]\.pathh is not a key .* did you mean monitoring:services\[0\]\.path\?/,
    ],
    [
      "a name of several keys, with all of them",
      { replicas: 2 },
      /did you mean monitoring:prometheus\.replicas or monitoring:alertmanager\.replicas\?/,
    ],
    [
      "a name like no other, with those that there are",
      { chart: { xyzzy: 1 } },
      /in monitoring:chart there may be version, repository, path, timeoutSeconds, maxHistory\.$/m,
    ],
    [
      "a prefix that is nobody's",
      { "monitor:grafana": "x" },
      /monitor:grafana is not used; .* did you mean monitoring:grafana\?/,
    ],
    [
      "a text that was to be JSON",
      { prometheus: "{replicas: 2" },
      /monitoring:prometheus is a text; it must be a map of keys and values/,
    ],
    ["a switch that is neither on nor off", { protect: "on" }, /monitoring:protect is "on"; it must be true or false/],
    [
      "a retention without a unit",
      { prometheus: { retention: "15" } },
      /monitoring:prometheus\.retention is "15"; it must be a Prometheus duration/,
    ],
    [
      "a retention size in a Kubernetes unit",
      { prometheus: { retentionSize: "45Gi" } },
      /retentionSize is "45Gi"; it must be a Prometheus size/,
    ],
    [
      "a floating chart version",
      { chart: { version: "88.x" } },
      /monitoring:chart\.version is "88\.x"; it must be an exact version/,
    ],
    [
      "a channel without its #",
      { alertmanager: { slack: { alerts: { channel: "alerts", webhook: { secret: "s" } } } } },
      /channel is "alerts"; it must be a Slack channel/,
    ],
    [
      "an address where a host name belongs",
      { grafana: { host: "https://g.example.org", admin: { password: { secret: "s" } } } },
      /grafana\.host is "https:\/\/g\.example\.org"; it must be a host name/,
    ],
    [
      "a database without credentials",
      { databases: [{ name: "main" }] },
      /monitoring:databases\[0\]\.credentials is missing/,
    ],
  ];
  for (const [what, keys, message] of rejected) {
    it(`rejects ${what}`, () => assert.throws(() => configWith(keys), message));
  }

  const problemsOf = (keys: Record<string, unknown>): readonly string[] => {
    try {
      configWith(keys);
    } catch (error) {
      return (error as Error).message.split("\n  - ").slice(1);
    }
    return [];
  };
  const keysOf = (keys: Record<string, unknown>) => problemsOf(keys).map((sentence) => sentence.split(" ")[0]);

  it("reports every problem at once", () => {
    assert.equal(problemsOf({ prometheus: { retention: "x", storage: "y" }, chart: { version: "1" } }).length, 3);
  });

  it("reports what does not go together besides values that are wrong elsewhere", () => {
    const wrong = {
      prometheus: { retention: "x", scrapeInterval: "5s" },
      databases: [
        { name: "a", credentials: "c", port: 0 },
        { name: "a", credentials: "c" },
      ],
    };
    assert.deepEqual(keysOf(wrong), [
      "monitoring:databases[0].port",
      "monitoring:databases[1].name",
      "monitoring:prometheus.retention",
      "monitoring:prometheus.scrapeTimeout",
    ]);
  });

  it("says nothing of a combination with a value that is wrong itself", () => {
    assert.deepEqual(keysOf({ prometheus: { scrapeInterval: "5", scrapeTimeout: "40s" } }), [
      "monitoring:prometheus.scrapeInterval",
    ]);
    assert.deepEqual(keysOf({ prometheus: { scrapeInterval: "5s", scrapeTimeot: "4s" } }), [
      "monitoring:prometheus.scrapeTimeot",
    ]);
  });

  it("checks the rest where a whole section is missing or no map", () => {
    assert.deepEqual(keysOf({ grafana: "x", alertmanager: [], prometheus: { replicas: 2, antiAffinity: "none" } }), [
      "monitoring:alertmanager",
      "monitoring:grafana",
      "monitoring:prometheus.antiAffinity",
    ]);
  });

  it("orders the items of a list by their numbers", () => {
    const services = Array.from({ length: 11 }, (_, index) => ({
      name: `s${index}`,
      namespaces: ["a"],
      port: [2, 10].includes(index) ? 80 : "http",
    }));
    assert.deepEqual(keysOf({ services }), ["monitoring:services[2].port", "monitoring:services[10].port"]);
  });

  it("takes a hundred services, databases and caches", () => {
    const names = Array.from({ length: 100 }, (_, index) => `n${index}`);
    const config = configWith({
      services: names.map((name) => ({ name, namespaces: ["a"] })),
      databases: names.map((name) => ({ name, credentials: `qualisys/${name}`, caBundle: "rds/eu-central-1" })),
      caches: names.map((name) => ({ name, host: `${name}.cache.internal` })),
    });
    assert.deepEqual([config.services.length, config.databases.length, config.caches.length], [100, 100, 100]);
  });

  it("shows a long value by its beginning", () => {
    assert.match(problemsOf({ storageClass: `A${"b".repeat(200)}` })[0] ?? "", /is "Ab{79}\.\.\."; it must/);
  });

  it("does not show a value that stands where a secret could have been written, or looks like one", () => {
    const password = { grafana: { host: "g.example.org", admin: { password: "hunter2-hunter2" } } };
    for (const wrong of [
      password,
      { grafana: "hunter2" },
      { storageClass: "ghp_hunter2hunter2hunter2hunter2" },
      { runbookBaseUrl: "https://a:hunter2@b.io" },
      { databases: ["hunter2"] },
    ]) {
      const found = problemsOf(wrong);
      assert.ok(found.length > 0 && !found.join().includes("hunter2"), found.join("\n"));
    }
  });
});
