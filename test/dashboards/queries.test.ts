import assert from "node:assert/strict";
import { selectedMetrics } from "../../promql";
import { ensureTools } from "../../sandbox/tools";
import { healthyDay } from "../synthetic-cluster/targets";
import { catalogue } from "./catalogue";
import { parse } from "./evaluate";
import { allQueries, substituted } from "./model";
import * as simulations from "./simulations";

const known: ReadonlySet<string> = new Set(Object.keys(catalogue));

describe("the queries of the dashboards", function () {
  this.timeout("1m");
  before(async function () {
    // Minutes where promtool is not built yet.
    this.timeout("60m");
    await ensureTools(["promtool"]);
  });

  it("are PromQL that the real Prometheus parses", async () => {
    assert.ok(allQueries.length > 130);
    assert.match(await parse(allQueries), new RegExp(`SUCCESS: ${allQueries.length} rules found`));
  });

  it("ask for metrics that exist", () => {
    const unknown = allQueries.flatMap(({ where, expr }) =>
      selectedMetrics(substituted(expr))
        .names.filter((metric) => !known.has(metric))
        .map((metric) => `${where}: ${metric}`),
    );
    assert.deepEqual(unknown, []);
  });

  it("use every metric of the catalogue, and the tests' series have every one", () => {
    const used = new Set(allQueries.flatMap(({ expr }) => selectedMetrics(substituted(expr)).names));
    assert.deepEqual(
      [...known].filter((metric) => !used.has(metric)),
      [],
    );
    assert.deepEqual(simulations.unused, []);
  });

  it("are tested on series that the alerts' healthy day has too, with labels that these have there", () => {
    const labels = new Map<string, Set<string>>();
    for (const series of healthyDay().targets.flatMap((target) => target.series)) {
      const key = `${series.metric} of ${series.labels["job"]}`;
      labels.set(key, new Set([...(labels.get(key) ?? []), ...Object.keys(series.labels)]));
    }
    // ALERTS are Prometheus' own; the bystanders are there to be left out.
    const series = simulations.withOptions.filter(
      (one) => one.metric !== "ALERTS" && !simulations.bystanders.includes(one),
    );
    // An empty label is none.
    const unknown = series.flatMap((one) => {
      const key = `${one.metric} of ${one.labels["job"]}`;
      return Object.entries(one.labels)
        .filter(([name, value]) => value !== "" && !labels.get(key)?.has(name))
        .map(([name]) => `${key}: ${name}`);
    });
    assert.deepEqual([...new Set(unknown)], []);
  });
});
