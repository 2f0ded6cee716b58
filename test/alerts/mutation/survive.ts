/** Finds the mutants that a unit test does not notice. */
import { endSeconds, type UnitTestCase } from "../unit-tests/unit-test";
import { runCases, type Candidate } from "../unit-tests/run-cases";

/** The mutants that some case noticed, each with one that did; the others survive. */
export type Noticed<Mutant extends Candidate> = ReadonlyMap<Mutant, UnitTestCase>;

/**
 * Runs cases on mutants of an alert, each until one notices it: one that the alert itself passes, and the mutant fails.
 *
 * The quickest cases are run on all of them and the others, ever more at a time, only on those that are left: most fail early.
 *
 * @param evaluationSeconds between two evaluations, where a case does not say.
 */
export async function noticedOf<Mutant extends Candidate>(
  alert: Candidate,
  mutants: readonly Mutant[],
  cases: readonly UnitTestCase[],
  evaluationSeconds: number,
): Promise<Noticed<Mutant>> {
  const ordered = [...cases].sort((a, b) => evaluations(a, evaluationSeconds) - evaluations(b, evaluationSeconds));
  const noticed = new Map<Mutant, UnitTestCase>();
  for (let done = 0, size = 1; done < cases.length && noticed.size < mutants.length; done += size, size *= 2) {
    const left = mutants.filter((mutant) => !noticed.has(mutant));
    const now = await noticedAtOnce(alert, left, ordered.slice(done, done + size), evaluationSeconds);
    for (const [mutant, one] of now) noticed.set(mutant, one);
  }
  return noticed;
}

/** What a case costs. */
function evaluations(one: UnitTestCase, evaluationSeconds: number): number {
  return Math.max(...one.expect.map(endSeconds)) / (one.evaluationSeconds ?? evaluationSeconds);
}

/** Runs all of the cases on all of the mutants. A case that the alert itself fails says nothing about its mutants. */
export async function noticedAtOnce<Mutant extends Candidate>(
  alert: Candidate,
  mutants: readonly Mutant[],
  cases: readonly UnitTestCase[],
  evaluationSeconds: number,
): Promise<Noticed<Mutant>> {
  const results = await runCases([alert, ...mutants], cases, evaluationSeconds);
  const noticed = new Map<Mutant, UnitTestCase>();
  cases.forEach((one, position) => {
    const { failures } = results[position]!;
    if (failures.has(0)) return;
    for (const index of failures.keys()) {
      const mutant = mutants[index - 1]!;
      if (!noticed.has(mutant)) noticed.set(mutant, one);
    }
  });
  // A mutant that cannot be evaluated has failed; the others have yet to show what they do.
  const undecided = cases.filter((_, position) => results[position]?.aborted && !results[position].failures.has(0));
  const left = mutants.filter((mutant) => !noticed.has(mutant));
  if (undecided.length === 0 || left.length === 0) return noticed;
  if (left.length === mutants.length)
    throw new Error(`promtool gave cases of ${alert.rule.alert} up and did not say which rule failed.`);
  return new Map([...noticed, ...(await noticedAtOnce(alert, left, undecided, evaluationSeconds))]);
}
