import assert from "node:assert/strict";
import { preparePromtool } from "../promtool";
import { days } from "./days";
import { describeAlert, judge } from "./judge";
import { generalRules, projectRules, type RuleFile } from "./rules";

/** A day takes some seconds of a processor; this leaves room for a busy machine with all of them waiting. */
const TIMEOUT = "20m";

describe(`on a day on which`, function () {
  this.timeout(TIMEOUT);
  let verdicts: ReadonlyMap<string, Promise<Awaited<ReturnType<typeof judge>>>>;

  before(async function () {
    await preparePromtool.call(this);
    const rules: RuleFile[] = [...(await projectRules()), generalRules()];
    // All at once: they wait for processors, not for each other.
    verdicts = new Map(days.map(({ name, world }) => [name, judge(world, rules)]));
    await Promise.allSettled(verdicts.values());
  });

  for (const { name } of days) {
    it(`${name}, nothing fires but the Watchdog, though every rule finds its series`, async () => {
      const verdict = await verdicts.get(name);
      assert.deepEqual(verdict?.fired.map(describeAlert), []);
      assert.deepEqual(verdict?.blind, []);
      assert.ok(verdict?.watchdog, "the Watchdog was silent at some time");
    });
  }
});
