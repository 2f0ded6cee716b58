import assert from "node:assert/strict";
import { coverageProblems } from "./coverage";
import { firing, sends, ways, type UnitTest, type UnitTestCase } from "./unit-test";

const cases: readonly UnitTestCase[] = ways.map((way) => ({
  way,
  name: `does what ${way} means`,
  series: [],
  expect: [sends(60, {}, { summary: "Too much." })],
}));
const unitTest: UnitTest = { alert: "TooMuch", cases };

/** The problems of one tested alert whose unit test has other cases. */
function problems(changed: readonly UnitTestCase[]): readonly string[] {
  return coverageProblems(["TooMuch"], [{ ...unitTest, cases: changed }]);
}

describe("the coverage of the unit tests", () => {
  it("is complete where each alert is shown in four ways, with its text", () => assert.deepEqual(problems(cases), []));

  it("names an alert without a unit test", () =>
    assert.deepEqual(coverageProblems(["TooMuch", "TooLittle"], [unitTest]), [
      "TooLittle has no unit test; write test/alerts/unit-tests/<subject>/TooLittle.ts.",
    ]));

  it("names a unit test without an alert", () =>
    assert.deepEqual(coverageProblems([], [unitTest]), [
      "The unit test of TooMuch tests nothing: no stack deploys such an alert.",
    ]));

  for (const way of ways.slice(1)) {
    it(`names a unit test without the way "${way}"`, () =>
      assert.deepEqual(problems(cases.filter((one) => one.way !== way)), [
        `The unit test of TooMuch has no case of the way "${way}".`,
      ]));
  }

  it("wants the text in the way that shows how it fires", () =>
    assert.deepEqual(problems(cases.map((one) => (one.way === "fires" ? { ...one, expect: [firing(60, {})] } : one))), [
      'The unit test of TooMuch shows its text nowhere; add a case of the way "fires" that sends(...).',
    ]));

  it("names a case that expects nothing", () =>
    assert.deepEqual(problems([...cases, { way: "series", name: "does nothing", series: [], expect: [] }]), [
      "TooMuch does nothing: the case expects nothing.",
    ]));

  it("names cases of the same name", () =>
    assert.deepEqual(problems([...cases, ...cases.slice(1, 2)]), [
      'The unit test of TooMuch has two cases named "does what threshold means".',
    ]));
});
