/** What the stack file says of a Redis server. */
import { z } from "zod";
import { endpointHost, objectName, PEM_FILE, port, text, UNSEEN } from "../../config/fields/grammar";
import { secretReference } from "../../config/fields/common";
import { thresholds } from "./thresholds";

/** Root certificates of a cache: `system`, or a PEM file. */
const cacheBundle = text(
  /^(?!\w+:\/\/|rds(\/|$))(?!.*-----BEGIN)[^\s].*$/,
  `must be system or ${PEM_FILE} (rds is for databases only)`,
).meta({ title: "bundle" });

/**
 * A host behind which one server answers at a time. The configuration endpoint of a cluster (`clustercfg`, of ElastiCache or
 * MemoryDB) answers from any of its nodes at each connection: every metric would be another node's at each scrape.
 */
const nodeHost = endpointHost
  .regex(
    /^(?!([^.]+\.)*clustercfg\.)/i,
    "must be the host of one node, not the configuration endpoint of a cluster, which answers from another node at each scrape; " +
      "list every node as a cache (docs/endpoints.md)",
  )
  .meta({ title: "host" });

/** An ACL user, as Redis takes it: any name without spaces. */
export const aclUser = text(
  new RegExp(`^[^\\s${UNSEEN}]{1,190}$`, "u"),
  "must be a user's name without spaces, as Redis takes one",
).meta({ title: "user" });

/** One item of `monitoring:caches`. */
const item = z.strictObject({
  name: objectName.describe("Name of the cache in labels, alerts and dashboards").meta({ examples: ["sessions"] }),
  host: nodeHost
    .describe("Host of one node, or of the primary; what other endpoints measure: docs/endpoints.md")
    .meta({ examples: ["sessions.staging.cache.qualisys.internal"] }),
  port: port
    .default(6379)
    .describe("Port")
    .meta({ examples: [6379] }),
  tls: z
    .boolean()
    .default(true)
    .describe("rediss:// (true) or redis:// (false)")
    .meta({ examples: [true] }),
  credentials: secretReference
    .optional()
    .describe("Secret with the password; absent if the cache requires none")
    .meta({ examples: [{ secret: "qualisys/staging/redis", key: "password" }] }),
  username: aclUser
    .optional()
    .describe("ACL user; absent for the default user")
    .meta({ examples: ["monitoring"] }),
  caBundle: cacheBundle
    .default("system")
    .describe(
      "Root certificates for TLS: system for those of the image (right for ElastiCache), or the path of a PEM file",
    )
    .meta({ examples: ["system"] }),
  configCommand: z
    .boolean()
    .default(false)
    .describe("Whether the server allows CONFIG; ElastiCache does not")
    .meta({ examples: [false] }),
});
export type CacheConfig = z.infer<typeof item>;

export const config = { key: "caches", item, description: "Redis servers; one exporter each", thresholds } as const;

/** The bundle of root certificates that is mounted; undefined where the image's own do, or TLS is off. */
export function usedBundle({ caBundle, tls }: Pick<CacheConfig, "caBundle" | "tls">): string | undefined {
  return tls && caBundle !== "system" ? caBundle : undefined;
}
