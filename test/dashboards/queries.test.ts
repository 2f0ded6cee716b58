import assert from "node:assert/strict";
import { ensureTools } from "../../sandbox/tools";
import { catalogue } from "./catalogue";
import { parse } from "./evaluate";
import { allQueries } from "./model";
import { metricNames } from "./promql";
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
    const unknown = allQueries.flatMap(({ where, expr }) => metricNames(expr).filter((metric) => !known.has(metric)).map((metric) => `${where}: ${metric}`));
    assert.deepEqual(unknown, []);
  });

  it("use every metric of the catalogue, and the tests' series have every one", () => {
    const used = new Set(allQueries.flatMap(({ expr }) => metricNames(expr)));
    assert.deepEqual([...known].filter((metric) => !used.has(metric)), []);
    assert.deepEqual(simulations.unused, []);
  });
});
