/** The receiver that stands for Slack: its webhooks, and what the sandbox asks of it. */
import { bodyOf } from "../http/body";
import { json, plain, RequestError, type Answer, type Incoming, type Route } from "../http/message";
import type { Messages } from "./messages";
import { modeSchema, type ModeSwitch } from "./mode";
import { judge, payloadOf, STATUS } from "./payload";

/** A webhook: the path of its address, and the channel that it is bound to. */
export interface Webhook {
  readonly path: string;
  readonly channel: string;
}

/** What the receiver consists of. */
export interface Receiver {
  readonly webhooks: readonly Webhook[];
  readonly messages: Messages;
  readonly mode: ModeSwitch;
}

/** Its routes; {@link noService} answers every other POST. */
export function slackRoutes(receiver: Receiver): readonly Route[] {
  const { webhooks, messages, mode } = receiver;
  return [
    ...webhooks.map(({ path, channel }): Route => {
      return { method: "POST", path, answer: (request) => receive(request, channel, receiver) };
    }),
    {
      method: "GET",
      path: "/api/messages",
      answer: ({ query }) => json(200, messages.since(momentOf(query.get("since")))),
    },
    { method: "GET", path: "/api/slack/mode", answer: () => json(200, mode.current) },
    {
      method: "PUT",
      path: "/api/slack/mode",
      needsToken: true,
      answer: (request) => json(200, mode.set(bodyOf(request, modeSchema))),
    },
  ];
}

/** Answers a POST to an address that no webhook has. It is kept, without the address: that is where a secret would be. */
export function noService({ body }: Incoming, messages: Messages): Answer {
  const status = STATUS.no_service;
  messages.add({ channel: null, payload: payloadOf(body), status, answer: "no_service", remarks: [] });
  return plain(status, "no_service");
}

async function receive(
  { headers, body }: Incoming,
  channel: string,
  { messages, mode }: Receiver,
): Promise<Answer | undefined> {
  const message = { channel, payload: payloadOf(body), remarks: [] };
  const { answer, retryAfterSeconds } = mode.current;
  switch (answer) {
    case "429":
      messages.add({ ...message, status: 429, answer: "rate_limited" });
      return plain(429, "rate_limited", { "Retry-After": String(retryAfterSeconds) });
    case "500":
      messages.add({ ...message, status: 500, answer: "rollup_error" });
      return plain(500, "rollup_error");
    case "silent":
      messages.add({ ...message, status: null, answer: "" });
      await mode.changed();
      return undefined;
    case "ok": {
      const verdict = judge({ contentType: headers["content-type"], body }, channel);
      const status = STATUS[verdict.answer];
      // Kept before it is confirmed: what was answered with ok is never lost.
      messages.add({ ...message, status, ...verdict, remarks: [...verdict.remarks] });
      return plain(status, verdict.answer);
    }
  }
}

function momentOf(text: string | null): Date | undefined {
  if (text === null) return undefined;
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime()))
    throw new RequestError(400, "since has to be a time as ISO 8601 has it, for example 2026-01-31T12:00:00Z.");
  return moment;
}
