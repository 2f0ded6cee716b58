import assert from "node:assert/strict";
import { estimatedSeries, prometheusResources, type ScrapeCounts } from "../../config/sizes";
import { exporterKeys, type ExporterKey } from "../../exporters";
import { parseSize } from "../../units/size";
import { page, tableRows } from "../docs/markdown";
import { configWith } from "./config.fixture";

const SECONDS_A_DAY = 24 * 60 * 60;
/** With its share of the index. */
const BYTES_A_SAMPLE = 1.8;
/** So many services, and nothing of every kind of exporter but what is named. */
const counts = (services: number, servers: Partial<ScrapeCounts> = {}): ScrapeCounts => ({
  ...noServers,
  services,
  ...servers,
});
const noServers = Object.fromEntries(exporterKeys.map((key) => [key, 0])) as Record<ExporterKey, number>;
const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);
const services = (count: number) => names(count).map((name) => ({ name, namespaces: ["a"] }));

describe("the size of Prometheus", () => {
  const sizes: readonly (readonly [number, string, string, string])[] = [
    [0, "500m", "2Gi", "4Gi"],
    [1, "500m", "2Gi", "4Gi"],
    [10, "500m", "2Gi", "4Gi"],
    [100, "3000m", "10Gi", "20Gi"],
  ];
  for (const [count, cpu, request, limit] of sizes) {
    it(`is ${cpu}, ${request} and at most ${limit} for ${count} services`, () =>
      assert.deepEqual(prometheusResources(counts(count)), {
        requests: { cpu, memory: request },
        limits: { memory: limit },
      }));
  }

  it("never shrinks with another target", () => {
    const memory = Array.from({ length: 101 }, (_, index) =>
      Number.parseInt(prometheusResources(counts(index)).requests.memory, 10),
    );
    assert.deepEqual(
      memory,
      memory.toSorted((one, other) => one - other),
    );
  });

  for (const key of exporterKeys) {
    it(`counts ${key}`, () => assert.ok(estimatedSeries(counts(0, { [key]: 1 })) > estimatedSeries(counts(0))));
  }

  it("counts databases and caches by what one of each has", () => {
    assert.equal(estimatedSeries(counts(0, { databases: 2, caches: 3 })) - estimatedSeries(counts(0)), 4_500);
  });

  it("is the default of a stack, and a stack's own value wins", () => {
    const own = { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "1Gi" } };
    assert.deepEqual(configWith({ services: services(100) }).prometheus.resources, prometheusResources(counts(100)));
    assert.deepEqual(configWith({ services: services(100), prometheus: { resources: own } }).prometheus.resources, own);
  });

  it("is in docs/sizes.md as it is computed", () => {
    for (const [count, cpu, request, limit] of sizes.filter(([number]) => number > 0)) {
      const series = estimatedSeries(counts(count));
      const days = (parseSize("45GB") ?? 0) / ((series * SECONDS_A_DAY * BYTES_A_SAMPLE) / 15);
      const row = tableRows(page("docs/sizes.md").text).find(([first]) => first === `${count}`);
      assert.deepEqual(row, [
        `${count}`,
        series.toLocaleString("en"),
        cpu,
        request,
        limit,
        days >= 15 ? "15" : `about ${Math.round(days)}`,
      ]);
    }
  });
});
