/** Configuration of Alertmanager and the Slack channels. */
import { z } from "zod";
import { slackChannel, storage, wholeNumber } from "../grammar";
import { antiAffinity, secretReference } from "./common";

function slackReceiver(channel: string, key: string) {
  return z.strictObject({
    channel: slackChannel.describe("Slack channel").meta({ examples: [channel] }),
    webhook: secretReference.describe("Secret with the channel's incoming-webhook address").meta({ examples: [{ secret: "qualisys/staging/slack", key }] }),
  });
}

/** Keys under `monitoring:alertmanager`. */
export const alertmanager = z.strictObject({
  replicas: wholeNumber(1, 3).default(1).describe("Alertmanagers; they share silences and send each message once").meta({ examples: [2] }),
  antiAffinity: antiAffinity.default("hard").describe("Keeps several Alertmanagers on different nodes; as for Prometheus").meta({ examples: ["hard"] }),
  storage: storage.default("2Gi").describe("Volume of each Alertmanager, for silences and the notification log").meta({ examples: ["2Gi"] }),
  slack: z.strictObject({
    alerts: slackReceiver("#alerts", "alerts").describe("Receives critical and warning alerts"),
    critical: slackReceiver("#alerts-critical", "alerts-critical").optional().describe("Receives critical alerts besides; absent: everything goes to the first channel"),
    allowCriticalChannel: z.boolean().default(false).describe("true: a stack other than production may post to #alerts-critical").meta({ examples: [true] }),
  }),
});
