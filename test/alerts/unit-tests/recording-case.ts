/** A case of the unit test of a recording. */
import type { Labels, UnitTestCase } from "./unit-test";

/** One series of a recording, with its value as Prometheus writes it. */
export interface Recorded {
  readonly labels: Labels;
  readonly value: string;
}

/** Some series, and all that a recording has made of them at one time. */
export interface RecordingCase extends Pick<UnitTestCase, "name" | "series" | "scrapeSeconds" | "evaluationSeconds"> {
  /** Seconds after the first sample. */
  readonly atSeconds: number;
  readonly recorded: readonly Recorded[];
}
