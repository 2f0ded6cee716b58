/** What is missing before every alert can be called tested. */
import { ways, type UnitTest } from "./unit-test";

/** One sentence for each alert without a unit test, unit test without an alert, and unit test that lacks something; none where all are tested. */
export function coverageProblems(alerts: readonly string[], unitTests: readonly UnitTest[]): readonly string[] {
  const tested = unitTests.map(({ alert }) => alert);
  return [
    ...alerts
      .filter((alert) => !tested.includes(alert))
      .map((alert) => `${alert} has no unit test; write test/alerts/unit-tests/<subject>/${alert}.ts.`),
    ...tested
      .filter((alert) => !alerts.includes(alert))
      .map((alert) => `The unit test of ${alert} tests nothing: no stack deploys such an alert.`),
    ...unitTests.flatMap(unitTestProblems),
  ];
}

function unitTestProblems({ alert, cases }: UnitTest): readonly string[] {
  const names = cases.map(({ name }) => name);
  return [
    ...ways
      .filter((way) => !cases.some((one) => one.way === way))
      .map((way) => `The unit test of ${alert} has no case of the way "${way}".`),
    ...(cases.some(showsText)
      ? []
      : [`The unit test of ${alert} shows its text nowhere; add a case of the way "fires" that sends(...).`]),
    ...cases
      .filter(({ expect }) => expect.length === 0)
      .map(({ name }) => `${alert} ${name}: the case expects nothing.`),
    ...names
      .filter((name, position) => names.indexOf(name) !== position)
      .map((name) => `The unit test of ${alert} has two cases named "${name}".`),
  ];
}

function showsText({ way, expect }: UnitTest["cases"][number]): boolean {
  return (
    way === "fires" &&
    expect.some((one) => one.kind === "firing" && one.alerts.some(({ annotations }) => annotations !== undefined))
  );
}
