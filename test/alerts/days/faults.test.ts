import assert from "node:assert/strict";
import { preparePromtool } from "../promtool";
import { faults } from "./faults";
import { fires, type Firing } from "./judge";
import { projectRules, rulesOf, type RuleFile } from "./rules";
import { healthyDay } from "./worlds";

const table = Object.entries(faults()).flatMap(([alert, list]) => list.map((fault) => ({ alert, fault })));

describe("put into the healthy day", function () {
  // A fault takes seconds of a processor; this leaves room for a busy machine with all of them waiting.
  this.timeout("20m");
  let rules: readonly RuleFile[];
  let results: ReadonlyMap<object, Promise<Firing>>;

  before(async function () {
    await preparePromtool.call(this);
    rules = await projectRules();
    results = new Map(table.map(({ alert, fault }) => [fault, fires(healthyDay, rules, alert, fault)]));
    await Promise.allSettled(results.values());
  });

  it("every alert has a fault, and every fault an alert", () => {
    const alerts = rulesOf(rules).filter(({ isAlert }) => isAlert).map(({ name }) => name);
    assert.deepEqual(Object.keys(faults()).sort(), [...new Set(alerts)].sort());
  });

  for (const { alert, fault } of table) {
    it(`a fault fires ${alert}: ${fault.name}`, async () => {
      assert.deepEqual(await results.get(fault), { there: true, elsewhere: [] });
    });
  }
});
