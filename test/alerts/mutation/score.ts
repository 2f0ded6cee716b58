/** How many mutants of an alert its proof notices. */
import type { DeployedAlert } from "../proofs/deployed";
import type { Proof } from "../proofs/proof";
import { mutantsOf } from "./mutants";
import { survivorsOf } from "./survive";

/** Share of all mutants that the proofs have to notice. Per cent. */
export const REQUIRED_PERCENT = 95;

/** Mutants that a rule has at least. */
export const REQUIRED_MUTANTS = 8;

/** The mutants of one alert, and those of them that no case noticed. */
export interface Score {
  readonly alert: string;
  readonly mutantCount: number;
  /** Names of the mutants. */
  readonly survivors: readonly string[];
}

/** Why a mutant may survive, by the name of the mutant, by that of the alert. */
export type Reasons = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Judges all mutants of an alert by the cases of its proof. */
export async function scoreOf(alert: DeployedAlert, { cases }: Proof): Promise<Score> {
  const mutants = mutantsOf(alert, cases.flatMap(({ series }) => series));
  const survivors = await survivorsOf(alert, mutants, cases, alert.evaluationSeconds);
  return { alert: alert.rule.alert, mutantCount: mutants.length, survivors: survivors.map(({ name }) => name) };
}

/** Share of the mutants that were noticed. Per cent; 100 where there are none. */
export function noticedPercent(scores: readonly Score[]): number {
  const all = scores.reduce((sum, { mutantCount }) => sum + mutantCount, 0);
  const survived = scores.reduce((sum, { survivors }) => sum + survivors.length, 0);
  return all === 0 ? 100 : (100 * (all - survived)) / all;
}

/** One sentence for each survivor that nobody explained, each explanation of a mutant that does not survive, and each rule with few mutants. */
export function survivorProblems({ alert, mutantCount, survivors }: Score, reasons: Reasons): readonly string[] {
  const listed = Object.keys(reasons[alert] ?? {});
  return [
    ...survivors.filter((name) => !listed.includes(name)).map((name) => `No case of ${alert} notices "${name}"; add one, or a reason to test/alerts/mutation/survivors.ts.`),
    ...listed.filter((name) => !survivors.includes(name)).map((name) => `test/alerts/mutation/survivors.ts lists "${name}" of ${alert}, which does not survive; take it out.`),
    ...(mutantCount < REQUIRED_MUTANTS ? [`${alert} has ${mutantCount} mutants, fewer than ${REQUIRED_MUTANTS}; add an operator that applies to it.`] : []),
  ];
}
