/** The objects of a cluster that say what runs in its pods. */
import { CoreV1Api, type KubeConfig, type V1Pod } from "@kubernetes/client-node";

/** Pods, and what they mount. */
export interface PodObjects {
  readonly pods: readonly V1Pod[];
  /** Data of the Secrets, decoded. */
  readonly secrets: ObjectData;
  readonly configMaps: ObjectData;
}

/** Data of objects by `namespace/name`, then by key. */
export type ObjectData = ReadonlyMap<string, ReadonlyMap<string, Buffer>>;

/** Key of an object in {@link ObjectData}. */
export function objectKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

/** Reads all pods that run, and the Secrets and ConfigMaps of their namespaces. */
export async function readPodObjects(config: KubeConfig): Promise<PodObjects> {
  const core = config.makeApiClient(CoreV1Api);
  const [pods, secrets, configMaps] = await Promise.all([
    core.listPodForAllNamespaces(),
    // Not Helm's records of releases: megabytes, and no pod mounts them.
    core.listSecretForAllNamespaces({ fieldSelector: "type!=helm.sh/release.v1" }),
    core.listConfigMapForAllNamespaces(),
  ]);
  return {
    pods: pods.items.filter(
      ({ metadata, status }) => metadata?.deletionTimestamp === undefined && status?.phase === "Running",
    ),
    secrets: dataOf(secrets.items, ({ data }) => decoded(data, "base64")),
    configMaps: dataOf(configMaps.items, ({ data, binaryData }) => [
      ...decoded(data, "utf8"),
      ...decoded(binaryData, "base64"),
    ]),
  };
}

type Entries = readonly (readonly [string, Buffer])[];

function dataOf<Item extends { metadata?: { namespace?: string; name?: string } }>(
  items: readonly Item[],
  entries: (item: Item) => Entries,
): ObjectData {
  return new Map(
    items.map((item) => [objectKey(item.metadata?.namespace ?? "", item.metadata?.name ?? ""), new Map(entries(item))]),
  );
}

function decoded(data: Readonly<Record<string, string>> | undefined, encoding: BufferEncoding): Entries {
  return Object.entries(data ?? {}).map(([key, value]) => [key, Buffer.from(value, encoding)] as const);
}
