/** Finds the mutants that a proof does not notice. */
import type { ProofCase } from "../proofs/proof";
import { judge, type Candidate } from "../proofs/judge";

/**
 * The candidates that pass all cases.
 *
 * The first cases are run on all of them and the others, ever more at a time, only on those that are left: most fail early.
 *
 * @param evaluationSeconds between two evaluations, where a case does not say.
 */
export async function survivorsOf<One extends Candidate>(candidates: readonly One[], cases: readonly ProofCase[], evaluationSeconds: number): Promise<readonly One[]> {
  let left = candidates;
  for (let done = 0, size = 1; done < cases.length && left.length > 0; done += size, size *= 2) {
    left = await passing(left, cases.slice(done, done + size), evaluationSeconds);
  }
  return left;
}

async function passing<One extends Candidate>(candidates: readonly One[], cases: readonly ProofCase[], evaluationSeconds: number): Promise<readonly One[]> {
  const verdicts = await judge(candidates, cases, evaluationSeconds);
  const failed = new Set(verdicts.flatMap(({ failures }) => [...failures.keys()]));
  const left = candidates.filter((_, position) => !failed.has(position));
  // A candidate that cannot be evaluated has failed; the others have yet to show what they do.
  const undecided = cases.filter((_, position) => verdicts[position]?.aborted);
  return undecided.length === 0 || left.length === 0 ? left : passing(left, undecided, evaluationSeconds);
}
