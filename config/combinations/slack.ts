/** What does not go together in who is notified of alerts, and when. */
import { problem, type Problem } from "../fields/problem";
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
        ([channel, stack, allow]) =>
          `${channel} is "${CRITICAL_CHANNEL}" in a stack whose ${stack} is "${environment}"; it must be another channel, or ${allow} true.`,
      ),
    );
}

/** Both receivers would send each critical alert to it. One webhook for both is fine: such alerts are sent once. */
export function oneChannelTwice({ alertmanager: { slack } }: Config): readonly Problem[] {
  const { alerts, critical } = slack;
  if (critical === undefined || critical.channel !== alerts.channel || isSameSecret(critical.webhook, alerts.webhook))
    return [];
  return [
    problem(
      [
        "alertmanager.slack.critical.channel",
        "alertmanager.slack.alerts.channel",
        "alertmanager.slack.critical.webhook",
        "alertmanager.slack.alerts.webhook",
      ],
      ([channel, other]) =>
        `${channel} is "${critical.channel}", as ${other} is, but the webhooks differ, so each critical alert would be there twice; it must be another channel, or critical be left out.`,
    ),
  ];
}

/** A warning of production that nobody hears at night may be critical in the morning. */
export function muteTimesInProduction({ environment, alertmanager: { muteTimes } }: Config): readonly Problem[] {
  if (environment !== PRODUCTION || muteTimes === undefined) return [];
  return [
    problem(
      ["alertmanager.muteTimes", "environment"],
      ([key, stack]) => `${key} is for stacks whose ${stack} is not "${PRODUCTION}"; it must be left out.`,
    ),
  ];
}

/** Alertmanager refuses a time range that ends before it begins. */
export function workEndsBeforeItBegins({ alertmanager: { muteTimes } }: Config): readonly Problem[] {
  // Both are of the form hh:mm, whose order is that of their texts.
  if (muteTimes === undefined || muteTimes.workFrom < muteTimes.workUntil) return [];
  return [
    problem(
      ["alertmanager.muteTimes.workUntil", "alertmanager.muteTimes.workFrom"],
      ([until, from]) =>
        `${until} is "${muteTimes.workUntil}"; it must be later than ${from} ("${muteTimes.workFrom}").`,
    ),
  ];
}

function isSameSecret(one: SecretReference, other: SecretReference): boolean {
  return one.secret === other.secret && one.key === other.key;
}
