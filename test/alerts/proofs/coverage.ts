/** What is missing before every alert can be called proven. */
import { ways, type Proof } from "./proof";

/** One sentence for each alert without a proof, proof without an alert, and proof that lacks something; none where all is proven. */
export function coverageProblems(alerts: readonly string[], proofs: readonly Proof[]): readonly string[] {
  const proven = proofs.map(({ alert }) => alert);
  return [
    ...alerts.filter((alert) => !proven.includes(alert)).map((alert) => `${alert} has no proof; write test/alerts/proofs/<subject>/${alert}.ts.`),
    ...proven.filter((alert) => !alerts.includes(alert)).map((alert) => `The proof of ${alert} proves nothing: production deploys no such alert.`),
    ...proofs.flatMap(proofProblems),
  ];
}

function proofProblems({ alert, cases }: Proof): readonly string[] {
  const names = cases.map(({ name }) => name);
  return [
    ...ways.filter((way) => !cases.some((one) => one.way === way)).map((way) => `The proof of ${alert} has no case of the way "${way}".`),
    ...(cases.some(showsText) ? [] : [`The proof of ${alert} shows its text nowhere; add a case of the way "fires" that sends(...).`]),
    ...cases.filter(({ expect }) => expect.length === 0).map(({ name }) => `${alert} ${name}: the case expects nothing.`),
    ...names.filter((name, position) => names.indexOf(name) !== position).map((name) => `The proof of ${alert} has two cases named "${name}".`),
  ];
}

function showsText({ way, expect }: Proof["cases"][number]): boolean {
  return way === "fires" && expect.some((one) => one.kind === "firing" && one.alerts.some(({ annotations }) => annotations !== undefined));
}
