/** Configuration of the Prometheus servers and of the long-term store they write to. */
import { z } from "zod";
import { duration, objectName, prometheusSize, quantity } from "../grammar";
import { antiAffinity, resources, secretReference } from "./common";

const remoteWrite = z.strictObject({
  name: objectName.describe("Name of the store, in Prometheus' own metrics"),
  url: z.url({ error: "must be an http or https address" }).describe("Address that samples are written to"),
  sigv4: z.strictObject({
    region: z.string().min(1).describe("AWS region of the workspace"),
    roleArn: z.string().min(1).optional().describe("IAM role to assume for writing; absent: the role of the service account"),
  }).optional().describe("Requests are signed for AWS, as Amazon Managed Service for Prometheus asks"),
  basicAuth: z.strictObject({
    username: secretReference.describe("Secret with the user's name"),
    password: secretReference.describe("Secret with the password"),
  }).optional().describe("User and password, as Grafana Cloud asks"),
  bearerToken: secretReference.optional().describe("Secret with a token for the Authorization header"),
  headers: z.record(z.string(), z.string()).default({}).describe("Further headers that are no secret, such as the tenant: X-Scope-OrgID (Mimir), THANOS-TENANT (Thanos Receive)"),
});

/** Keys under `monitoring:prometheus`. */
export const prometheus = z.strictObject({
  replicas: z.number().int().min(1).max(3).default(1).describe("Prometheus servers; each scrapes everything"),
  antiAffinity: antiAffinity.default("hard").describe("Keeps several servers on different nodes: always (hard), where possible (soft), or not at all (none: only for one server)"),
  retention: duration.default("15d").describe("How long samples are kept (the story: 15 days)"),
  retentionSize: prometheusSize.default("45GB").describe("Size at which the oldest samples go first (the story: 45GB)"),
  storage: quantity.default("50Gi").describe("Volume of each server (the story: 50Gi)"),
  scrapeInterval: duration.default("15s").describe("NFR-OBS3: 15 seconds; also the evaluation interval"),
  scrapeTimeout: duration.default("10s").describe("At most the scrape interval"),
  resources: resources.default({ requests: { cpu: "500m", memory: "2Gi" }, limits: { memory: "4Gi" } })
    .describe("CPU and memory of each server; no CPU limit by default, since it throttles replay and compaction"),
  roleArn: z.string().min(1).optional().describe("IAM role of the servers' service account (IRSA), for remoteWrite with sigv4"),
  remoteWrite: z.array(remoteWrite).default([]).describe("Long-term stores that every sample is sent to besides"),
});
export type RemoteWriteConfig = z.infer<typeof remoteWrite>;
