import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import pMap from "p-map";
import { preparePromtool } from "../promtool";
import { coverageProblems } from "./coverage";
import { deployedAlerts } from "./deployed";
import { allProofs } from "./files";
import type { Proof } from "./proof";
import { provenRecordings } from "./recordings";
import { prove } from "./run";

const proofs = allProofs();

describe("the recordings of production", () => {
  before(preparePromtool);

  it("record to the last digit what their proofs say", async function () {
    this.timeout("5m");
    const recordings = provenRecordings(await deployedAlerts());
    const failures = await pMap(recordings, ({ alert, proof }) => prove(alert, proof), { concurrency: availableParallelism() });
    assert.deepEqual(recordings.flatMap(({ proof }, index) => (failures[index] ?? []).flatMap((failure) => (failure === undefined ? [] : [`${proof.alert}: ${failure}`]))), []);
  });
});

describe("the alerts of production", () => {
  const failures = new Map<Proof, readonly (string | undefined)[]>();
  let problems: readonly string[];
  before(preparePromtool);
  before("run promtool", async function () {
    this.timeout("10m");
    const alerts = new Map((await deployedAlerts()).map((alert) => [alert.rule.alert, alert]));
    problems = coverageProblems([...alerts.keys()], proofs);
    const proveOne = async (proof: Proof) => {
      const alert = alerts.get(proof.alert);
      if (alert !== undefined) failures.set(proof, await prove(alert, proof));
    };
    await pMap(proofs, proveOne, { concurrency: availableParallelism() });
  });

  it("are all proven, in four ways each", () => assert.deepEqual(problems, []));

  for (const proof of proofs) {
    describe(proof.alert, () => {
      for (const [position, { name }] of proof.cases.entries()) {
        it(name, () => {
          const explanations = failures.get(proof);
          assert.ok(explanations, `${proof.alert} is not deployed.`);
          const explanation = explanations[position];
          if (explanation !== undefined) assert.fail(`${proof.alert} ${name}: it does not.\n${explanation}`);
        });
      }
    });
  }
});
