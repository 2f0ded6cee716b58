import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import pMap from "p-map";
import { preparePromtool } from "../promtool";
import { deployedAlerts } from "../unit-tests/deployed";
import { allUnitTests } from "../unit-tests/files";
import { testedRecordings } from "../unit-tests/recordings";
import { scoringsOf, noticedPercent, testedOf, REQUIRED_PERCENT, survivorProblems, type Score } from "./score";
import { noticedBefore } from "./noticed-before";
import { survivors } from "./survivors";

describe("the unit tests of the alerts, run on mutants of their rules", () => {
  let scores: readonly Score[];
  before(preparePromtool);
  before("run promtool", async function () {
    this.timeout("60m");
    const alerts = await deployedAlerts();
    scores = await pMap(
      scoringsOf(testedOf(alerts, allUnitTests()), testedRecordings(alerts), noticedBefore()),
      (scoring) => scoring(),
      { concurrency: availableParallelism() },
    );
  });

  it("notice every mutant that is not excused", () =>
    assert.deepEqual(
      scores.flatMap((score) => survivorProblems(score, survivors)),
      [],
    ));

  it(`notice at least ${REQUIRED_PERCENT}% of all mutants`, () => {
    const percent = noticedPercent(scores);
    assert.ok(percent >= REQUIRED_PERCENT, `${percent.toFixed(1)}% of the mutants are noticed.`);
  });

  it("excuse mutants of known rules only", () =>
    assert.deepEqual(
      Object.keys(survivors).filter((name) => !scores.some(({ rule }) => rule === name)),
      [],
    ));
});
