/** What does not go together in the Slack channels. */
import { problem, type Problem } from "../problem";
import type { Config, SecretReference } from "../schema";

/** The environment whose alerts somebody is woken up for. */
const PRODUCTION = "production";
const CRITICAL_CHANNEL = "#alerts-critical";

/** A stack that tries things out would wake people up. */
export function criticalChannelOutsideProduction({ environment, alertmanager: { slack } }: Config): readonly Problem[] {
  if (environment === PRODUCTION || slack.allowCriticalChannel) return [];
  return (["alerts", "critical"] as const)
    .filter((receiver) => slack[receiver]?.channel === CRITICAL_CHANNEL)
    .map((receiver) =>
      problem(
        [`alertmanager.slack.${receiver}.channel`, "environment", "alertmanager.slack.allowCriticalChannel"],
        ([channel, stack, allow]) => `${channel} is "${CRITICAL_CHANNEL}" in a stack whose ${stack} is "${environment}"; it must be another channel, or ${allow} true.`,
      ),
    );
}

/** Both receivers would send each critical alert to it. One webhook for both is fine: such alerts are sent once. */
export function oneChannelTwice({ alertmanager: { slack } }: Config): readonly Problem[] {
  const { alerts, critical } = slack;
  if (critical === undefined || critical.channel !== alerts.channel || isSameSecret(critical.webhook, alerts.webhook)) return [];
  return [
    problem(
      ["alertmanager.slack.critical.channel", "alertmanager.slack.alerts.channel", "alertmanager.slack.critical.webhook", "alertmanager.slack.alerts.webhook"],
      ([channel, other]) => `${channel} is "${critical.channel}", as ${other} is, but the webhooks differ, so each critical alert would be there twice; it must be another channel, or critical be left out.`,
    ),
  ];
}

function isSameSecret(one: SecretReference, other: SecretReference): boolean {
  return one.secret === other.secret && one.key === other.key;
}
