import assert from "node:assert/strict";
import { preparePromtool } from "../promtool";
import { scenarios, type Scenario } from "./scenarios";
import { forEach } from "./evaluate";
import { describeAlert, EMPTY_OF_SERVICES, EMPTY_WHEN_HEALTHY, simulate, type SimulationResult } from "./simulate";
import { allSelectors, generalRules, projectRules, rulesOfStack, type RuleFile } from "./rules";

describe("on a simulated day on which", function () {
  // A day takes half a minute of a processor; this leaves room for a busy machine with all of them waiting.
  this.timeout("60m");
  let rules: readonly RuleFile[];
  let results: ReadonlyMap<Scenario, Promise<SimulationResult>>;

  before(async function () {
    await preparePromtool.call(this);
    rules = [...(await projectRules()), generalRules()];
    results = await forEach(scenarios, async ({ simulation, stackFile, span }) =>
      simulate(
        simulation,
        stackFile === undefined ? rules : [...(await rulesOfStack(stackFile())), generalRules()],
        span,
      ),
    );
  });

  for (const scenario of scenarios) {
    const right = scenario.fires ?? [];
    it(`${scenario.name}, nothing fires but ${["the Watchdog", ...right].join(" and ")}, though every rule finds its series`, async () => {
      const result = await results.get(scenario);
      const [meant, others] = [true, false].map((isMeant) =>
        (result?.fired ?? []).filter(({ labels }) => right.includes(labels["alertname"] ?? "") === isMeant),
      );
      assert.deepEqual(others?.map(describeAlert), []);
      assert.deepEqual([...new Set(meant?.map(({ labels }) => labels["alertname"]))], right);
      assert.ok(meant?.every(({ labels }) => labels["severity"] !== "critical"));
      assert.deepEqual(result?.emptySelectors, []);
      assert.ok(result?.watchdog, "the Watchdog did not fire all the time");
    });
  }

  it("nothing is wrong, only selectors that some rule has may find nothing", () =>
    assert.deepEqual(
      [
        ...Object.keys(EMPTY_WHEN_HEALTHY).filter((selector) => !allSelectors(rules).includes(selector)),
        ...EMPTY_OF_SERVICES.filter(({ selector }) => !allSelectors(rules).some((one) => selector.test(one))),
      ],
      [],
    ));
});
