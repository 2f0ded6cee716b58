/** Configuration of Alertmanager: the Slack channels, the external heartbeat, and when warnings wait. */
import { z } from "zod";
import { heartbeatInterval, slackChannel, storage, timeOfDay, timeZone, wholeNumber } from "../fields/grammar";
import { antiAffinity, secretReference } from "../fields/common";

function slackReceiver(channel: string, key: string) {
  return z.strictObject({
    channel: slackChannel.describe("Slack channel").meta({ examples: [channel] }),
    webhook: secretReference
      .describe("Secret with the URL of the channel's incoming webhook")
      .meta({ examples: [{ secret: "qualisys/staging/slack", key }] }),
  });
}

const heartbeat = z.strictObject({
  url: secretReference
    .describe("Secret with the URL that is posted to")
    .meta({ examples: [{ secret: "qualisys/staging/heartbeat", key: "url" }] }),
  interval: heartbeatInterval
    .default("1m")
    .describe("Time between two posts; the service at that URL should only raise the alarm after several missed ones")
    .meta({ examples: ["1m"] }),
});

/** Days as Alertmanager spells them. */
const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

const muteTimes = z.strictObject({
  timeZone: timeZone
    .describe("Time zone of the working hours, daylight saving time included")
    .meta({ examples: ["Europe/Berlin"] }),
  workdays: z
    .array(z.enum(WEEKDAYS))
    .min(1)
    .default([...WEEKDAYS.slice(0, 5)])
    .describe("Days on which warnings are sent")
    .meta({ examples: [["monday", "tuesday", "wednesday", "thursday"]] }),
  workFrom: timeOfDay
    .default("08:00")
    .describe("Beginning of the working hours")
    .meta({ examples: ["08:00"] }),
  workUntil: timeOfDay
    .default("18:00")
    .describe("End of the working hours")
    .meta({ examples: ["18:00"] }),
});

/** Keys under `monitoring:alertmanager`. */
export const alertmanager = z.strictObject({
  replicas: wholeNumber(1, 3)
    .default(1)
    .describe("Alertmanagers; they share silences and send each message once")
    .meta({ examples: [2] }),
  antiAffinity: antiAffinity
    .default("hard")
    .describe("Keeps several Alertmanagers on different nodes; values as for Prometheus")
    .meta({ examples: ["hard"] }),
  storage: storage
    .default("2Gi")
    .describe("Volume of each Alertmanager, for silences and the notification log")
    .meta({ examples: ["2Gi"] }),
  slack: z.strictObject({
    alerts: slackReceiver("#alerts", "alerts").describe("Receives critical and warning alerts"),
    critical: slackReceiver("#alerts-critical", "alerts-critical")
      .optional()
      .describe("Also receives critical alerts; absent: everything goes to the first channel"),
    allowCriticalChannel: z
      .boolean()
      .default(false)
      .describe("true: a stack other than production may post to #alerts-critical")
      .meta({ examples: [true] }),
  }),
  heartbeat: heartbeat
    .optional()
    .describe("Service outside the cluster that receives the Watchdog and raises an alarm when it stops; absent: none"),
  muteTimes: muteTimes
    .optional()
    .describe(
      "Outside these working hours warnings wait, critical alerts never do; not allowed in production. Absent: warnings never wait",
    ),
});
