/** Which alert goes to which receiver, how alerts are put together, and how often they are notified. */
import type { Route } from "../../../chart-values/shapes";
import { parseDuration } from "../../../units/duration";
import type { AlertmanagerInput } from "./input";
import { receiverNames, separateCritical } from "./receivers";
import { WORKING_HOURS } from "./time-intervals";

/**
 * Critical alerts reach both channels, or the only one. Warnings reach the first channel, in working hours where the
 * stack has some. The Watchdog reaches the heartbeat or nobody; info and the chart's other plumbing nobody.
 */
export function rootRoute({ slack, heartbeat, muteTimes }: AlertmanagerInput): Route {
  const { discard, alerts, critical } = receiverNames;
  const hasCritical = separateCritical(slack) !== undefined;
  return {
    // What carries no known severity is notified rather than dropped.
    receiver: alerts,
    // As the story groups them, and by severity: so that a message has one.
    group_by: ["alertname", "namespace", "severity"],
    group_wait: "30s",
    group_interval: "5m",
    repeat_interval: "4h",
    routes: [
      watchdogRoute(heartbeat),
      { receiver: discard, matchers: ['alertname = "InfoInhibitor"'] },
      { receiver: discard, matchers: ['severity =~ "info|none"'] },
      // A parent's receiver is never used once a child matched: the next sibling goes on.
      ...(hasCritical ? [{ receiver: critical, matchers: ['severity = "critical"'], continue: true }] : []),
      { receiver: alerts, matchers: ['severity = "critical"'] },
      {
        receiver: alerts,
        matchers: ['severity = "warning"'],
        ...(muteTimes === undefined ? {} : { active_time_intervals: [WORKING_HOURS] }),
      },
    ],
  };
}

/**
 * The alert that always fires: each post shows that Prometheus and Alertmanager work.
 *
 * Alertmanager looks whether to repeat once in `group_interval`, and measures `repeat_interval` from the last post,
 * which is a moment later: were both the same, every second look would find it too early. Half of it is also more than
 * the moment after which a second Alertmanager looks, which would post again.
 */
function watchdogRoute(heartbeat: AlertmanagerInput["heartbeat"]): Route {
  const matchers = ['alertname = "Watchdog"'];
  if (heartbeat === undefined) return { receiver: receiverNames.discard, matchers };
  const { interval } = heartbeat;
  return {
    receiver: receiverNames.heartbeat,
    matchers,
    group_by: ["alertname"],
    group_wait: "0s",
    group_interval: interval,
    repeat_interval: `${(parseDuration(interval) ?? 0) / 2}ms`,
  };
}
