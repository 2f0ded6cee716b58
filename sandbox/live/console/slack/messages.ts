/** The messages that the webhooks were sent, in memory and in a file, so that they outlast the process. */
import { appendFileSync, chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";

/** How many messages are kept: some hundred an hour is a bad day. */
export const KEPT_MESSAGES = 2_000;

const messageSchema = z.object({
  /** Counts up from 1. */
  id: z.int(),
  /** When it arrived, as ISO 8601 has it. */
  at: z.string(),
  /** Channel that the webhook is bound to; `null`: no webhook has the path that it was sent to. */
  channel: z.string().nullable(),
  /** As it was sent: JSON, or text where it is none. */
  payload: z.unknown(),
  /** Status of HTTP that was answered; `null`: nothing was answered. */
  status: z.number().nullable(),
  /** What was answered: `ok`, or why it was refused. */
  answer: z.string(),
  /** What Slack would show otherwise than it was sent. */
  remarks: z.array(z.string()),
});

/** A message and what became of it. It is delivered where the status is 200. */
export type KeptMessage = z.infer<typeof messageSchema>;

/** A message to keep. */
export type NewMessage = Omit<KeptMessage, "id" | "at">;

/** The last messages, the oldest first. */
export class Messages {
  private kept: KeptMessage[];
  private linesInFile: number;

  /**
   * Reads what earlier processes have kept; a line that one of them did not finish is left out.
   *
   * @param file JSON, one message a line; made where it is missing, readable by its owner only.
   */
  constructor(
    private readonly file: string,
    private readonly limit = KEPT_MESSAGES,
  ) {
    const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
    this.kept = lines.flatMap(parsed).slice(-limit);
    this.linesInFile = 0;
    this.rewrite();
  }

  /** Keeps a message; once this returns, it is in the file. */
  add(message: NewMessage, now = new Date()): KeptMessage {
    const kept = { id: (this.kept.at(-1)?.id ?? 0) + 1, at: now.toISOString(), ...message };
    this.kept.push(kept);
    if (this.kept.length > this.limit) this.kept = this.kept.slice(-this.limit);
    // The file may grow to twice the limit, so that it isn't written anew for each message.
    if (this.linesInFile >= 2 * this.limit) this.rewrite();
    else {
      appendFileSync(this.file, `${JSON.stringify(kept)}\n`);
      this.linesInFile++;
    }
    return kept;
  }

  /** Those that arrived later than a moment, or all. */
  since(moment?: Date): readonly KeptMessage[] {
    return moment === undefined ? this.kept : this.kept.filter(({ at }) => Date.parse(at) > moment.getTime());
  }

  private rewrite(): void {
    const unfinished = `${this.file}.new`;
    writeFileSync(unfinished, this.kept.map((message) => `${JSON.stringify(message)}\n`).join(""), { mode: 0o600 });
    chmodSync(unfinished, 0o600);
    renameSync(unfinished, this.file);
    this.linesInFile = this.kept.length;
  }
}

function parsed(line: string): KeptMessage[] {
  try {
    const message = messageSchema.safeParse(JSON.parse(line));
    return message.success ? [message.data] : [];
  } catch {
    return [];
  }
}
