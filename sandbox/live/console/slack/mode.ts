/** How the webhooks answer while something is tried: as Slack does, or as it does when it can't. */
import { z } from "zod";

/** The body of `PUT /api/slack/mode`. */
export const modeSchema = z.strictObject({
  /** `429`: too many messages; `500`: Slack fails; `silent`: it takes the request and says nothing. */
  answer: z.enum(["ok", "429", "500", "silent"]),
  /** What 429 says in `Retry-After`: https://docs.slack.dev/apis/web-api/rate-limits. Default 30. */
  retryAfterSeconds: z.int().min(1).max(3_600).optional(),
  /** After so long it is `ok` again; absent: until the next change. */
  forSeconds: z.number().positive().max(86_400).optional(),
});

export type ModeRequest = z.infer<typeof modeSchema>;

/** How webhooks answer now. */
export interface Mode {
  readonly answer: ModeRequest["answer"];
  readonly retryAfterSeconds: number;
  /** When it is `ok` again, as ISO 8601 has it; absent: no end is set. */
  readonly until?: string;
}

const USUAL: Mode = { answer: "ok", retryAfterSeconds: 30 };

/** The present mode, and those who wait for its end. */
export class ModeSwitch {
  private mode = USUAL;
  private timer: NodeJS.Timeout | undefined;
  private waiting: (() => void)[] = [];

  get current(): Mode {
    return this.mode;
  }

  /** Changes the mode; whoever waits for the end of the last one goes on. */
  set({ answer, retryAfterSeconds = USUAL.retryAfterSeconds, forSeconds }: ModeRequest, now = Date.now()): Mode {
    clearTimeout(this.timer);
    const until = forSeconds === undefined ? undefined : new Date(now + forSeconds * 1000).toISOString();
    this.mode = { answer, retryAfterSeconds, ...(until === undefined ? {} : { until }) };
    if (forSeconds !== undefined) {
      this.timer = setTimeout(() => this.set({ answer: "ok" }), forSeconds * 1000);
      this.timer.unref();
    }
    const waiting = this.waiting;
    this.waiting = [];
    for (const goOn of waiting) goOn();
    return this.mode;
  }

  /** Is settled at the next change. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
