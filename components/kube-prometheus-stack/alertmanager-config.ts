/** Alertmanager's configuration: who hears of what, and how often. */
import type { Config } from "../../config/schema";
import { slackSecret } from "../credentials/names";

/** The channels and their webhooks. */
export type SlackInput = Pick<Config["alertmanager"]["slack"], "alerts" | "critical">;

/** The receiver that says nothing. Its name is the text "null", as in the chart. */
const SILENT = "null";
const ALERTS = "slack-notifications";
const CRITICAL = "slack-critical";

/** Where the operator mounts the Secrets of `alertmanagerSpec.secrets`. */
const SECRETS_FOLDER = "/etc/alertmanager/secrets";

/**
 * The whole configuration, with nothing left to the chart's defaults.
 *
 * Critical alerts reach both channels; only one where both would be the same address, since an incoming
 * webhook is bound to one channel. Warnings reach the first channel, info and the chart's plumbing nobody.
 */
export function alertmanagerConfig(slack: SlackInput) {
  const critical = separateCritical(slack);
  return {
    global: { resolve_timeout: "5m" },
    templates: ["/etc/alertmanager/config/*.tmpl"],
    inhibit_rules: inhibitRules,
    route: {
      // What carries no known severity is heard rather than lost.
      receiver: ALERTS,
      // Grouping and timing as the story names them.
      group_by: ["alertname", "namespace"],
      group_wait: "30s",
      group_interval: "5m",
      repeat_interval: "4h",
      routes: [
        { receiver: SILENT, matchers: ['alertname =~ "Watchdog|InfoInhibitor"'] },
        { receiver: SILENT, matchers: ['severity =~ "info|none"'] },
        // `continue` goes on to the next sibling, which is the first channel.
        ...(critical === undefined ? [] : [{ receiver: CRITICAL, matchers: ['severity = "critical"'], continue: true }]),
        { receiver: ALERTS, matchers: ['severity =~ "critical|warning"'] },
      ],
    },
    receivers: [
      { name: SILENT },
      slackReceiver(ALERTS, slack.alerts.channel, slackSecret.alertsKey),
      ...(critical === undefined ? [] : [slackReceiver(CRITICAL, critical.channel, slackSecret.criticalKey)]),
    ],
  };
}

/** The critical channel, where it has an address of its own. */
function separateCritical(slack: SlackInput): SlackInput["critical"] {
  const { alerts, critical } = slack;
  const same = critical?.webhook.secret === alerts.webhook.secret && critical.webhook.key === alerts.webhook.key;
  return same ? undefined : critical;
}

/** The chart's own inhibitions: a higher severity mutes a lower one of the same alert, InfoInhibitor mutes info. */
const inhibitRules = [
  { source_matchers: ['severity = "critical"'], target_matchers: ['severity =~ "warning|info"'], equal: ["namespace", "alertname"] },
  { source_matchers: ['severity = "warning"'], target_matchers: ['severity = "info"'], equal: ["namespace", "alertname"] },
  { source_matchers: ['alertname = "InfoInhibitor"'], target_matchers: ['severity = "info"'], equal: ["namespace"] },
  { target_matchers: ['alertname = "InfoInhibitor"'] },
];

function slackReceiver(name: string, channel: string, key: string) {
  return {
    name,
    slack_configs: [
      {
        channel,
        api_url_file: `${SECRETS_FOLDER}/${slackSecret.name}/${key}`,
        send_resolved: true,
        title: "{{ .Status | toUpper }}: {{ .CommonLabels.alertname }}",
        text: "{{ range .Alerts }}{{ .Annotations.summary }}\n{{ .Annotations.description }}\n{{ end }}",
      },
    ],
  };
}
