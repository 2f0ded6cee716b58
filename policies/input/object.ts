/** One Kubernetes object. */
import type { Resource } from "../rule";
import { at, isBlank, items } from "./known";

/** An object of its own, one of a list, or one that is written into another's fields or into a chart's values. */
export interface KubernetesObject {
  /** Such as `v1` or `apps/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  /** Where it stands in the resource: empty, or `values.extraManifests[0]`. */
  readonly path: string;
  /** `spec`, `metadata` and so on. */
  readonly body: unknown;
  /** Whether it only changes what it names of an object that exists: what is absent is then not checked. */
  readonly isPatch: boolean;
}

const OBJECT_TYPE = /^kubernetes:(?:core\/)?([^:]+):(\w+?)(Patch)?$/;

/** Pulumi's own groups in the provider: what is in them is no object of the API. */
const NO_GROUPS = /^(helm\.sh|yaml|kustomize|index|pulumi)\b/;

/** The objects that a resource is: one, the items of a list, or none where it is something else. */
export function ownObjects(resource: Resource): KubernetesObject[] {
  const [, apiVersion, kind, patch] = OBJECT_TYPE.exec(resource.type) ?? [];
  if (apiVersion === undefined || kind === undefined || NO_GROUPS.test(apiVersion)) return [];
  return unlisted({
    apiVersion,
    kind,
    path: "",
    get body() {
      return resource.props;
    },
    isPatch: patch !== undefined,
  });
}

/** The object, or those of a list of any kind: `List`, `StatefulSetList`. */
export function unlisted(object: KubernetesObject): KubernetesObject[] {
  if (!object.kind.endsWith("List")) return [object];
  return items(at(object.body, "items")).flatMap(([index, item]) => {
    const apiVersion = at(item, "apiVersion");
    const kind = at(item, "kind");
    return unlisted({
      apiVersion: typeof apiVersion === "string" ? apiVersion : object.apiVersion,
      kind: typeof kind === "string" ? kind : object.kind.replace(/List$/, ""),
      path: inside(object, `items[${index}]`),
      body: item,
      isPatch: object.isPatch,
    });
  });
}

/** The API group of an object: empty for the core group. */
export function groupOf({ apiVersion }: Pick<KubernetesObject, "apiVersion">): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}

/** A path inside an object, as messages name it. */
export function inside({ path }: Pick<KubernetesObject, "path">, rest: string): string {
  return path === "" ? rest : `${path}.${rest}`;
}

/** A pod's spec, with its path in the object. */
export interface PodSpec {
  readonly path: string;
  readonly spec: unknown;
}

/** Kinds with a pod's template under `spec.template`. */
const TEMPLATED: readonly string[] = [
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "ReplicaSet",
  "ReplicationController",
  "Job",
];

/** The pod template of a workload: by its kind, or by containers under `spec.template` of any other; undefined where the object is none. */
export function podSpecOf({ kind, body }: KubernetesObject): PodSpec | undefined {
  const spec = at(body, "spec");
  if (kind === "Pod") return { path: "spec", spec };
  if (kind === "PodTemplate") return { path: "template.spec", spec: at(body, "template", "spec") };
  if (kind === "CronJob")
    return { path: "spec.jobTemplate.spec.template.spec", spec: at(spec, "jobTemplate", "spec", "template", "spec") };
  const template = at(spec, "template", "spec");
  if (TEMPLATED.includes(kind) || !isBlank(at(template, "containers")))
    return { path: "spec.template.spec", spec: template };
  return undefined;
}
