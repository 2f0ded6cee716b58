/** Reads the objects that rows look at; changes nothing, and keeps no value of a Secret. */
import { ApiException, CoreV1Api, CustomObjectsApi, NetworkingV1Api, type KubeConfig } from "@kubernetes/client-node";
import { z } from "zod";
import {
  alertmanagerSchema,
  httpRouteSchema,
  prometheusSchema,
  ruleObjectSchema,
  serviceMonitorSchema,
  type ClusterObjects,
} from "./objects";

const OPERATOR = { group: "monitoring.coreos.com", version: "v1" } as const;
const GATEWAY = { group: "gateway.networking.k8s.io", version: "v1" } as const;

/**
 * Reads all of them at once.
 *
 * @param namespace of the stack.
 */
export async function readObjects(config: KubeConfig, namespace: string): Promise<ClusterObjects> {
  const core = config.makeApiClient(CoreV1Api);
  const custom = config.makeApiClient(CustomObjectsApi);
  const list = async <T>(type: typeof OPERATOR | typeof GATEWAY, plural: string, schema: z.ZodType<T>) => {
    const found: unknown = await custom.listNamespacedCustomObject({ ...type, plural, namespace });
    return z.object({ items: z.array(schema) }).parse(found).items;
  };
  const [nodes, pods, services, configMaps, claims, ingresses] = await Promise.all([
    core.listNode(),
    core.listPodForAllNamespaces(),
    core.listServiceForAllNamespaces(),
    core.listNamespacedConfigMap({ namespace }),
    core.listNamespacedPersistentVolumeClaim({ namespace }),
    config.makeApiClient(NetworkingV1Api).listNamespacedIngress({ namespace }),
  ]);
  const [serviceMonitors, prometheuses, alertmanagers, rules, httpRoutes, secretKeys] = await Promise.all([
    list(OPERATOR, "servicemonitors", serviceMonitorSchema),
    list(OPERATOR, "prometheuses", prometheusSchema),
    list(OPERATOR, "alertmanagers", alertmanagerSchema),
    list(OPERATOR, "prometheusrules", ruleObjectSchema),
    unless([404], [], () => list(GATEWAY, "httproutes", httpRouteSchema)),
    unless([401, 403], undefined, async () => {
      const secrets = await core.listNamespacedSecret({ namespace });
      return new Map(secrets.items.map(({ metadata, data }) => [metadata?.name ?? "", Object.keys(data ?? {})]));
    }),
  ]);
  return {
    nodes: nodes.items,
    pods: pods.items,
    services: services.items,
    configMaps: configMaps.items,
    claims: claims.items,
    ingresses: ingresses.items,
    serviceMonitors,
    prometheuses,
    alertmanagers,
    rules,
    httpRoutes,
    secretKeys,
  };
}

/** Something else where the API server answers with one of some statuses: a type that it does not know, a right that is missing. */
async function unless<T, U>(statuses: readonly number[], otherwise: U, ask: () => Promise<T>): Promise<T | U> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ApiException && statuses.includes(error.code)) return otherwise;
    throw error;
  }
}
