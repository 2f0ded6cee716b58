/** The exporter of one Redis server. */
import type { CacheConfig } from "../../config/schema";
import { identityLabels, jobs } from "../../identity";
import { caBundle } from "../ca-bundles/bundle";
import { redisSecretKeys } from "../credentials/names";
import { CA_BUNDLE_PATH } from "../credentials/postgres";
import { CREDENTIALS_FOLDER, type ExporterSpec } from "./spec";

/** Release of oliver006/redis_exporter. */
const VERSION = "v1.88.0";

/** The user of the image. */
const EXPORTER_USER = 59000;

/** Builds the exporter of a cache in the configuration. */
export function redisExporter(cache: CacheConfig): ExporterSpec {
  const ownBundle = cache.tls && cache.caBundle !== "system";
  return {
    job: jobs.redis,
    server: cache.name,
    credentials: cache.credentials?.secret,
    serverLabel: identityLabels.cache,
    image: `docker.io/oliver006/redis_exporter:${VERSION}`,
    version: VERSION,
    runAsUser: EXPORTER_USER,
    args: [
      "--web.listen-address=:9121",
      // Would let anyone who reaches the port send the password to a server of their choice.
      "--disable-scrape-endpoint",
      // LATENCY LATEST and LATENCY HISTOGRAM are asked at each scrape unless this is said, and nothing uses what they tell.
      "--exclude-latency-histogram-metrics",
      ...(cache.configCommand ? [] : ["--config-command=-"]),
      ...(ownBundle ? [`--tls-ca-cert-file=${CA_BUNDLE_PATH}`] : []),
    ],
    env: {
      ...(cache.username === undefined ? {} : { REDIS_USER: cache.username }),
      ...(cache.credentials === undefined ? {} : { REDIS_PASSWORD_FILE: `${CREDENTIALS_FOLDER}/${redisSecretKeys.passwords}` }),
    },
    secretEnv: { REDIS_ADDR: redisSecretKeys.address },
    secretFiles: cache.credentials === undefined ? [] : [redisSecretKeys.passwords],
    port: 9121,
    healthPath: "/health",
    // The story's requests and memory limit.
    resources: { requests: { cpu: "25m", memory: "32Mi" }, limits: { memory: "64Mi" } },
    ...(ownBundle ? { caBundle: caBundle(cache.caBundle) } : {}),
  };
}
