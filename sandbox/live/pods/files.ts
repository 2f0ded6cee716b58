/** The files that a container finds in its pod. */
import type {
  V1Container,
  V1KeyToPath,
  V1Pod,
  V1Volume,
  V1VolumeMount,
  V1VolumeProjection,
} from "@kubernetes/client-node";
import { objectKey, type ObjectData, type PodObjects } from "./objects";

/** What a container mounts. */
export interface Mounts {
  /** Contents by the path in the pod. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** Paths that are mounted, files and folders, each with its place on the node where it is the node's. All else is the image's. */
  readonly paths: ReadonlyMap<string, string | undefined>;
  /** What is not there: a pod with such a mount never starts. One sentence each. */
  readonly problems: readonly string[];
}

/** Folder of the service account's token and of the API server's authority. */
export const ACCOUNT_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";

/**
 * Lists what a container mounts of Secrets and ConfigMaps. Its service account's token is left to the caller, and so is what
 * a container before it has written.
 */
export function mountsOf(pod: V1Pod, container: V1Container, objects: PodObjects): Mounts {
  const mounts = container.volumeMounts ?? [];
  const found = mounts.map((mount) => mounted(pod, mount, objects));
  return {
    files: new Map(found.flatMap(({ files }) => [...files])),
    paths: new Map(
      mounts.map(({ name, mountPath }) => {
        const volume = pod.spec?.volumes?.find((candidate) => candidate.name === name);
        return [mountPath, volume?.hostPath?.path];
      }),
    ),
    problems: found.flatMap(({ problems }) => problems),
  };
}

function mounted(pod: V1Pod, { name, mountPath, subPath }: V1VolumeMount, objects: PodObjects): Omit<Mounts, "paths"> {
  const volume = pod.spec?.volumes?.find((candidate) => candidate.name === name);
  const sources = volume === undefined || mountPath === ACCOUNT_FOLDER ? [] : sourcesOf(volume);
  const found = sources.map((source) => filesOf(source, pod, objects));
  const files = new Map(
    found.flatMap(({ files: all }) =>
      [...all].flatMap(([path, content]) => {
        if (subPath === undefined) return [[`${mountPath}/${path}`, content] as const];
        return path === subPath ? [[mountPath, content] as const] : [];
      }),
    ),
  );
  return { files, problems: found.flatMap(({ problems }) => problems) };
}

/** An object that a volume has files of. */
interface Source {
  readonly kind: "Secret" | "ConfigMap";
  readonly name: string;
  readonly items: readonly V1KeyToPath[] | undefined;
  readonly optional: boolean;
}

function sourcesOf({ secret, configMap, projected }: V1Volume): readonly Source[] {
  return [
    ...(secret ? [secretSource(secret.secretName, secret)] : []),
    ...(configMap ? [mapSource(configMap.name, configMap)] : []),
    ...(projected?.sources ?? []).flatMap(({ secret: one, configMap: other }: V1VolumeProjection) => [
      ...(one ? [secretSource(one.name, one)] : []),
      ...(other ? [mapSource(other.name, other)] : []),
    ]),
  ];
}

type Projection = Pick<Source, "items"> | { readonly items?: V1KeyToPath[]; readonly optional?: boolean };

const secretSource = (name: string | undefined, from: Projection) => source("Secret", name, from);
const mapSource = (name: string | undefined, from: Projection) => source("ConfigMap", name, from);

function source(kind: Source["kind"], name = "", from: Projection): Source {
  return { kind, name, items: from.items, optional: "optional" in from && from.optional === true };
}

function filesOf({ kind, name, items, optional }: Source, pod: V1Pod, objects: PodObjects) {
  const { namespace = "", name: podName = "" } = pod.metadata ?? {};
  const all: ObjectData = kind === "Secret" ? objects.secrets : objects.configMaps;
  const data = all.get(objectKey(namespace, name));
  const files = new Map<string, Buffer>();
  const missing: string[] = [];
  if (data === undefined) missing.push(`${kind} ${name}`);
  else
    for (const { key, path } of items ?? [...data.keys()].map((key) => ({ key, path: key }))) {
      const content = data.get(key);
      if (content === undefined) missing.push(`key ${key} of ${kind} ${name}`);
      else files.set(path, content);
    }
  const problems = optional
    ? []
    : missing.map((what) => `Pod ${podName} in namespace ${namespace} mounts ${what}, which is not there.`);
  return { files, problems };
}
