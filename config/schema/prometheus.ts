/** Configuration of the Prometheus servers and of the long-term store they write to. */
import { z } from "zod";
import {
  awsRegion,
  duration,
  inPrometheusConfiguration,
  objectName,
  plainHeader,
  plainHeaderValue,
  prometheusSize,
  roleArn,
  scrapeDuration,
  serviceAddress,
  storage,
  wholeNumber,
} from "../fields/grammar";
import { antiAffinity, resources, secretReference } from "../fields/common";

const remoteWrite = z.strictObject({
  name: objectName.describe("Name of the store, in Prometheus' own metrics").meta({ examples: ["long-term"] }),
  url: inPrometheusConfiguration(serviceAddress)
    .describe("URL that samples are written to")
    .meta({
      examples: ["https://aps-workspaces.eu-central-1.amazonaws.com/workspaces/ws-0a1b2c3d/api/v1/remote_write"],
    }),
  sigv4: z
    .strictObject({
      region: awsRegion.describe("AWS region of the workspace"),
      roleArn: roleArn.optional().describe("IAM role to assume for writing; absent: the role of the service account"),
    })
    .optional()
    .describe("Signs requests for AWS, as Amazon Managed Service for Prometheus requires"),
  basicAuth: z
    .strictObject({
      username: secretReference
        .describe("Secret with the user's name")
        .meta({ examples: [{ secret: "qualisys/staging/long-term", key: "username" }] }),
      password: secretReference
        .describe("Secret with the password")
        .meta({ examples: [{ secret: "qualisys/staging/long-term", key: "password" }] }),
    })
    .optional()
    .describe("User and password, as Grafana Cloud requires"),
  bearerToken: secretReference
    .optional()
    .describe("Secret with a token for the Authorization header")
    .meta({ examples: [{ secret: "qualisys/staging/long-term", key: "token" }] }),
  headers: z
    .record(plainHeader, inPrometheusConfiguration(plainHeaderValue))
    .default({})
    .describe(
      "Additional headers that are not secret, such as the tenant: X-Scope-OrgID (Mimir), THANOS-TENANT (Thanos Receive)",
    )
    .meta({ examples: [{ "X-Scope-OrgID": "qualisys" }] }),
});

/** Keys under `monitoring:prometheus`. */
export const prometheus = z.strictObject({
  replicas: wholeNumber(1, 3)
    .default(1)
    .describe("Prometheus servers; each scrapes everything")
    .meta({ examples: [2] }),
  antiAffinity: antiAffinity
    .default("hard")
    .describe(
      "Keeps several servers on different nodes: always (hard), if possible (soft), or not at all (none: only for one server)",
    )
    .meta({ examples: ["hard"] }),
  retention: duration
    .default("15d")
    .describe("How long samples are kept (the story: 15 days)")
    .meta({ examples: ["15d"] }),
  retentionSize: prometheusSize
    .default("45GB")
    .describe("Size beyond which the oldest samples are deleted (the story: 45GB)")
    .meta({ examples: ["45GB"] }),
  storage: storage
    .default("50Gi")
    .describe("Volume of each server (the story: 50Gi)")
    .meta({ examples: ["50Gi"] }),
  scrapeInterval: scrapeDuration
    .default("15s")
    .describe("NFR-OBS3: 15 seconds; also the evaluation interval")
    .meta({ examples: ["15s"] }),
  scrapeTimeout: scrapeDuration
    .default("10s")
    .describe("At most the scrape interval")
    .meta({ examples: ["10s"] }),
  resources: resources
    .optional()
    .describe(
      "CPU and memory of each server; by default by the number of services and of servers with exporters (see docs/sizes.md). No CPU limit by default, because it would throttle replay and compaction",
    )
    .meta({ computedDefault: "by the number of targets" }),
  roleArn: roleArn.optional().describe("IAM role of the servers' service account (IRSA), for remoteWrite with sigv4"),
  remoteWrite: z.array(remoteWrite).default([]).describe("Long-term stores that every sample is also sent to"),
});
export type RemoteWriteConfig = z.infer<typeof remoteWrite>;
