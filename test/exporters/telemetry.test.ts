import assert from "node:assert/strict";
import { chartValues } from "../../components/kube-prometheus-stack/values";
import { exporterServiceMonitor } from "../../components/exporters/objects";
import { certManagerMonitorSpec, serviceMonitorSpec } from "../../components/scrape-targets/monitor";
import { parseConfig } from "../../config/load";
import { readStackFile, stackNames } from "../../config/stack-file";
import { measuredServers } from "../../exporters";
import * as exporterKinds from "../../exporters/registry";
import { rules } from "../alerts/options";
import { allQueries, model, panels, substituted } from "../dashboards/model";
import { blocks, page, PROJECT_FOLDER } from "../docs/markdown";
import { configWith } from "../program/config.fixture";
import { selectedMetrics } from "../../promql";
import { exposures, type ExporterSettings } from "./telemetry";

const config = configWith({
  databases: [
    { name: "plain", credentials: "db" },
    { name: "rds", credentials: "db", caBundle: "rds/eu-central-1" },
  ],
  caches: [
    { name: "open", host: "redis.internal", tls: false, configCommand: true },
    { name: "locked", host: "redis.internal", username: "exporter", credentials: { secret: "redis" } },
  ],
  services: [{ name: "qualisys-api", namespaces: ["staging"] }],
  certManager: { namespace: "cert-manager" },
});
const stacks = stackNames(PROJECT_FOLDER).map((stack) => parseConfig(readStackFile(PROJECT_FOLDER, stack)));
const specsOf = (stack: typeof config) => measuredServers(stack).map(({ exporter }) => exporter());
const postgres = exporterKinds.postgres.exporter(config.databases[0] ?? assert.fail());
const redis = exporterKinds.redis.exporter(config.caches[0] ?? assert.fail());

const usedMetrics = new Set(
  [...rules.map(({ expr }) => expr), ...allQueries.map(({ expr }) => substituted(expr))].flatMap(
    (expr) => selectedMetrics(expr).names,
  ),
);

/** Every value of a key, however deep it is. */
function valuesOf(key: string, value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => [
    ...(name === key ? [each as unknown] : []),
    ...valuesOf(key, each),
  ]);
}

describe("what is exported of databases and caches", () => {
  it("has no text of statements, no keys, clients or secrets in its labels", () => {
    const ownBundle = config.caches.map((cache) =>
      exporterKinds.redis.exporter({ ...cache, tls: true, caBundle: "rds/eu-central-1" }),
    );
    assert.deepEqual([...[config, ...stacks].flatMap(specsOf), ...ownBundle].flatMap(exposures), []);
  });

  describe("would have, and is refused,", () => {
    const exposed = (spec: ExporterSettings, ...args: string[]) =>
      exposures({ ...spec, args: [...spec.args, ...args] }).join("\n");
    const variable = (spec: ExporterSettings, name: string) =>
      exposures({ ...spec, env: { ...spec.env, [name]: "1" } }).join("\n");

    for (const argument of [
      "--collector.stat_statements.include_query",
      "--collector.stat_statements.include_query=true",
      "--no-collector.stat_statements.include_query",
    ]) {
      it(`with ${argument}`, () =>
        assert.equal(
          exposed(postgres, argument),
          `--${argument.slice(2).replace("=true", "")} puts the text of statements into a label, with passwords in it.`,
        ));
    }
    it("with the length of that text", () =>
      assert.match(
        exposed(postgres, "--collector.stat_statements.query_length=40"),
        /is about the text of statements/,
      ));
    for (const argument of [
      "--extend.query-path=/etc/queries.yaml",
      "--config.file=/etc/exporter.yml",
      "--constantLabels=owner=anna",
      "--metric-prefix=db",
      "--auto-discover-databases",
      "--collector.new_in_v0_21",
    ]) {
      it(`with ${argument}`, () =>
        assert.match(exposed(postgres, argument), new RegExp(`^${argument.split("=")[0] ?? ""} `)));
    }
    for (const argument of ["@/etc/exporter/arguments", "--", "collector.wal", "-v"]) {
      it(`with ${argument}, whose meaning is elsewhere or unknown`, () =>
        assert.notEqual(exposed(postgres, argument), ""));
    }
    for (const name of [
      "PG_EXPORTER_EXTEND_QUERY_PATH",
      "PG_EXPORTER_CONSTANT_LABELS",
      "DATA_SOURCE_NAME",
      "DATA_SOURCE_PASS",
    ]) {
      it(`with the variable ${name}`, () => assert.match(variable(postgres, name), new RegExp(`^${name} `)));
    }
    for (const argument of [
      "--check-keys=db0=user:*",
      "-check-single-keys=token",
      "--check-key-groups=^(.*)$",
      "--count-keys=session:*",
      "--check-streams=*",
      "--export-client-list",
      "--export-client-port=true",
      "--script=/x.lua",
      "--include-config-metrics",
      "--redact-config-metrics=false",
      "--redis.password=hunter2",
      "--debug",
    ]) {
      it(`with ${argument.replace("hunter2", "...")}`, () =>
        assert.match(exposed(redis, argument), new RegExp(`^--${argument.replace(/^-+/, "").split("=")[0] ?? ""} `)));
    }
    for (const name of [
      "REDIS_EXPORTER_CHECK_KEYS",
      "REDIS_EXPORTER_EXPORT_CLIENT_LIST",
      "REDIS_EXPORTER_SCRIPT",
      "REDIS_PASSWORD",
    ]) {
      it(`with the variable ${name}`, () => assert.match(variable(redis, name), new RegExp(`^${name} `)));
    }
    it("where another kind of exporter comes", () =>
      assert.match(
        exposures({ ...redis, job: "mongodb-exporter" }).join(),
        /Nothing is known of the exporter mongodb-exporter/,
      ));
  });

  it("asks Redis for nothing that no alert and no dashboard uses", () => {
    assert.ok(redis.args.includes("--exclude-latency-histogram-metrics"));
    assert.deepEqual(
      [...usedMetrics].filter((metric) => /^redis_(latency|commands_latencies)_/.test(metric)),
      [],
    );
  });
});

