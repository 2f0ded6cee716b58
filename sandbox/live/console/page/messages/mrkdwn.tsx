/** Slack's markup as elements: nothing of a message is ever taken for HTML. */
import { Anchor, Code } from "@mantine/core";
import { Fragment, type ReactNode } from "react";
import { type Node, NodeType, parse } from "slack-message-parser";

/** A text in Slack's markup: https://docs.slack.dev/messaging/formatting-message-text */
export function Mrkdwn({ text }: { readonly text: string }) {
  return <span className="mrkdwn">{elements([parse(text)])}</span>;
}

/** The three characters that Slack wants escaped. */
export function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** A link, or its words where it leads to something else than a page or a mailbox. */
export function SafeLink({ url, children }: { readonly url: string; readonly children: ReactNode }) {
  const address = unescaped(url);
  if (!/^(https?:\/\/|mailto:)/i.test(address)) return <>{children}</>;
  return (
    <Anchor href={address} target="_blank" rel="noreferrer" inherit>
      {children}
    </Anchor>
  );
}

function elements(nodes: readonly Node[]): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other identity, and don't change places
  return nodes.map((node, index) => <Fragment key={index}>{element(node)}</Fragment>);
}

function element(node: Node): ReactNode {
  switch (node.type) {
    case NodeType.Root:
      return elements(node.children);
    case NodeType.Text:
      return unescaped(node.text);
    case NodeType.Bold:
      return <strong>{elements(node.children)}</strong>;
    case NodeType.Italic:
      return <em>{elements(node.children)}</em>;
    case NodeType.Strike:
      return <del>{elements(node.children)}</del>;
    case NodeType.Quote:
      return <blockquote>{elements(node.children)}</blockquote>;
    case NodeType.Code:
      return <Code>{unescaped(node.text)}</Code>;
    case NodeType.PreText:
      return <Code block>{unescaped(node.text)}</Code>;
    case NodeType.URL:
      return <SafeLink url={node.url}>{node.label ? elements(node.label) : unescaped(node.url)}</SafeLink>;
    case NodeType.Command:
      // <!here> and <!channel> call everybody.
      return <strong>@{node.label ? elements(node.label) : node.name}</strong>;
    case NodeType.ChannelLink:
      return <strong>#{node.label ? elements(node.label) : node.channelID}</strong>;
    case NodeType.UserLink:
      return <strong>@{node.label ? elements(node.label) : node.userID}</strong>;
    default:
      return unescaped(node.source);
  }
}
