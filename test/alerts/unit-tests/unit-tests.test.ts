import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import pMap from "p-map";
import { alertGroups, isAlertingRule } from "../../../alerts";
import type { Config } from "../../../config/schema";
import { stackNames } from "../../../config/stack-file";
import { exporterLists } from "../../../exporters";
import { PROJECT_FOLDER, stackConfig } from "../../../sandbox/session/session";
import { preparePromtool } from "../promtool";
import { coverageProblems } from "./coverage";
import { deployedAlerts } from "./deployed";
import { allUnitTests } from "./files";
import type { UnitTest } from "./unit-test";
import { testedRecordings } from "./recordings";
import { runUnitTest } from "./run";

const unitTests = allUnitTests();

/** Names of the alerts that a stack deploys, each once, sorted. */
function alertNames(config: Config): readonly string[] {
  const { runbookBaseUrl, alerts: settings, services, certManager, namespace } = config;
  const servers = { namespace: namespace.name, ...exporterLists(config) };
  const files = alertGroups({ runbookBaseUrl, panelUrls: new Map(), settings, services, servers, certManager });
  const rules = files.flatMap(({ groups }) => groups).flatMap((group) => group.rules);
  return [...new Set(rules.filter(isAlertingRule).map(({ alert }) => alert))].toSorted();
}

describe("the tested recordings", () => {
  before(preparePromtool);

  it("record to the last digit what their unit tests say", async function () {
    this.timeout("5m");
    const recordings = testedRecordings(await deployedAlerts());
    const failures = await pMap(recordings, ({ alert, unitTest }) => runUnitTest(alert, unitTest), {
      concurrency: availableParallelism(),
    });
    assert.deepEqual(
      recordings.flatMap(({ unitTest }, index) =>
        (failures[index] ?? []).flatMap((failure) => (failure === undefined ? [] : [`${unitTest.alert}: ${failure}`])),
      ),
      [],
    );
  });
});

describe("the tested alerts", () => {
  const failures = new Map<UnitTest, readonly (string | undefined)[]>();
  let names: readonly string[];
  before(preparePromtool);
  before("run promtool", async function () {
    this.timeout("10m");
    const alerts = new Map((await deployedAlerts()).map((alert) => [alert.rule.alert, alert]));
    names = [...alerts.keys()];
    const runOne = async (unitTest: UnitTest) => {
      const alert = alerts.get(unitTest.alert);
      if (alert !== undefined) failures.set(unitTest, await runUnitTest(alert, unitTest));
    };
    await pMap(unitTests, runOne, { concurrency: availableParallelism() });
  });

  it("are all tested, in four ways each", () => assert.deepEqual(coverageProblems(names, unitTests), []));

  for (const stack of stackNames(PROJECT_FOLDER)) {
    it(`are those of the stack ${stack}`, () => assert.deepEqual(alertNames(stackConfig(stack)), names.toSorted()));
  }

  for (const unitTest of unitTests) {
    describe(unitTest.alert, () => {
      for (const [position, { name }] of unitTest.cases.entries()) {
        it(name, () => {
          const explanations = failures.get(unitTest);
          assert.ok(explanations, `${unitTest.alert} is not deployed.`);
          const explanation = explanations[position];
          if (explanation !== undefined) assert.fail(`${unitTest.alert} ${name}: it does not.\n${explanation}`);
        });
      }
    });
  }
});
