/** Runs a unit test. */
import type { DeployedAlert } from "./deployed";
import { runCases } from "./run-cases";
import type { UnitTest } from "./unit-test";

/** What is wrong with each case of a unit test, in its order: promtool's explanation, or nothing. */
export async function runUnitTest(alert: DeployedAlert, { cases }: UnitTest): Promise<readonly (string | undefined)[]> {
  const verdicts = await runCases([alert], cases, alert.evaluationSeconds);
  return verdicts.map(({ failures }) => [...failures.values()][0]);
}
