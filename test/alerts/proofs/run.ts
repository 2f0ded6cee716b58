/** Runs a proof. */
import type { DeployedAlert } from "./deployed";
import { runCases } from "./run-cases";
import type { Proof } from "./proof";

/** What is wrong with each case of a proof, in its order: promtool's explanation, or nothing. */
export async function prove(alert: DeployedAlert, { cases }: Proof): Promise<readonly (string | undefined)[]> {
  const verdicts = await runCases([alert], cases, alert.evaluationSeconds);
  return verdicts.map(({ failures }) => [...failures.values()][0]);
}
