/** What a pod refers to: Secrets, ConfigMaps, claims, its account, and its own ports and volumes. */
import type { V1Container, V1PodSpec, V1Probe, V1Volume, V1VolumeMount } from "@kubernetes/client-node";
import { findObject, nameOf, objectsOf, type Snapshot } from "../snapshot";

/** A pod, or the template that pods are made from. */
export interface PodSource {
  /** Its object, for messages: `Deployment monitoring/grafana`. */
  readonly where: string;
  readonly namespace: string;
  readonly spec: V1PodSpec;
  /** Names of the volumes that a StatefulSet adds to its pods. */
  readonly claimTemplates: readonly string[];
}

/** A mention of a Secret or a ConfigMap. */
interface Reference {
  readonly kind: "Secret" | "ConfigMap";
  readonly name: string | undefined;
  /** Keys that have to exist in it. */
  readonly keys: readonly string[];
  /** What mentions it. */
  readonly by: string;
  /** Kubernetes starts the pod without it. */
  readonly optional: boolean | undefined;
}

/** Every pod, and every template of a workload. */
export function podSources(objects: Snapshot): PodSource[] {
  return [
    ...objectsOf(objects, "Pod").map((pod) => source(pod, pod.spec)),
    ...[...objectsOf(objects, "Deployment"), ...objectsOf(objects, "DaemonSet"), ...objectsOf(objects, "Job")].map(
      (workload) => source(workload, workload.spec?.template.spec),
    ),
    ...objectsOf(objects, "StatefulSet").map((set) =>
      source(
        set,
        set.spec?.template.spec,
        (set.spec?.volumeClaimTemplates ?? []).map(({ metadata }) => metadata?.name ?? ""),
      ),
    ),
  ];
}

function source(
  object: Parameters<typeof nameOf>[0],
  spec: V1PodSpec | undefined,
  claimTemplates: readonly string[] = [],
): PodSource {
  return {
    where: nameOf(object),
    namespace: object.metadata?.namespace ?? "",
    spec: spec ?? { containers: [] },
    claimTemplates,
  };
}

/** Everything of a pod that can't be resolved, one sentence each. */
export function podProblems(objects: Snapshot, pod: PodSource): string[] {
  const containers = containersOf(pod.spec);
  const problems = [
    ...duplicates(containers.map(({ name }) => name)).map((name) => `has several containers named ${name}`),
    ...accountProblems(objects, pod),
    ...referencesOf(pod.spec).flatMap((reference) => unresolved(objects, pod.namespace, reference)),
    ...(pod.spec.volumes ?? []).flatMap((volume) => claimProblems(objects, pod.namespace, volume)),
    ...containers.flatMap((container) => [...mountProblems(objects, pod, container), ...probeProblems(container)]),
  ];
  return problems.map((problem) => `${pod.where} ${problem}.`);
}

/** All containers of a pod, in the order of their start. */
export function containersOf(spec: V1PodSpec | undefined): V1Container[] {
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
}

