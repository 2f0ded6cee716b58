/** What the page shows of a message's payload, whatever was sent. */

/** The part of a payload that is shown. */
export interface ShownPayload {
  readonly username: string;
  readonly text: string;
  readonly attachments: readonly {
    readonly title: string;
    readonly titleLink: string;
    readonly pretext: string;
    readonly text: string;
    readonly footer: string;
    readonly color: string;
  }[];
}

/** Reads a payload; what is no payload is shown as the text that it is. */
export function shownPayload(payload: unknown): ShownPayload {
  const map = asMap(payload);
  if (map === undefined)
    return { username: "", text: typeof payload === "string" ? payload : JSON.stringify(payload), attachments: [] };
  const attachments = Array.isArray(map["attachments"]) ? map["attachments"] : [];
  return {
    username: text(map["username"]),
    text: text(map["text"]),
    attachments: attachments.flatMap((attachment: unknown) => {
      const fields = asMap(attachment);
      if (fields === undefined) return [];
      return [
        {
          title: text(fields["title"]),
          titleLink: text(fields["title_link"]),
          pretext: text(fields["pretext"]),
          text: text(fields["text"]),
          footer: text(fields["footer"]),
          color: colour(text(fields["color"])),
        },
      ];
    }),
  };
}

/** Slack's three names, or a colour of its own: https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments */
function colour(name: string): string {
  const named: Readonly<Record<string, string>> = { good: "#2eb886", warning: "#daa038", danger: "#a30200" };
  if (named[name] !== undefined) return named[name];
  return /^#?[0-9a-f]{6}$/i.test(name) ? `#${name.replace("#", "")}` : "#8d8d8d";
}

function asMap(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
