import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import pMap from "p-map";
import { preparePromtool } from "../promtool";
import { deployedAlerts, type DeployedAlert } from "./deployed";
import { allProofs } from "./files";
import { judge, type Verdict } from "./judge";
import { ways, type Proof } from "./proof";

const proofs = allProofs();

/** Proofs of which something does not hold, by the name of their alert. */
function failing(holds: (proof: Proof) => boolean): readonly string[] {
  return proofs.filter((proof) => !holds(proof)).map(({ alert }) => alert);
}

describe("the proofs of the alerts", () => {
  let alerts: readonly DeployedAlert[];
  before(async function () {
    this.timeout("2m");
    alerts = await deployedAlerts();
  });

  it("are there for every alert that production deploys, and for nothing else", () =>
    assert.deepEqual(proofs.map(({ alert }) => alert).sort(), alerts.map(({ rule }) => rule.alert).sort()));

  it("show each alert in all four ways", () => assert.deepEqual(failing(({ cases }) => ways.every((way) => cases.some((one) => one.way === way))), []));

  it("show the text of each alert", () =>
    assert.deepEqual(failing(({ cases }) => cases.some(({ way, expect }) => way === "fires" && expect.some((one) => one.kind === "firing" && one.alerts.some(({ annotations }) => annotations !== undefined)))), []));

  it("name each case of an alert differently", () => assert.deepEqual(failing(({ cases }) => new Set(cases.map(({ name }) => name)).size === cases.length), []));

  it("expect something in every case", () => assert.deepEqual(failing(({ cases }) => cases.every(({ expect }) => expect.length > 0)), []));
});

describe("alerts", () => {
  const verdicts = new Map<Proof, readonly Verdict[]>();
  before(preparePromtool);
  before("run promtool", async function () {
    this.timeout("10m");
    const alerts = new Map((await deployedAlerts()).map((alert) => [alert.rule.alert, alert]));
    await pMap(
      proofs.filter(({ alert }) => alerts.has(alert)),
      async (proof) => {
        const alert = alerts.get(proof.alert)!;
        verdicts.set(proof, await judge([alert], proof.cases, alert.evaluationSeconds));
      },
      { concurrency: availableParallelism() },
    );
  });

  for (const proof of proofs) {
    describe(proof.alert, () => {
      proof.cases.forEach(({ name }, position) =>
        it(name, () => {
          const verdict = verdicts.get(proof)?.[position];
          if (verdict === undefined) throw new Error(`${proof.alert} is not deployed.`);
          const [explanation] = verdict.failures.values();
          if (explanation !== undefined) assert.fail(`${proof.alert} ${name}: it does not.\n${explanation}`);
        }));
    });
  }
});
