/** The pod of the exporter of one Redis server. */
import { CA_BUNDLE_PATH, caBundle } from "../ca-bundle";
import { CREDENTIALS_FOLDER, type PodSide } from "../spec";
import { usedBundle, type CacheConfig } from "./config";
import { secretKeys } from "./credentials";

/** Release of oliver006/redis_exporter. */
// renovate: datasource=docker depName=docker.io/oliver006/redis_exporter
const VERSION = "v1.88.0";

/** The user of the image. */
const EXPORTER_USER = 59000;

/** What runs beside a cache of the configuration. */
export function pod(cache: CacheConfig): PodSide {
  const bundle = usedBundle(cache);
  return {
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
      ...(bundle === undefined ? [] : [`--tls-ca-cert-file=${CA_BUNDLE_PATH}`]),
    ],
    env: {
      ...(cache.username === undefined ? {} : { REDIS_USER: cache.username }),
      ...(cache.credentials === undefined
        ? {}
        : { REDIS_PASSWORD_FILE: `${CREDENTIALS_FOLDER}/${secretKeys.passwords}` }),
    },
    secretEnv: { REDIS_ADDR: secretKeys.address },
    secretFiles: cache.credentials === undefined ? [] : [secretKeys.passwords],
    port: 9121,
    healthPath: "/health",
    // The story's requests and memory limit.
    resources: { requests: { cpu: "25m", memory: "32Mi" }, limits: { memory: "64Mi" } },
    ...(bundle === undefined ? {} : { caBundle: caBundle(bundle) }),
  };
}
