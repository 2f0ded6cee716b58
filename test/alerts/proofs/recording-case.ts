/** A case of the proof of a recording. */
import type { Labels, ProofCase } from "./proof";

/** One series of a recording, with its value as Prometheus writes it. */
export interface Recorded {
  readonly labels: Labels;
  readonly value: string;
}

/** Some series, and all that a recording has made of them at one time. */
export interface RecordingCase extends Pick<ProofCase, "name" | "series" | "scrapeSeconds" | "evaluationSeconds"> {
  /** Seconds after the first sample. */
  readonly atSeconds: number;
  readonly recorded: readonly Recorded[];
}
