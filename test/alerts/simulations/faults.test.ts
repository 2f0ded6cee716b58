import assert from "node:assert/strict";
import { preparePromtool } from "../promtool";
import { forEach } from "./evaluate";
import { faults } from "./faults";
import { fires, type Firing } from "./simulate";
import { projectRules, type RuleFile } from "./rules";
import { healthyDay } from "../../synthetic-cluster/targets";

const table = Object.entries(faults()).flatMap(([alert, list]) => list.map((fault) => ({ alert, fault })));

describe("put into the healthy day", function () {
  // A fault takes seconds of a processor; this leaves room for a busy machine with all of them waiting.
  this.timeout("60m");
  let rules: readonly RuleFile[];
  let results: ReadonlyMap<(typeof table)[number], Promise<Firing>>;

  before(async function () {
    await preparePromtool.call(this);
    rules = await projectRules();
    results = await forEach(table, ({ alert, fault }) => fires(healthyDay, rules, alert, fault));
  });

  for (const row of table) {
    it(`a fault fires ${row.alert}: ${row.fault.name}`, async () => {
      assert.deepEqual(await results.get(row), { there: true, elsewhere: [] });
    });
  }
});
