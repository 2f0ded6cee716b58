/** One line of the table: what was asked, what was answered, and what that means. */
import type { Sources } from "./sources";

/** `indirect`: what would have to be looked at can't be here, and what it is made of is as it has to be. */
export type Result = "pass" | "fail" | "indirect";

/** What a criterion comes to. */
export interface Verdict {
  readonly result: Result;
  /** What was answered, in a few words with figures. */
  readonly answer: string;
  /** Of a failure the cause, as far as it can be asked; of what is shown indirectly, what was not seen. */
  readonly sentence?: string;
}

/** One line of the table. */
export interface Row extends Verdict {
  /** `AC1` to `AC14`, `NFR-OBS1`, `NFR-OBS3`, `NFR-R4`. */
  readonly id: string;
  readonly title: string;
  /** What was asked of whom: query, object, page or message. */
  readonly asked: string;
  /** How long it took to ask. */
  readonly seconds: number;
}

/** One criterion of the story, or one of its requirements. */
export interface Criterion {
  readonly id: string;
  readonly title: string;
  readonly asked: string;
  /** Whether its data come by themselves within minutes of a start; what is merely waited for in vain otherwise is asked once. */
  readonly settles: boolean;
  readonly judge: (sources: Sources) => Promise<Verdict>;
}

/** A failure that names every problem, or a pass. */
export function verdictOf(problems: readonly string[], answer: string): Verdict {
  return problems.length === 0
    ? { result: "pass", answer }
    : { result: "fail", answer, sentence: [...new Set(problems)].join(" ") };
}

/** A failure that names every problem, or what was shown without having been seen. */
export function indirectVerdict(problems: readonly string[], answer: string, unseen: string): Verdict {
  return problems.length === 0 ? { result: "indirect", answer, sentence: unseen } : verdictOf(problems, answer);
}
