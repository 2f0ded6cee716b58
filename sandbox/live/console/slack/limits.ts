/** Slack's limits of one message, in characters where it is a text. */
export const LIMITS = {
  /** Longer is cut off: https://api.slack.com/changelog/2018-04-truncating-really-long-messages */
  text: 40_000,
  /** More are refused: https://docs.slack.dev/reference/methods/chat.postMessage (too_many_attachments). */
  attachments: 100,
  /** Longer is cut off; not documented: https://github.com/ErikKalkoken/slackApiDoc/blob/master/message_limits.md */
  attachmentText: 8_000,
  /** Alertmanager cuts there itself: https://github.com/prometheus/alertmanager/pull/2774 */
  attachmentTitle: 1_024,
  /** https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments */
  attachmentFooter: 300,
  /** https://docs.slack.dev/reference/block-kit/blocks */
  blocks: 50,
  sectionText: 3_000,
  headerText: 150,
} as const;