describe("what discovery and relabelling make labels of", () => {
  const scrape = { interval: "15s", timeout: "10s" };
  const monitors = [
    ...specsOf(config).map((spec) => exporterServiceMonitor(spec, scrape)),
    ...config.services.map((service) => serviceMonitorSpec(service, scrape)),
    ...(config.certManager === undefined ? [] : [certManagerMonitorSpec(config.certManager, scrape)]),
  ];
  const values = [config, ...stacks].map((each) => chartValues(each));

  it("are no labels of pods and Services as a whole", () => {
    const relabelings = [
      ...valuesOf("relabelings", [monitors, values]),
      ...valuesOf("metricRelabelings", [monitors, values]),
    ].flat();
    assert.ok(relabelings.length > 0);
    assert.deepEqual(
      relabelings.filter((each) =>
        valuesOf("action", each).some((action) => String(action).toLowerCase() === "labelmap"),
      ),
      [],
    );
    assert.deepEqual(
      ["targetLabels", "podTargetLabels"].flatMap((key) => valuesOf(key, [monitors, values])),
      [],
    );
  });

  it("are no labels and annotations of objects but the one that the volume alerts need", () => {
    assert.deepEqual(
      [...new Set(valuesOf("metricLabelsAllowlist", values).flat())],
      ["persistentvolumeclaims=[excluded_from_alerts]"],
    );
    assert.deepEqual(valuesOf("metricAnnotationsAllowList", values), []);
  });
});

describe("a statement that the database dashboard shows by its id", () => {
  const [table = assert.fail("no panel shows statements by their id")] = panels(model("database")).filter(
    ({ targets }) => targets?.some(({ expr }) => expr?.includes("queryid")),
  );
  const sql = "SELECT query FROM pg_stat_statements WHERE queryid = ...";

  it("is found in PostgreSQL, by someone who may", () => {
    assert.ok(table.description?.includes(sql), table.description);
    assert.match(table.description ?? "", /pg_read_all_stats/);
    assert.ok(page("docs/prometheus.md").text.includes("WHERE queryid ="));
  });

  it("is shown by numbers alone", () => {
    const labels = [...rules.map(({ expr }) => expr), ...allQueries.map(({ expr }) => expr)].filter((expr) =>
      /\bquery\b|query_id\b/.test(expr),
    );
    assert.deepEqual(labels, []);
  });
});

describe("the set-up of PostgreSQL in docs/first-deployment.md", () => {
  const [, section = ""] = page("docs/first-deployment.md").text.split("## 2. The exporters' users\n");
  const text = section.split("\n## ")[0] ?? "";
  const code = [...blocks(text, "sql"), ...blocks(text, "sh")].join("\n");

  it("keeps utility statements, and the passwords in them, out of pg_stat_statements on the whole server", () => {
    assert.match(code, /^ALTER SYSTEM SET pg_stat_statements\.track_utility = off;\nSELECT pg_reload_conf\(\);$/m);
    assert.match(code, /ParameterName=pg_stat_statements\.track_utility,ParameterValue=0,ApplyMethod=immediate/);
    assert.doesNotMatch(code, /ALTER (ROLE|DATABASE)[^;]*track_utility/);
  });

  it("forgets those that were tracked before", () => assert.match(code, /^SELECT pg_stat_statements_reset\(\);$/m));

  it("sets no password in a statement", () => assert.doesNotMatch(code, /\bPASSWORD\s+'/i));
});
