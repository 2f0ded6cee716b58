/** What does not go together in Prometheus and Alertmanager. */
import { parseDuration } from "../../units/duration";
import { parseQuantity } from "../../units/quantity";
import { problem, type Problem } from "../fields/problem";
import type { Config, RemoteWriteConfig } from "../schema";
import { duplicates } from "./duplicates";

/** Prometheus refuses a target whose scrape may outlast the interval. */
export function scrapeTimeoutAboveInterval({
  prometheus: { scrapeInterval, scrapeTimeout },
}: Config): readonly Problem[] {
  if ((parseDuration(scrapeTimeout) ?? 0) <= (parseDuration(scrapeInterval) ?? 0)) return [];
  return [
    problem(
      ["prometheus.scrapeTimeout", "prometheus.scrapeInterval"],
      ([timeout, interval]) =>
        `${timeout} is "${scrapeTimeout}"; it must be at most ${interval} ("${scrapeInterval}").`,
    ),
  ];
}

/** Kubernetes refuses a pod that asks for more than its limit. */
export function requestAboveLimit({ prometheus: { resources } }: Config): readonly Problem[] {
  return (["cpu", "memory"] as const).flatMap((what) => {
    const [request, limit] = [resources.requests[what], resources.limits[what]];
    if (limit === undefined || (parseQuantity(request) ?? 0) <= (parseQuantity(limit) ?? 0)) return [];
    return [
      problem(
        [`prometheus.resources.requests.${what}`, `prometheus.resources.limits.${what}`],
        ([of, most]) => `${of} is "${request}"; it must be at most ${most} ("${limit}").`,
      ),
    ];
  });
}

/** Several servers on one node are lost together. */
export function replicasWithoutAntiAffinity(config: Config): readonly Problem[] {
  return (["prometheus", "alertmanager"] as const).flatMap((part) => {
    const { replicas, antiAffinity } = config[part];
    if (replicas === 1 || antiAffinity !== "none") return [];
    return [
      problem(
        [`${part}.antiAffinity`, `${part}.replicas`],
        ([affinity, count]) =>
          `${affinity} is none with ${replicas} replicas (${count}), which one node could hold and lose together; it must be hard or soft.`,
      ),
    ];
  });
}

/** Prometheus takes one way to sign in for each store. */
export function severalSignIns({ prometheus: { remoteWrite } }: Config): readonly Problem[] {
  return remoteWrite.flatMap((store, index) => {
    const given = (["sigv4", "basicAuth", "bearerToken"] as const).filter((way) => store[way] !== undefined);
    const place = `prometheus.remoteWrite[${index}]`;
    if (given.length < 2) return [];
    return [
      problem(
        [place, ...given.map((way) => `${place}.${way}`)],
        ([key]) => `${key} has ${given.join(" and ")}; it must have one way to sign in, or none.`,
      ),
    ];
  });
}

/** The region in the address of a workspace of Amazon Managed Service for Prometheus. */
function workspaceRegion({ url }: RemoteWriteConfig): string | undefined {
  return /^https:\/\/aps-workspaces(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com|api\.aws)/.exec(url)?.[1];
}

/** Amazon refuses what is not signed, or signed for another region. */
export function workspaceSignedForAnotherRegion({ prometheus: { remoteWrite } }: Config): readonly Problem[] {
  return remoteWrite.flatMap((store, index) => {
    const region = workspaceRegion(store);
    const place = `prometheus.remoteWrite[${index}]`;
    if (region === undefined || store.sigv4?.region === region) return [];
    if (store.sigv4 === undefined) {
      return [
        problem(
          [`${place}.sigv4`, `${place}.url`],
          ([key, url]) =>
            `${key} is missing; it must be { region: ${region} }, since the workspace at ${url} takes signed requests only.`,
        ),
      ];
    }
    return [
      problem(
        [`${place}.sigv4.region`, `${place}.url`],
        ([key, url]) => `${key} is "${store.sigv4?.region}"; it must be the region of ${url}: ${region}.`,
      ),
    ];
  });
}

/** Prometheus distinguishes the stores' metrics by their names. */
export function storeNamedTwice({ prometheus: { remoteWrite } }: Config): readonly Problem[] {
  return duplicates("prometheus.remoteWrite", remoteWrite);
}
