/** Configuration of Alertmanager and the Slack channels. */
import { z } from "zod";
import { quantity, slackChannel } from "../grammar";
import { antiAffinity, secretReference } from "./common";

const slackReceiver = z.strictObject({
  channel: slackChannel.describe("Slack channel"),
  webhook: secretReference.describe("Secret with the channel's incoming-webhook address"),
});

/** Keys under `monitoring:alertmanager`. */
export const alertmanager = z.strictObject({
  replicas: z.number().int().min(1).max(3).default(1).describe("Alertmanagers; they share silences and send each message once"),
  antiAffinity: antiAffinity.default("hard").describe("Keeps several Alertmanagers on different nodes; as for Prometheus"),
  storage: quantity.default("2Gi").describe("Volume of each Alertmanager, for silences and the notification log"),
  slack: z.strictObject({
    alerts: slackReceiver.describe("Receives critical and warning alerts"),
    critical: slackReceiver.optional().describe("Receives critical alerts besides; absent: everything goes to the first channel"),
    allowCriticalChannel: z.boolean().default(false).describe("true: a stack other than production may post to #alerts-critical"),
  }),
});