function duplicates(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

function accountProblems(objects: Snapshot, { namespace, spec }: PodSource): string[] {
  const name = spec.serviceAccountName ?? "default";
  return findObject(objects, "ServiceAccount", namespace, name)
    ? []
    : [`runs as the service account ${name}, which does not exist`];
}

/** Every mention of a Secret or ConfigMap in a pod. */
function referencesOf(spec: V1PodSpec): Reference[] {
  return [
    ...(spec.imagePullSecrets ?? []).map(({ name }) => ({
      kind: "Secret" as const,
      name,
      keys: [],
      by: "imagePullSecrets",
      optional: false,
    })),
    ...containersOf(spec).flatMap(environmentReferences),
    ...(spec.volumes ?? []).flatMap(volumeReferences),
  ];
}

function environmentReferences(container: V1Container): Reference[] {
  const variables = (container.env ?? []).flatMap(({ name: variable, valueFrom }): Reference[] => {
    const by = `variable ${variable} of container ${container.name}`;
    const { secretKeyRef: secret, configMapKeyRef: map } = valueFrom ?? {};
    return [
      ...(secret
        ? [{ kind: "Secret" as const, name: secret.name, keys: [secret.key], by, optional: secret.optional }]
        : []),
      ...(map ? [{ kind: "ConfigMap" as const, name: map.name, keys: [map.key], by, optional: map.optional }] : []),
    ];
  });
  const whole = (container.envFrom ?? []).flatMap(({ secretRef, configMapRef }): Reference[] => {
    const by = `envFrom of container ${container.name}`;
    return [
      ...(secretRef
        ? [{ kind: "Secret" as const, name: secretRef.name, keys: [], by, optional: secretRef.optional }]
        : []),
      ...(configMapRef
        ? [{ kind: "ConfigMap" as const, name: configMapRef.name, keys: [], by, optional: configMapRef.optional }]
        : []),
    ];
  });
  return [...variables, ...whole];
}

function volumeReferences({ name: volume, secret, configMap, projected }: V1Volume): Reference[] {
  const by = `volume ${volume}`;
  const sources = [
    { secret: secret && { ...secret, name: secret.secretName }, configMap },
    ...(projected?.sources ?? []),
  ];
  return sources.flatMap(({ secret: ofSecret, configMap: ofMap }): Reference[] => [
    ...(ofSecret
      ? [
          {
            kind: "Secret" as const,
            name: ofSecret.name,
            keys: keysOfItems(ofSecret.items),
            by,
            optional: ofSecret.optional,
          },
        ]
      : []),
    ...(ofMap
      ? [{ kind: "ConfigMap" as const, name: ofMap.name, keys: keysOfItems(ofMap.items), by, optional: ofMap.optional }]
      : []),
  ]);
}

function keysOfItems(items: readonly { key: string }[] | undefined): string[] {
  return (items ?? []).map(({ key }) => key);
}

function unresolved(
  objects: Snapshot,
  namespace: string,
  { kind, name = "", keys, by, optional }: Reference,
): string[] {
  if (optional === true) return [];
  const held = keysOf(objects, namespace, kind, name);
  if (held === undefined) return [`refers to the ${kind} ${name}, which does not exist (${by})`];
  return keys
    .filter((key) => !held.includes(key))
    .map(
      (key) => `refers to the key ${key} of the ${kind} ${name}, which has only ${held.join(", ") || "none"} (${by})`,
    );
}

/** The keys of a Secret or ConfigMap; undefined where there is no such object. */
function keysOf(objects: Snapshot, namespace: string, kind: Reference["kind"], name: string): string[] | undefined {
  const object = findObject(objects, kind, namespace, name);
  return object && Object.keys({ ...object.data, ...("binaryData" in object ? object.binaryData : {}) });
}

function claimProblems(
  objects: Snapshot,
  namespace: string,
  { name: volume, persistentVolumeClaim }: V1Volume,
): string[] {
  if (persistentVolumeClaim === undefined) return [];
  const { claimName } = persistentVolumeClaim;
  const claim = findObject(objects, "PersistentVolumeClaim", namespace, claimName);
  if (claim === undefined) return [`refers to the claim ${claimName}, which does not exist (volume ${volume})`];
  const phase = claim.status?.phase;
  return phase === "Bound" ? [] : [`refers to the claim ${claimName}, which is ${phase}, not Bound (volume ${volume})`];
}

function mountProblems(objects: Snapshot, pod: PodSource, container: V1Container): string[] {
  return (container.volumeMounts ?? []).flatMap((mount) => {
    const volume = pod.spec.volumes?.find(({ name }) => name === mount.name);
    if (volume === undefined && !pod.claimTemplates.includes(mount.name)) {
      return [`mounts the volume ${mount.name}, which it does not have (container ${container.name})`];
    }
    return volume === undefined ? [] : subPathProblems(objects, pod.namespace, volume, mount);
  });
}

/** A file that is mounted alone has to be in its Secret or ConfigMap: Kubernetes would mount an empty folder in its place. */
function subPathProblems(
  objects: Snapshot,
  namespace: string,
  { secret, configMap }: V1Volume,
  { name, subPath }: V1VolumeMount,
): string[] {
  const kind = secret ? "Secret" : "ConfigMap";
  const object = secret?.secretName ?? configMap?.name;
  if (subPath === undefined || object === undefined) return [];
  const files = (secret ?? configMap)?.items?.map(({ path }) => path) ?? keysOf(objects, namespace, kind, object);
  // An object that is missing is reported with the volume.
  return files === undefined || files.includes(subPath)
    ? []
    : [
        `mounts the file ${subPath} of the ${kind} ${object}, which has only ${files.join(", ") || "none"} (volume ${name})`,
      ];
}

function probeProblems(container: V1Container): string[] {
  const { livenessProbe, readinessProbe, startupProbe, lifecycle } = container;
  const handlers: Record<string, Pick<V1Probe, "httpGet" | "tcpSocket"> | undefined> = {
    livenessProbe,
    readinessProbe,
    startupProbe,
    postStart: lifecycle?.postStart,
    preStop: lifecycle?.preStop,
  };
  const named = (container.ports ?? []).map(({ name }) => name);
  return Object.entries(handlers).flatMap(([handler, action]) => {
    const port: unknown = (action?.httpGet ?? action?.tcpSocket)?.port;
    if (typeof port !== "string" || named.includes(port)) return [];
    return [`has a ${handler} on the port ${port}, which the container ${container.name} does not have`];
  });
}
