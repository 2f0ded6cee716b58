/**
 * What Slack does with the payload of an incoming webhook, as far as it is documented, and where it is not, as far as
 * it was observed by others:
 *
 * - answers: https://api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks (invalid_payload,
 *   channel_not_found), https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks (no_text, no_service),
 *   https://docs.slack.dev/reference/methods/chat.postMessage (too_many_attachments, invalid_blocks)
 * - a webhook is bound to one channel, and another one in the payload is refused:
 *   https://github.com/kubereboot/kured/issues/299; newer apps ignore it instead:
 *   https://github.com/spatie/laravel-slack-alerts/issues/75. Here it is refused: either way the channel that was
 *   meant would get nothing
 * - attachments: https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments
 */
import { z } from "zod";
import { LIMITS } from "./limits";

/** What Slack answers with: `ok`, or why it takes nothing. */
export type SlackAnswer =
  | "ok"
  | "invalid_payload"
  | "no_text"
  | "no_service"
  | "channel_not_found"
  | "too_many_attachments"
  | "invalid_blocks";

/** Status of HTTP of each answer. */
export const STATUS: Readonly<Record<SlackAnswer, number>> = {
  ok: 200,
  invalid_payload: 400,
  no_text: 400,
  too_many_attachments: 400,
  invalid_blocks: 400,
  no_service: 404,
  channel_not_found: 404,
};

/** What Slack says of a payload. */
export interface Verdict {
  readonly answer: SlackAnswer;
  /** What it shows otherwise than it was sent, a sentence each: texts that it cuts, fields that it ignores. */
  readonly remarks: readonly string[];
}

const fieldSchema = z.looseObject({ title: z.string().optional(), value: z.string().optional() });

const attachmentSchema = z.looseObject({
  fallback: z.string().optional(),
  pretext: z.string().optional(),
  author_name: z.string().optional(),
  title: z.string().optional(),
  title_link: z.string().optional(),
  text: z.string().optional(),
  footer: z.string().optional(),
  image_url: z.string().optional(),
  color: z.string().optional(),
  mrkdwn_in: z.array(z.string()).optional(),
  fields: z.array(fieldSchema).optional(),
  blocks: z.array(z.unknown()).optional(),
});

const blockSchema = z.looseObject({
  type: z.string().min(1),
  text: z.looseObject({ text: z.string() }).optional(),
});

const payloadSchema = z.looseObject({
  text: z.string().optional(),
  channel: z.string().optional(),
  username: z.string().optional(),
  attachments: z.array(attachmentSchema).optional(),
  blocks: z.array(z.unknown()).optional(),
});

/** A message as it was sent. */
export type SlackPayload = z.infer<typeof payloadSchema>;
export type SlackAttachment = z.infer<typeof attachmentSchema>;

/** A request to a webhook. */
export interface WebhookRequest {
  /** The header `Content-Type`. */
  readonly contentType: string | undefined;
  readonly body: string;
}

/** The body as JSON, or as text where it is none: what is kept of a message that is refused. */
export function payloadOf(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}

/**
 * Judges a request to a webhook that exists.
 *
 * @param channel that the webhook is bound to, with its `#`.
 */
export function judge({ contentType, body }: WebhookRequest, channel: string): Verdict {
  const [type = ""] = (contentType ?? "").split(";");
  if (type.trim().toLowerCase() !== "application/json") return refused("invalid_payload");
  const parsed = payloadSchema.safeParse(payloadOf(body));
  if (!parsed.success) return refused("invalid_payload");
  const { data: payload } = parsed;
  const { attachments = [], blocks = [] } = payload;
  // `alerts` and `#alerts` name one channel.
  if (payload.channel !== undefined && payload.channel !== "" && withHash(payload.channel) !== channel)
    return refused("channel_not_found");
  if (attachments.length > LIMITS.attachments) return refused("too_many_attachments");
  if (!blocksAreValid(blocks)) return refused("invalid_blocks");
  if (isBlank(payload.text) && blocks.length === 0 && !attachments.some(hasContent)) return refused("no_text");
  return { answer: "ok", remarks: remarksOn(payload) };
}

function refused(answer: SlackAnswer): Verdict {
  return { answer, remarks: [] };
}

function withHash(channel: string): string {
  return channel.startsWith("#") ? channel : `#${channel}`;
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === "";
}

function blocksAreValid(blocks: readonly unknown[]): boolean {
  if (blocks.length > LIMITS.blocks) return false;
  return blocks.every((block) => {
    const parsed = blockSchema.safeParse(block);
    if (!parsed.success) return false;
    const { type, text } = parsed.data;
    const limit = type === "header" ? LIMITS.headerText : LIMITS.sectionText;
    return text === undefined || (text.text.length > 0 && text.text.length <= limit);
  });
}

function hasContent({ fields = [], blocks = [], ...attachment }: SlackAttachment): boolean {
  const { text, title, pretext, fallback, author_name, footer, image_url } = attachment;
  const texts = [text, title, pretext, fallback, author_name, footer, image_url];
  return texts.some((one) => !isBlank(one)) || fields.length > 0 || blocks.length > 0;
}

/** What is shown otherwise than it was sent. Slack counts characters, not bytes. */
function remarksOn({ text, attachments = [] }: SlackPayload): string[] {
  return [
    ...cut("text", text, LIMITS.text),
    ...attachments.flatMap((attachment, index) => {
      const at = `attachments[${index}]`;
      return [
        ...cut(`${at}.text`, attachment.text, LIMITS.attachmentText),
        ...cut(`${at}.title`, attachment.title, LIMITS.attachmentTitle),
        ...cut(`${at}.footer`, attachment.footer, LIMITS.attachmentFooter),
        ...colourRemarks(`${at}.color`, attachment.color),
        ...linkRemarks(`${at}.title_link`, attachment.title_link),
      ];
    }),
  ];
}

function cut(field: string, text: string | undefined, limit: number): string[] {
  const length = [...(text ?? "")].length;
  return length <= limit ? [] : [`${field} has ${length} characters and is cut off after ${limit}.`];
}

function colourRemarks(field: string, colour: string | undefined): string[] {
  if (colour === undefined || colour === "" || /^(good|warning|danger|#?[0-9a-f]{6})$/i.test(colour)) return [];
  return [`${field} is ignored: it is neither good, warning nor danger, nor a colour like #439FE0.`];
}

function linkRemarks(field: string, link: string | undefined): string[] {
  if (link === undefined || link === "" || /^(https?:\/\/|mailto:)./.test(link)) return [];
  return [`${field} is ignored: it is no address that begins with https://, http:// or mailto:.`];
}
