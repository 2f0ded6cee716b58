/** Messages that arrived where Alertmanager posts to. */
import { z } from "zod";
import { readJson, type Get } from "../http/get";

/** A post to a webhook, and what was answered. */
const keptSchema = z.object({
  /** When it arrived. ISO 8601. */
  at: z.string(),
  /** Channel that the webhook is bound to; `null`: no webhook has the path that it was sent to. */
  channel: z.string().nullable(),
  payload: z.unknown(),
  /** Status of HTTP that was answered; 200: it is shown. */
  status: z.number().nullable(),
});

const payloadSchema = z.object({
  attachments: z.array(z.object({ title: z.string().default(""), text: z.string().default("") })).min(1),
});

/** One message, as people read it. */
export interface Message {
  readonly at: Date;
  readonly channel: string;
  /** `[CRITICAL] PodCrashLooping (2)`. */
  readonly title: string;
  readonly text: string;
}

/** Those that were accepted, the oldest first; what is no message is left out. */
export async function readMessages(get: Get, console: string): Promise<readonly Message[]> {
  const all = await readJson(get, "The receiver of messages", `${console}/api/messages`, z.array(keptSchema));
  return all.flatMap(({ at, channel, payload, status }): Message[] => {
    const parsed = payloadSchema.safeParse(payload);
    const [first] = parsed.data?.attachments ?? [];
    if (status !== 200 || channel === null || first === undefined) return [];
    return [{ at: new Date(at), channel, ...first }];
  });
}

/** Whether a message is about an alert, and what it says of it. */
export function saysOf({ title }: Pick<Message, "title">, alert: string): "firing" | "resolved" | undefined {
  const [, status, name] = /^\[([^\]]+)\] (\S+)(?: \(\d+\))?$/.exec(title) ?? [];
  if (name !== alert) return undefined;
  return status === "RESOLVED" ? "resolved" : "firing";
}
