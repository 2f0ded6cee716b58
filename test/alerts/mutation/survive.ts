/** Finds the mutants that a unit test does not notice. */
import { endSeconds, type UnitTestCase } from "../unit-tests/unit-test";
import { runCases, type Candidate } from "../unit-tests/run-cases";

/**
 * The mutants that pass all cases. A case that the alert itself fails says nothing about its mutants and is left out.
 *
 * The quickest cases are run on all of them and the others, ever more at a time, only on those that are left: most fail early.
 *
 * @param evaluationSeconds between two evaluations, where a case does not say.
 */
export async function survivorsOf<Mutant extends Candidate>(
  alert: Candidate,
  mutants: readonly Mutant[],
  cases: readonly UnitTestCase[],
  evaluationSeconds: number,
): Promise<readonly Mutant[]> {
  const ordered = [...cases].sort((a, b) => evaluations(a, evaluationSeconds) - evaluations(b, evaluationSeconds));
  let left = mutants;
  for (let done = 0, size = 1; done < cases.length && left.length > 0; done += size, size *= 2) {
    left = await passing(alert, left, ordered.slice(done, done + size), evaluationSeconds);
  }
  return left;
}

/** What a case costs. */
function evaluations(one: UnitTestCase, evaluationSeconds: number): number {
  return Math.max(...one.expect.map(endSeconds)) / (one.evaluationSeconds ?? evaluationSeconds);
}

async function passing<Mutant extends Candidate>(
  alert: Candidate,
  mutants: readonly Mutant[],
  cases: readonly UnitTestCase[],
  evaluationSeconds: number,
): Promise<readonly Mutant[]> {
  const verdicts = await runCases([alert, ...mutants], cases, evaluationSeconds);
  const failed = new Set(
    verdicts.filter(({ failures }) => !failures.has(0)).flatMap(({ failures }) => [...failures.keys()]),
  );
  const left = mutants.filter((_, index) => !failed.has(index + 1));
  // A mutant that cannot be evaluated has failed; the others have yet to show what they do.
  const undecided = cases.filter((_, position) => verdicts[position]?.aborted && !verdicts[position].failures.has(0));
  if (undecided.length > 0 && left.length === mutants.length)
    throw new Error(`promtool gave cases of ${alert.rule.alert} up and did not say which rule failed.`);
  return undecided.length === 0 || left.length === 0 ? left : passing(alert, left, undecided, evaluationSeconds);
}
