/** The messages as Slack would show them. */
import { Alert, Badge, Group, Paper, Spoiler, Stack, Text } from "@mantine/core";
import type { Message } from "../state";
import { ago, timeOfDay } from "../times";
import { Mrkdwn, SafeLink, unescaped } from "./mrkdwn";
import { type ShownPayload, shownPayload } from "./payload";

/** Slack folds an attachment that has more than some five lines. Pixels. */
const FOLDED = 150;

/** All messages that are known, the newest first. */
export function Messages({ messages, now }: { readonly messages: readonly Message[]; readonly now: string }) {
  if (messages.length === 0)
    return <Text c="dimmed">No message has arrived yet. A fault makes one: press a button, and wait.</Text>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section className="messages" aria-label="Messages" tabIndex={0}>
      <Stack gap="sm" component="ol" className="plain-list">
        {messages.map((message) => (
          <li key={message.id}>
            <SlackMessage message={message} now={now} />
          </li>
        ))}
      </Stack>
    </section>
  );
}

function SlackMessage({ message, now }: { readonly message: Message; readonly now: string }) {
  const { at, channel, status, answer, remarks } = message;
  const payload = shownPayload(message.payload);
  return (
    <Paper withBorder p="sm" component="article" className={status === 200 ? undefined : "refused"}>
      <Group gap="xs" mb={4}>
        <Text fw={700} size="sm">
          {payload.username || "Webhook"}
        </Text>
        <Badge variant="light" color="gray" tt="none">
          {channel ?? "no such webhook"}
        </Badge>
        {status !== 200 && (
          <Badge color="red" tt="none">
            {status === null ? "not answered" : `${status} ${answer}`}
          </Badge>
        )}
        <Text size="xs" c="dimmed" component="time" dateTime={at}>
          {timeOfDay(at)} UTC, {ago(at, now)}
        </Text>
      </Group>
      {payload.text !== "" && <Mrkdwn text={payload.text} />}
      {payload.attachments.map((attachment, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a message that has arrived does not change
        <Attachment key={index} attachment={attachment} />
      ))}
      {remarks.map((remark) => (
        <Alert key={remark} color="yellow" mt="xs" p="xs">
          {remark}
        </Alert>
      ))}
    </Paper>
  );
}

function Attachment({ attachment }: { readonly attachment: ShownPayload["attachments"][number] }) {
  const { title, titleLink, pretext, text, footer, color } = attachment;
  return (
    <>
      {pretext !== "" && <Mrkdwn text={pretext} />}
      <div className="attachment" style={{ borderLeftColor: color }}>
        {title !== "" && (
          <Text fw={700} size="sm">
            <SafeLink url={titleLink}>{unescaped(title)}</SafeLink>
          </Text>
        )}
        <Spoiler maxHeight={FOLDED} showLabel="Show more" hideLabel="Show less" fz="sm">
          <Mrkdwn text={text} />
        </Spoiler>
        {footer !== "" && (
          <Text size="xs" c="dimmed">
            {footer}
          </Text>
        )}
      </div>
    </>
  );
}
