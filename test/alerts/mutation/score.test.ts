import assert from "node:assert/strict";
import type { AlertingRule } from "../../../alerts";
import { preparePromtool } from "../promtool";
import { firing, quietUntil, type UnitTestCase } from "../unit-tests/unit-test";
import { constant } from "../series";
import type { NoticedBefore } from "./noticed-before";
import { scoreOf, type Tested } from "./score";

const labels = { severity: "warning", team: "platform", namespace: "production" };

const rule: AlertingRule = {
  alert: "TooMuch",
  expr: "sum by (namespace) (things) > 2",
  labels: { severity: "warning", team: "platform" },
  annotations: { summary: "Too much.", description: "Too much.", runbook_url: "https://example.com/" },
};

function oneCase(name: string, value: number, expect: UnitTestCase["expect"]): UnitTestCase {
  const series = { metric: "things", labels: { namespace: "production", pod: "a" }, samples: constant(value) };
  return { way: "fires", name, series: [series], expect };
}

const tested: Tested = {
  alert: { rule, recordings: [], evaluationSeconds: 15 },
  unitTest: {
    alert: "TooMuch",
    cases: [
      oneCase("stays quiet at 2", 2, [quietUntil(60)]),
      oneCase("fires at 3", 3, [firing(60, labels)]),
      oneCase("stays quiet at 0", 0, [quietUntil(120)]),
    ],
  },
};

describe("the score of a rule", () => {
  before(preparePromtool);

  it("is the same whatever noticed the mutants before", async () => {
    const first = await scoreOf(tested, {});
    assert.ok(first.mutantCount > first.survivors.length && first.survivors.length > 0);
    const every = Array.from({ length: first.mutantCount }, (_, position) => position);
    const told: readonly NoticedBefore[] = [
      { TooMuch: first.noticedBy },
      { TooMuch: { "TooMuch stays quiet at 0": every } },
      { TooMuch: { "TooMuch has a case no more": [0, 1], "TooMuch fires at 3": [997, -1] } },
      { OfAnotherName: { "TooMuch fires at 3": every } },
    ];
    for (const before of told) {
      const { survivors, mutantCount } = await scoreOf(tested, before);
      assert.deepEqual({ survivors, mutantCount }, { survivors: first.survivors, mutantCount: first.mutantCount });
    }
  });

  it("names the case that notices a mutant, and begins with the one that did before", async () => {
    const last = "TooMuch stays quiet at 0";
    const { noticedBy, mutantCount } = await scoreOf(tested, {});
    assert.deepEqual(Object.keys(noticedBy).sort(), ["TooMuch fires at 3", "TooMuch stays quiet at 2"]);
    const every = Array.from({ length: mutantCount }, (_, position) => position);
    const again = await scoreOf(tested, { TooMuch: { [last]: every } });
    assert.ok(again.noticedBy[last]?.length);
  });
});
