import assert from "node:assert/strict";
import { selectedMetrics } from "../../promql";
import { ensureTools } from "../../sandbox/tools";
import { parse } from "./evaluate";
import { allQueries, substituted } from "./model";
import { withOptions } from "./variants";

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

  it("ask for metrics that something in the synthetic cluster exposes", () => {
    const exposed = new Set(withOptions().map(({ metric }) => metric));
    const unknown = allQueries.flatMap(({ where, expr }) =>
      selectedMetrics(substituted(expr))
        .names.filter((metric) => !exposed.has(metric))
        .map((metric) => `${where}: ${metric}`),
    );
    assert.deepEqual(unknown, []);
  });
});
