import assert from "node:assert/strict";
import { preparePromtool } from "../promtool";
import { days, type Day } from "./days";
import { forEach } from "./evaluate";
import { describeAlert, EMPTY_WHEN_HEALTHY, judge, type Verdict } from "./judge";
import { allSelectors, generalRules, projectRules, type RuleFile } from "./rules";

describe("on a day on which", function () {
  // A day takes half a minute of a processor; this leaves room for a busy machine with all of them waiting.
  this.timeout("60m");
  let rules: readonly RuleFile[];
  let verdicts: ReadonlyMap<Day, Promise<Verdict>>;

  before(async function () {
    await preparePromtool.call(this);
    rules = [...(await projectRules()), generalRules()];
    verdicts = await forEach(days, ({ world }) => judge(world, rules));
  });

  for (const day of days) {
    it(`${day.name}, nothing fires but the Watchdog, though every rule finds its series`, async () => {
      const verdict = await verdicts.get(day);
      assert.deepEqual(verdict?.fired.map(describeAlert), []);
      assert.deepEqual(verdict?.blind, []);
      assert.ok(verdict?.watchdog, "the Watchdog was silent at some time");
    });
  }

  it("nothing is wrong, only selectors that some rule has may find nothing", () =>
    assert.deepEqual(Object.keys(EMPTY_WHEN_HEALTHY).filter((selector) => !allSelectors(rules).includes(selector)), []));
});
