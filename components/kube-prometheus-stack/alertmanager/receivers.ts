/** Where alerts are sent to. Every address is read from a file at each notification, so a new one needs no restart. */
import type { Receiver } from "../../../chart-values/shapes";
import type { Config } from "../../../config/schema";
import { heartbeatSecret, slackSecret } from "../../credentials/names";
import type { AlertmanagerInput } from "./input";
import { slackMessage } from "./templates";

/** Names of the receivers; that of the one that says nothing is the text "null", as in the chart. */
export const receiverNames = {
  discard: "null",
  alerts: "slack-notifications",
  critical: "slack-critical",
  heartbeat: "heartbeat",
} as const;

/** The channels and their webhooks. */
type Slack = Config["alertmanager"]["slack"];

/** Where the operator mounts the Secrets of `alertmanagerSpec.secrets`. */
const SECRETS_FOLDER = "/etc/alertmanager/secrets";

/** Secrets of Kubernetes that hold the addresses, by name. */
export function addressSecrets({ heartbeat }: Pick<AlertmanagerInput, "heartbeat">): string[] {
  return [slackSecret.name, ...(heartbeat === undefined ? [] : [heartbeatSecret.name])];
}

/** Only those that some route leads to. */
export function receivers({ slack, heartbeat }: AlertmanagerInput): Receiver[] {
  const critical = separateCritical(slack);
  return [
    { name: receiverNames.discard },
    slackReceiver(receiverNames.alerts, slack.alerts.channel, slackSecret.alertsKey),
    ...(critical === undefined
      ? []
      : [slackReceiver(receiverNames.critical, critical.channel, slackSecret.criticalKey)]),
    ...(heartbeat === undefined ? [] : [heartbeatReceiver()]),
  ];
}

/** The critical channel, where it has an address of its own: an incoming webhook is bound to one channel. */
export function separateCritical({ alerts, critical }: Pick<Slack, "alerts" | "critical">): Slack["critical"] {
  const same = critical?.webhook.secret === alerts.webhook.secret && critical.webhook.key === alerts.webhook.key;
  return same ? undefined : critical;
}

function slackReceiver(name: string, channel: string, key: string): Receiver {
  return {
    name,
    slack_configs: [{ channel, api_url_file: secretFile(slackSecret.name, key), send_resolved: true, ...slackMessage }],
  };
}

/** Alertmanager's JSON by POST; the receiver only counts the posts. */
function heartbeatReceiver(): Receiver {
  return {
    name: receiverNames.heartbeat,
    webhook_configs: [
      { url_file: secretFile(heartbeatSecret.name, heartbeatSecret.key), send_resolved: false, max_alerts: 1 },
    ],
  };
}

function secretFile(secret: string, key: string): string {
  return `${SECRETS_FOLDER}/${secret}/${key}`;
}
