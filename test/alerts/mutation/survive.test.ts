import assert from "node:assert/strict";
import type { AlertingRule } from "../../../alerts";
import { preparePromtool } from "../promtool";
import type { Candidate } from "../unit-tests/run-cases";
import { firing, quietUntil, type Expectation, type UnitTestCase } from "../unit-tests/unit-test";
import { constant, type Series } from "../series";
import { noticedPercent, survivorProblems } from "./score";
import { noticedOf } from "./survive";

const labels = { severity: "warning", team: "platform", namespace: "production" };

function candidate(expr: string): Candidate {
  const rule: AlertingRule = {
    alert: "TooMuch",
    expr,
    labels: { severity: "warning", team: "platform" },
    annotations: { summary: "Too much.", description: "Too much.", runbook_url: "https://example.com/" },
  };
  return { rule, recordings: [] };
}

function things(value: number, pod: string): Series {
  return { metric: "things", labels: { namespace: "production", pod }, samples: constant(value) };
}

function expecting(series: readonly Series[], ...expect: readonly Expectation[]): UnitTestCase {
  return { way: "fires", name: "does so", series, expect };
}

const alert = candidate("sum by (namespace) (things) > 2");
const loud = expecting([things(2, "a"), things(1, "b")], firing(60, labels));
const quiet = expecting([things(2, "a")], quietUntil(60));

/** The expressions of the mutants that pass the cases. */
async function surviving(exprs: readonly string[], ...cases: readonly UnitTestCase[]): Promise<readonly string[]> {
  const mutants = exprs.map(candidate);
  const noticed = await noticedOf(alert, mutants, cases, 15);
  return mutants.filter((mutant) => !noticed.has(mutant)).map(({ rule }) => rule.expr);
}

describe("the mutants that survive", () => {
  before(preparePromtool);

  it("are those that pass every case", async () => {
    const [higher, lower, same] = [
      "sum by (namespace) (things) > 3",
      "sum by (namespace) (things) > 1",
      "sum by (namespace) (things) >= 2.5",
    ];
    assert.deepEqual(await surviving([higher, lower, same], loud), [lower, same]);
    assert.deepEqual(await surviving([higher, lower, same], loud, quiet), [same]);
  });

  it("are none that cannot be evaluated, and those beside it are tested all the same", async () => {
    const [broken, higher, lower] = [
      "things * on (namespace) things > 2",
      "sum by (namespace) (things) > 3",
      "sum by (namespace) (things) > 1",
    ];
    assert.deepEqual(await surviving([broken, higher, lower], loud), [lower]);
  });

  it("are not tested by a case that the alert itself fails", async () => {
    const lower = "sum by (namespace) (things) > 1";
    assert.deepEqual(
      await surviving([lower], expecting([things(2, "a")], firing(60, { ...labels, severity: "critical" }))),
      [lower],
    );
  });
});

describe("the score of the unit tests", () => {
  const score = { rule: "TooMuch", mutantCount: 20, survivors: ["threshold: 2 → 3"], noticedBy: {} };
  const reasons = { TooMuch: { "threshold: 2 → 3": "Nothing comes in threes." } };

  it("is the share of the mutants that are noticed, whatever their reasons", () =>
    assert.equal(noticedPercent([score, { ...score, survivors: [] }]), 97.5));

  it("takes a survivor with a reason", () => assert.deepEqual(survivorProblems(score, reasons), []));

  it("names a survivor without one", () =>
    assert.deepEqual(survivorProblems(score, {}), [
      'No case notices this mutant of TooMuch: "threshold: 2 → 3"; add one, or a reason to test/alerts/mutation/survivors.ts.',
    ]));

  it("names a reason for a mutant that does not survive", () =>
    assert.deepEqual(survivorProblems({ ...score, survivors: [] }, reasons), [
      'test/alerts/mutation/survivors.ts lists "threshold: 2 → 3" of TooMuch, which does not survive; take it out.',
    ]));

  it("names a rule with few mutants", () =>
    assert.deepEqual(survivorProblems({ ...score, mutantCount: 7 }, reasons), [
      "TooMuch has 7 mutants, fewer than 8; add an operator that applies to it.",
    ]));
});
