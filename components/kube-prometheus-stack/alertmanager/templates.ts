/** The text of Slack messages: templates in a file of their own, and the small part of them that depends on the stack. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Where the operator mounts what the chart's `templateFiles` hold, beside the configuration. */
export const TEMPLATES_PATTERN = "/etc/alertmanager/config/*.tmpl";

/** What the messages depend on. */
export interface MessageInput {
  /** Address of Grafana, without a trailing slash: Prometheus and Alertmanager have none outside the cluster. */
  readonly grafanaUrl: string;
}

/** The fields of a Slack message. Those that are not here would lead to Alertmanager's own address. */
export const slackMessage = {
  color: '{{ template "slack.qualisys.color" . }}',
  title: '{{ template "slack.qualisys.title" . }}',
  title_link: '{{ template "slack.qualisys.title_link" . }}',
  text: '{{ template "slack.qualisys.text" . }}',
  // What a phone shows before the message is opened.
  fallback: '{{ template "slack.qualisys.fallback" . }}',
} as const;

/** Stands in `slack.tmpl` for Grafana's address: no template can take in what another one prints, to measure it. */
const ADDRESS_PLACEHOLDER = '"GRAFANA_ADDRESS"';

/** Template files by name, for the chart's `alertmanager.templateFiles`. */
export function messageTemplates({ grafanaUrl }: MessageInput): Record<string, string> {
  const slack = readFileSync(join(__dirname, "slack.tmpl"), "utf8");
  return { "slack.tmpl": slack.replace(ADDRESS_PLACEHOLDER, () => JSON.stringify(grafanaUrl)) };
}
