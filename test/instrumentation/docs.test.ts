import assert from "node:assert/strict";
import { join } from "node:path";
import ts from "typescript";
import { parseAllDocuments } from "yaml";
import { serviceMonitorSpec } from "../../components/scrape-targets/monitor";
import { parseConfig } from "../../config/load";
import { readStackFile } from "../../config/stack-file";
import * as instrumentation from "../../instrumentation";
import * as expressAdapter from "../../instrumentation/express";
import * as fastifyAdapter from "../../instrumentation/fastify";
import manifest from "../../instrumentation/package.json";
import { settingsOf } from "../../instrumentation/options";
import { blocks, page, PROJECT_FOLDER, tableRows } from "../docs/markdown";

const { DEFAULT_BUCKETS, PROBE_ROUTES } = instrumentation;
const { text } = page("docs/instrumentation.md");
const readme = page("instrumentation/README.md").text;

interface Manifest {
  readonly kind?: string;
  readonly metadata: { readonly labels: Record<string, string> };
  readonly spec: {
    readonly ports: { readonly name: string }[];
    readonly jobLabel: string;
    readonly selector: object;
    readonly endpoints: object[];
  };
  readonly "monitoring:services": { readonly port?: string }[];
}

describe("the page about the instrumentation, and the README of the package,", () => {
  it("have examples that compile", function () {
    this.timeout(120_000);
    const samples = new Map(
      [...blocks(text, "ts"), ...blocks(readme, "ts")].map((block, index) => [
        join(PROJECT_FOLDER, "test", "instrumentation", `sample-${index}.ts`),
        block,
      ]),
    );
    assert.ok(samples.size >= 9);
    const entry = (name: string) => [join(PROJECT_FOLDER, "instrumentation", `${name}.ts`)];
    const options: ts.CompilerOptions = {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      esModuleInterop: true,
      types: ["node"],
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      paths: {
        "@qualisys/instrumentation": entry("index"),
        "@qualisys/instrumentation/express": entry("express"),
        "@qualisys/instrumentation/fastify": entry("fastify"),
      },
    };
    const host = ts.createCompilerHost(options);
    const { fileExists, readFile, getSourceFile } = host;
    host.fileExists = (file) => samples.has(file) || fileExists(file);
    host.readFile = (file) => samples.get(file) ?? readFile(file);
    host.getSourceFile = (file, version) =>
      samples.has(file)
        ? ts.createSourceFile(file, samples.get(file) as string, version)
        : getSourceFile(file, version);
    const problems = ts.getPreEmitDiagnostics(ts.createProgram([...samples.keys()], options, host));
    assert.deepEqual(
      problems.map(
        ({ messageText, file }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
      ),
      [],
    );
  });

  it("have every option with its default", () => {
    for (const document of [text, readme]) {
      const rows = new Map(
        tableRows(document).map(([name = "", value = ""]) => [name.replaceAll("`", ""), value.replaceAll("`", "")]),
      );
      const { registry, ...settings } = settingsOf();
      assert.equal(rows.get("registry"), "a new one");
      for (const [name, value] of Object.entries(settings)) {
        const expected =
          value === DEFAULT_BUCKETS || value === PROBE_ROUTES
            ? value.join(", ")
            : Array.isArray(value)
              ? "none"
              : String(value);
        assert.equal(rows.get(name), expected, name);
      }
    }
  });
});

describe("the page about the instrumentation", () => {
  it("has the five lines that it promises, besides imports and a route", () => {
    for (const sample of blocks(text, "ts").slice(0, 2)) {
      const lines = sample.split("\n").filter((line) => line !== "" && !/^import|app\.get/.test(line));
      assert.ok(lines.length <= 5, lines.join("\n"));
    }
  });

  it("has Services and ServiceMonitors that fit each other, and are those of the program", () => {
    const manifests = blocks(text, "yaml").flatMap((block) =>
      parseAllDocuments(block).map((document) => document.toJS() as Manifest),
    );
    const services = manifests.filter(({ kind }) => kind === "Service");
    const monitors = manifests.filter(({ kind }) => kind === "ServiceMonitor");
    assert.deepEqual([services.length, monitors.length], [2, 2]);
    const entry = manifests.find((manifest) => manifest["monitoring:services"] !== undefined)?.[
      "monitoring:services"
    ][0];
    const file = readStackFile(PROJECT_FOLDER, "staging");
    for (const [index, port] of ["metrics", "http"].entries()) {
      const config = parseConfig({
        ...file,
        "monitoring:services": [{ ...entry, port: index === 0 ? entry?.port : undefined }],
      } as never);
      const { jobLabel, selector, endpoints } = serviceMonitorSpec(config.services[0]!, {
        interval: "15s",
        timeout: "10s",
      });
      const monitor = monitors[index]?.spec;
      assert.deepEqual(
        {
          jobLabel: monitor?.jobLabel,
          selector: monitor?.selector,
          endpoints: monitor?.endpoints.map((endpoint) => ({ ...endpoint, scrapeTimeout: "10s" })),
        },
        { jobLabel, selector, endpoints },
      );
      assert.deepEqual(services[index]?.metadata.labels, (selector as { matchLabels: object }).matchLabels);
      assert.ok(services[index]?.spec.ports.some(({ name }) => name === port));
    }
  });
});

describe("the README of the package", () => {
  it("names every export, or the changelog does", () => {
    const written = readme + page("instrumentation/CHANGELOG.md").text;
    const names = [instrumentation, expressAdapter, fastifyAdapter]
      .flatMap((entry) => Object.keys(entry))
      .filter((name) => !/^[A-Z_]+$/.test(name));
    assert.ok(names.length >= 10, names.join());
    assert.deepEqual(
      names.filter((name) => !written.includes(name)),
      [],
    );
  });

  it("has the metrics that the package emits", async () => {
    const { registry } = instrumentation.createHttpMetrics({ defaultMetrics: false });
    const emitted = (await registry.getMetricsAsJSON()).map(({ name, type }) => `${name} ${type}`);
    const rows = tableRows(readme).map(([name = "", type]) => `${name.replaceAll("`", "")} ${type}`);
    assert.deepEqual(
      emitted.filter((metric) => !rows.includes(metric)),
      [],
    );
  });

  it("says the version, the dependency and the versions of Node of package.json", () => {
    assert.ok(readme.includes(`qualisys-instrumentation-${manifest.version}.tgz`));
    assert.ok(page("instrumentation/CHANGELOG.md").text.includes(`## ${manifest.version}\n`));
    assert.ok(readme.includes(`prom-client ${manifest.dependencies["prom-client"]}`));
    assert.deepEqual(
      manifest.engines.node.match(/\d+\.\d+/g)?.filter((version) => !readme.includes(version)),
      [],
    );
  });
});
