/** Everything that an API server holds, read once, so that checks look at one moment and ask nothing twice. */
import type { IHTTPRoute } from "@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute";
import type { IAlertmanager } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/Alertmanager";
import type { IServiceMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor";
import type {
  KubeConfig,
  KubernetesObject,
  V1ConfigMap,
  V1DaemonSet,
  V1Deployment,
  V1Ingress,
  V1Job,
  V1PersistentVolumeClaim,
  V1Pod,
  V1PodDisruptionBudget,
  V1Secret,
  V1Service,
  V1ServiceAccount,
  V1StatefulSet,
} from "@kubernetes/client-node";
import { z } from "zod";
import { callApi } from "../../sandbox/cluster/client";

/** The objects of a cluster at one moment. */
export type Snapshot = readonly KubernetesObject[];

/** The kinds that checks look into. */
interface Kinds {
  Alertmanager: IAlertmanager;
  ConfigMap: V1ConfigMap;
  DaemonSet: V1DaemonSet;
  Deployment: V1Deployment;
  HTTPRoute: IHTTPRoute;
  Ingress: V1Ingress;
  Job: V1Job;
  PersistentVolumeClaim: V1PersistentVolumeClaim;
  Pod: V1Pod;
  PodDisruptionBudget: V1PodDisruptionBudget;
  Secret: V1Secret;
  Service: V1Service;
  ServiceAccount: V1ServiceAccount;
  ServiceMonitor: IServiceMonitor;
  StatefulSet: V1StatefulSet;
}

/** The objects of one kind. */
export function objectsOf<K extends keyof Kinds>(objects: Snapshot, kind: K): readonly Kinds[K][] {
  return objects.filter((object) => object.kind === kind) as KubernetesObject[] as Kinds[K][];
}

/** One object by its name; undefined where there is none. */
export function findObject<K extends keyof Kinds>(
  objects: Snapshot,
  kind: K,
  namespace: string,
  name: string,
): Kinds[K] | undefined {
  return objectsOf(objects, kind).find(({ metadata }) => metadata?.namespace === namespace && metadata.name === name);
}

/** `Kind namespace/name`, or `Kind name` for what belongs to no namespace. */
export function nameOf({
  kind,
  metadata,
}: {
  kind?: string;
  metadata?: { name?: string; namespace?: string };
}): string {
  return `${kind} ${metadata?.namespace === undefined ? "" : `${metadata.namespace}/`}${metadata?.name}`;
}

/** The API asks the components of the control plane for it; nothing is stored under it. */
const NOT_STORED = ["componentstatuses"];

const groupsSchema = z.object({
  groups: z.array(z.object({ preferredVersion: z.object({ groupVersion: z.string() }) })),
});
const resourcesSchema = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string(), verbs: z.array(z.string()) })),
});
const listSchema = z.object({ items: z.array(z.looseObject({ metadata: z.looseObject({}) })) });

/** Reads every object of every kind that the API server can list, custom ones included. */
export async function readSnapshot(config: KubeConfig): Promise<Snapshot> {
  const { groups } = groupsSchema.parse(await get(config, "/apis"));
  const versions = ["/api/v1", ...groups.map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`)];
  const objects = await Promise.all(versions.map((version) => objectsOfVersion(config, version)));
  return objects.flat();
}

async function objectsOfVersion(config: KubeConfig, version: string): Promise<KubernetesObject[]> {
  const { resources } = resourcesSchema.parse(await get(config, version));
  const listable = resources.filter(({ name, verbs }) => verbs.includes("list") && !NOT_STORED.includes(name));
  const lists = await Promise.all(
    listable.map(async ({ name, kind }) => {
      const { items } = listSchema.parse(await get(config, `${version}/${name}`));
      // The items of a list say neither their version nor their kind.
      return items.map((item): KubernetesObject => ({ ...item, apiVersion: version.replace(/^\/apis?\//, ""), kind }));
    }),
  );
  return lists.flat();
}

async function get(config: KubeConfig, path: string): Promise<unknown> {
  const { status, body } = await callApi(config, { method: "GET", path });
  if (status !== 200) throw new Error(`The API server answered ${status} to GET ${path}: ${body.slice(0, 200)}`);
  return JSON.parse(body);
}
