import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import pMap from "p-map";
import { preparePromtool } from "../promtool";
import { deployedAlerts } from "../proofs/deployed";
import { allProofs } from "../proofs/files";
import type { Proof } from "../proofs/proof";
import { noticedPercent, REQUIRED_PERCENT, scoreOf, survivorProblems, type Score } from "./score";
import { survivors } from "./survivors";

const proofs = allProofs();

describe("the proofs of the alerts, run on mutants of their rules", () => {
  const scores = new Map<Proof, Score>();
  before(preparePromtool);
  before("run promtool", async function () {
    this.timeout("60m");
    const alerts = new Map((await deployedAlerts()).map((alert) => [alert.rule.alert, alert]));
    const scoreOne = async (proof: Proof) => {
      const alert = alerts.get(proof.alert);
      if (alert !== undefined) scores.set(proof, await scoreOf(alert, proof));
    };
    await pMap(proofs, scoreOne, { concurrency: availableParallelism() });
  });

  for (const proof of proofs) {
    it(`notice every mutant of ${proof.alert} that is not excused`, () => {
      const score = scores.get(proof);
      assert.ok(score, `${proof.alert} is not deployed.`);
      assert.deepEqual(survivorProblems(score, survivors), []);
    });
  }

  it(`notice at least ${REQUIRED_PERCENT}% of all mutants`, () => {
    const percent = noticedPercent([...scores.values()]);
    assert.ok(percent >= REQUIRED_PERCENT, `${percent.toFixed(1)}% of the mutants are noticed.`);
  });

  it("excuse mutants of known alerts only", () =>
    assert.deepEqual(Object.keys(survivors).filter((alert) => !proofs.some((proof) => proof.alert === alert)), []));
});
