import assert from "node:assert/strict";
import { preparePromtool } from "../promtool";
import { scenarios, type Scenario } from "./scenarios";
import { forEach } from "./evaluate";
import { describeAlert, EMPTY_WHEN_HEALTHY, simulate, type SimulationResult } from "./simulate";
import { allSelectors, generalRules, projectRules, rulesOfStack, type RuleFile } from "./rules";

describe("on a simulated day on which", function () {
  // A day takes half a minute of a processor; this leaves room for a busy machine with all of them waiting.
  this.timeout("60m");
  let rules: readonly RuleFile[];
  let results: ReadonlyMap<Scenario, Promise<SimulationResult>>;

  before(async function () {
    await preparePromtool.call(this);
    rules = [...(await projectRules()), generalRules()];
    results = await forEach(scenarios, async ({ simulation, stackFile }) =>
      simulate(simulation, stackFile === undefined ? rules : [...(await rulesOfStack(stackFile())), generalRules()]),
    );
  });

  for (const scenario of scenarios) {
    it(`${scenario.name}, nothing fires but the Watchdog, though every rule finds its series`, async () => {
      const result = await results.get(scenario);
      assert.deepEqual(result?.fired.map(describeAlert), []);
      assert.deepEqual(result?.emptySelectors, []);
      assert.ok(result?.watchdog, "the Watchdog did not fire all the time");
    });
  }

  it("nothing is wrong, only selectors that some rule has may find nothing", () =>
    assert.deepEqual(
      Object.keys(EMPTY_WHEN_HEALTHY).filter((selector) => !allSelectors(rules).includes(selector)),
      [],
    ));
});
