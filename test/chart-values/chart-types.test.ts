import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Catalogue, catalogueFile, pinnedCatalogue, readCatalogue } from "../../chart-values/catalogue";
import { CHART_NAME, CHART_VERSION } from "../../chart-values/version";
import { catalogueOf } from "../../scripts/chart-values/derive";
import { differences, differencesText } from "../../scripts/chart-values/differences";
import { keptKeys } from "../../scripts/chart-values/kept";
import { readChart } from "../../scripts/chart-values/read-chart";
import { valuesModule } from "../../scripts/chart-values/types";
import { pinKeys, writeTypes } from "../../scripts/chart-values/write";
import { files, keys, pack, writeChart } from "./chart.fixture";

const project = join(__dirname, "../..");

describe("the types of the chart's values", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "chart-types-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const chart = (changes: Record<string, string> = {}): string =>
    writeChart(join(folder, "kube-prometheus-stack"), { ...files, ...changes });

  it("are those of the pinned catalogue", () => {
    const text = readFileSync(join(project, "chart-values/generated/values.ts"), "utf8");
    assert.ok(
      text === valuesModule(`${CHART_NAME} ${CHART_VERSION}`, pinnedCatalogue()),
      "chart-values/generated/values.ts is stale; run npm run chart:types",
    );
  });

  it("have a catalogue that says what values and templates say", () =>
    assert.deepEqual(catalogueOf(readChart(chart())), keys));

  it("have a catalogue that is sorted", () =>
    assert.equal(JSON.stringify(catalogueOf(readChart(chart()))), JSON.stringify(keys)));

  it("come from an archive as well, and from archives in it", () => {
    const path = chart();
    pack(join(path, "charts/exporter"), join(path, "charts/exporter-1.2.3.tgz"));
    assert.deepEqual(catalogueOf(readChart(path)), keys);
    assert.deepEqual(catalogueOf(readChart(pack(path, join(folder, "kube-prometheus-stack-99.0.0.tgz")))), keys);
  });

  it("need the charts below the chart", () => {
    assert.throws(
      () => readChart(chart({ "charts/exporter/Chart.yaml": "name: other\nversion: 1.2.3\n" })),
      /lacks the chart exporter that it depends on; run helm dependency build/,
    );
  });

  it("need a chart", () => {
    assert.throws(() => readChart(join(folder, "none")), /There is no chart at .*none; give the path/);
    assert.throws(() => readChart(folder), /has no Chart\.yaml/);
  });

  it("need an archive of a chart", () => {
    const file = join(folder, "notes.tgz");
    writeFileSync(file, "no archive");
    assert.throws(() => readChart(file), /notes\.tgz is not the archive of a chart; give a \.tgz/);
  });

  it("change by what appeared, vanished and changed its type", () => {
    const former: Catalogue = { a: "string", b: { c: "map", d: "list" }, e: "number" };
    const present: Catalogue = { a: "list", b: { c: "map", f: "any" }, g: "null", e: "number" };
    const text = "Appeared: 2\n  b.f: any\n  g: null\nVanished: 1\n  b.d: list\nChanged type: 1\n  a: string, now list";
    assert.equal(differencesText(differences(former, present)), text);
  });

  it("name what stands in shapes.ts, and nothing else", () => {
    const text = valuesModule("a chart 1.0.0", {
      grafana: { annotations: "map", "grafana.ini": { log: { mode: "string" } }, name: "string" },
    });
    assert.equal(text.split("\n")[1], 'import type { GrafanaIni, Texts } from "../shapes";');
    assert.match(
      text,
      /readonly "annotations"\?: Texts;\n {4}readonly "grafana\.ini"\?: GrafanaIni;\n {4}readonly "name"\?: string;/,
    );
  });

  it("refuse a catalogue with a type that is none", () => {
    const wrong = { grafana: { name: "text" } } as unknown as Catalogue;
    assert.throws(
      () => valuesModule("a chart 1.0.0", wrong),
      /gives grafana\.name the type "text"; known are string, number/,
    );
  });

  it("take the former version's place", () => {
    mkdirSync(join(folder, "generated"));
    copyFileSync(catalogueFile(CHART_VERSION), catalogueFile(CHART_VERSION, folder));
    copyFileSync(join(project, "chart-values/version.ts"), join(folder, "version.ts"));
    const present = { version: "99.0.0", catalogue: { name: "string" } as const };
    writeTypes(folder, present);
    pinKeys(folder, CHART_VERSION, present);
    assert.match(readFileSync(join(folder, "version.ts"), "utf8"), /CHART_VERSION = "99\.0\.0";/);
    assert.match(
      readFileSync(join(folder, "generated", "values.ts"), "utf8"),
      /The values of kube-prometheus-stack 99\.0\.0/,
    );
    assert.equal(readFileSync(catalogueFile("99.0.0", folder), "utf8"), '{\n "name": "string"\n}\n');
    assert.ok(!existsSync(catalogueFile(CHART_VERSION, folder)));
  });

  it("take the former version's place where the version was raised before them, as Renovate does", () => {
    mkdirSync(join(folder, "generated"));
    writeFileSync(catalogueFile("98.0.0", folder), '{"name":"number"}');
    writeFileSync(join(folder, "version.ts"), 'export const CHART_VERSION = "99.0.0";\n');
    const kept = keptKeys(folder);
    assert.deepEqual(kept, { version: "98.0.0", catalogue: { name: "number" } });
    pinKeys(folder, kept.version, { version: "99.1.0", catalogue: { name: "string" } });
    assert.equal(readFileSync(join(folder, "version.ts"), "utf8"), 'export const CHART_VERSION = "99.1.0";\n');
    assert.deepEqual(readdirSync(join(folder, "generated")), ["kube-prometheus-stack-99.1.0.keys.json"]);
  });

  it("need the keys of one version before, and say where those of a version are missing", () => {
    mkdirSync(join(folder, "generated"));
    assert.throws(() => keptKeys(folder), /generated has no file of keys; put back the one that is in git/);
    for (const version of ["98.0.0", "99.0.0"]) writeFileSync(catalogueFile(version, folder), "{}");
    assert.throws(() => keptKeys(folder), /generated has several files of keys/);
    assert.throws(
      () => readCatalogue("97.0.0", folder),
      /lacks the keys of kube-prometheus-stack 97\.0\.0; write them with npm run chart:types -- --chart PATH/,
    );
  });

  /** The command as npm runs it, without writing. */
  const command = (path: string) =>
    spawnSync(
      process.execPath,
      ["--require", "tsx/cjs", "scripts/chart-values/index.ts", "--dry-run", "--chart", path],
      { cwd: project, encoding: "utf8" },
    );

  it("are compared by the command, which writes nothing with --dry-run", () => {
    const before = readFileSync(join(project, "chart-values/version.ts"), "utf8");
    const { stdout, status } = command(chart());
    assert.equal(status, 0);
    assert.match(
      stdout,
      new RegExp(
        `^Keys of kube-prometheus-stack 99\\.0\\.0 against those of ${CHART_VERSION}\nAppeared: 13\n  annotations: map\n`,
      ),
    );
    assert.equal(readFileSync(join(project, "chart-values/version.ts"), "utf8"), before);
  });

  it("are not made from another chart", () => {
    const { stderr, status } = command(chart({ "Chart.yaml": "name: grafana\nversion: 1.0.0\n" }));
    assert.equal(status, 1);
    assert.match(stderr, /is the chart grafana; the values of this project are those of kube-prometheus-stack/);
  });
});
