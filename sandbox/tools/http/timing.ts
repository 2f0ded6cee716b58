/** How patient requests are. */

/** Milliseconds. Tests shorten them. */
export interface HttpTiming {
  /** Until a host answers that has not answered before. */
  readonly answerMs: number;
  /** Between two pieces of a body, and until a host answers that has answered before. */
  readonly stallMs: number;
  /** Before the first of the repeated attempts; each later one waits twice as long. */
  readonly retryMs: number;
}

/** A host that does not answer within three seconds will not do so in ten. */
export const httpTiming: HttpTiming = { answerMs: 3_000, stallMs: 30_000, retryMs: 1_000 };
