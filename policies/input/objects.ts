/** The Kubernetes objects that a resource stands for. */
import { pathOf } from "../../secrets/leaves";
import type { Resource } from "../rule";
import { isMap } from "../../common/maps";
import { at, items, UNKNOWN } from "./known";

/** An object of its own, or one that is written into a Helm release's values. */
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

/** Type of a Helm release. */
export const RELEASE_TYPE = "kubernetes:helm.sh/v3:Release";

/** Keys under which charts take whole objects. */
const OBJECT_KEYS = ["extraManifests", "extraObjects", "extraDeploy"];

/** The objects of a resource; a manifest that cannot be read is left out (see {@link unreadableObjects}). */
export function objectsOf(resource: Resource): KubernetesObject[] {
  if (resource.type === RELEASE_TYPE)
    return manifestsIn(resource.props).flatMap(({ path, manifest }) =>
      parsed(manifest).flatMap((body) => objectsIn(body, path)),
    );
  const [, apiVersion, kind, patch] = OBJECT_TYPE.exec(resource.type) ?? [];
  if (apiVersion === undefined || kind === undefined) return [];
  return [
    {
      apiVersion,
      kind,
      path: "",
      get body() {
        return resource.props;
      },
      isPatch: patch !== undefined,
    },
  ];
}

/** Paths of the manifests in a release's values that are not known, or are templates that only Helm can read. */
export function unreadableObjects(release: Resource): string[] {
  return manifestsIn(release.props)
    .filter(({ manifest }) => parsed(manifest).length === 0)
    .map(({ path }) => path);
}

/** The places where a release's values hold objects: at the top or one level down, as a list or a map. */
function manifestsIn(props: unknown): { path: string; manifest: unknown }[] {
  const values = at(props, "values");
  const holders = isMap(values)
    ? [["values", values] as const, ...Object.entries(values).map(([key, value]) => [`values.${key}`, value] as const)]
    : [];
  return holders.flatMap(([holder, value]) =>
    OBJECT_KEYS.flatMap((key) => {
      const manifests = at(value, key);
      if (manifests === UNKNOWN) return value === UNKNOWN ? [] : [{ path: `${holder}.${key}`, manifest: manifests }];
      return isMap(manifests) || Array.isArray(manifests)
        ? Object.entries(manifests).map(([name, manifest]) => ({
            path: pathOf(`${holder}.${key}`, name, Array.isArray(manifests)),
            manifest: manifest as unknown,
          }))
        : [];
    }),
  );
}

/** A manifest's documents: a map as it is, a text as YAML; none where it cannot be read. */
function parsed(manifest: unknown): unknown[] {
  if (isMap(manifest)) return [manifest];
  if (typeof manifest !== "string" || manifest.includes("{{")) return [];
  // Loaded here: most values hold no YAML as text.
  const { parseAllDocuments } = require("yaml") as typeof import("yaml");
  return parseAllDocuments(manifest)
    .flatMap((document) => (document.errors.length > 0 ? [] : [document.toJS() as unknown]))
    .filter(isMap);
}

/** An object, or those of a `List`. */
function objectsIn(body: unknown, path: string): KubernetesObject[] {
  const apiVersion = at(body, "apiVersion");
  const kind = at(body, "kind");
  if (kind === "List")
    return items(at(body, "items")).flatMap(([index, item]) => objectsIn(item, `${path}.items[${index}]`));
  return typeof apiVersion === "string" && typeof kind === "string"
    ? [{ apiVersion, kind, path, body, isPatch: false }]
    : [];
}

/** The API group of an object: empty for the core group. */
export function groupOf({ apiVersion }: KubernetesObject): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}

/** A path inside an object, as messages name it. */
export function inside({ path }: KubernetesObject, rest: string): string {
  return path === "" ? rest : `${path}.${rest}`;
}

/** A pod's spec, with its path in the object. */
export interface PodSpec {
  readonly path: string;
  readonly spec: unknown;
}

/** The pod template of a workload; undefined where the object is none. */
export function podSpecOf({ kind, body }: KubernetesObject): PodSpec | undefined {
  if (kind === "Pod") return { path: "spec", spec: at(body, "spec") };
  if (kind === "CronJob")
    return {
      path: "spec.jobTemplate.spec.template.spec",
      spec: at(body, "spec", "jobTemplate", "spec", "template", "spec"),
    };
  if (["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"].includes(kind))
    return { path: "spec.template.spec", spec: at(body, "spec", "template", "spec") };
  return undefined;
}
