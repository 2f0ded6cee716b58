import assert from "node:assert/strict";
import { coverageProblems } from "./coverage";
import { firing, sends, ways, type Proof, type ProofCase } from "./proof";

const cases: readonly ProofCase[] = ways.map((way) => ({ way, name: `does what ${way} means`, series: [], expect: [sends(60, {}, { summary: "Too much." })] }));
const proof: Proof = { alert: "TooMuch", cases };

/** The problems of one proven alert whose proof has other cases. */
function problems(changed: readonly ProofCase[]): readonly string[] {
  return coverageProblems(["TooMuch"], [{ ...proof, cases: changed }]);
}

describe("the coverage of the proofs", () => {
  it("is complete where each alert is shown in four ways, with its text", () => assert.deepEqual(problems(cases), []));

  it("names an alert without a proof", () =>
    assert.deepEqual(coverageProblems(["TooMuch", "TooLittle"], [proof]), ["TooLittle has no proof; write test/alerts/proofs/<subject>/TooLittle.ts."]));

  it("names a proof without an alert", () => assert.deepEqual(coverageProblems([], [proof]), ["The proof of TooMuch proves nothing: production deploys no such alert."]));

  for (const way of ways.slice(1)) {
    it(`names a proof without the way "${way}"`, () =>
      assert.deepEqual(problems(cases.filter((one) => one.way !== way)), [`The proof of TooMuch has no case of the way "${way}".`]));
  }

  it("wants the text in the way that shows how it fires", () =>
    assert.deepEqual(problems(cases.map((one) => (one.way === "fires" ? { ...one, expect: [firing(60, {})] } : one))), [
      'The proof of TooMuch shows its text nowhere; add a case of the way "fires" that sends(...).',
    ]));

  it("names a case that expects nothing", () =>
    assert.deepEqual(problems([...cases, { way: "series", name: "does nothing", series: [], expect: [] }]), ["TooMuch does nothing: the case expects nothing."]));

  it("names cases of the same name", () =>
    assert.deepEqual(problems([...cases, ...cases.slice(1, 2)]), ['The proof of TooMuch has two cases named "does what threshold means".']));
});
