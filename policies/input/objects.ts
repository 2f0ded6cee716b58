/** The Kubernetes objects that a resource stands for, or has in it. */
import { isMap } from "../../common/maps";
import type { Resource } from "../rule";
import { at, isHidden } from "./known";
import { ownObjects, unlisted, type KubernetesObject } from "./object";
import { perResource } from "./per-resource";
import { placesIn, type Place } from "./walk";
import { documentsIn } from "./yaml-text";

/** Type of a Helm release. */
export const RELEASE_TYPE = "kubernetes:helm.sh/v3:Release";

/** Helm's charts as resources: installed, or rendered by Pulumi. */
export const HELM_TYPES: readonly string[] = [
  RELEASE_TYPE,
  "kubernetes:helm.sh/v3:Chart",
  "kubernetes:helm.sh/v4:Chart",
];

/** Keys under which charts take whole objects. */
const OBJECT_KEYS: readonly string[] = [
  "extraManifests",
  "extraObjects",
  "extraDeploy",
  "extraResources",
  "rawResources",
];

/** A text that looks like a manifest, wherever it stands: JSON or YAML with both keys that every object has. */
const MANIFEST_KEYS = [/^[\s{"'-]*apiVersion["']?\s*:/m, /[\s{"',-]kind["']?\s*:/] as const;

/** What an object has besides its kind; a reference to one has none of it. */
const CONTENT = ["metadata", "spec", "items", "data", "stringData"];

/** The objects of a resource; a manifest that cannot be read is left out (see {@link unreadableObjects}). */
export const objectsOf = perResource((resource: Resource): readonly KubernetesObject[] => {
  if (HELM_TYPES.includes(resource.type)) return embedded(at(resource.props, "values"), "values");
  const own = ownObjects(resource);
  return [...own, ...own.filter(mayHoldObjects).flatMap(({ body, path }) => embedded(body, path))];
});

/** The manifests in a chart's values that are not known, or are templates that only Helm can read. */
export function unreadableObjects(values: unknown, path: string): Place[] {
  return placesIn(values, path).filter((place) => {
    const { value } = place;
    if (isHidden(value)) return isUnderObjectKey(place);
    return typeof value === "string" && isManifest(place, value) && manifestsIn(value).length === 0;
  });
}

/** ConfigMaps and Secrets hold texts for others; nothing in them is deployed. */
function mayHoldObjects({ apiVersion, kind }: KubernetesObject): boolean {
  return !(apiVersion === "v1" && (kind === "ConfigMap" || kind === "Secret"));
}

/** Whole objects inside a value, as maps or as texts, at any depth. */
function embedded(value: unknown, path: string): KubernetesObject[] {
  const [, ...places] = placesIn(value, path);
  return places.flatMap((place) => {
    if (typeof place.value !== "string") return objectsIn(place.value, place.path);
    return isManifest(place, place.value)
      ? manifestsIn(place.value).flatMap((body) => objectsIn(body, place.path))
      : [];
  });
}

function objectsIn(body: unknown, path: string): KubernetesObject[] {
  return isObject(body) ? unlisted({ apiVersion: body.apiVersion, kind: body.kind, path, body, isPatch: false }) : [];
}

/** Whether a value is a whole object. */
export function isObject(value: unknown): value is { readonly apiVersion: string; readonly kind: string } {
  if (!isMap(value)) return false;
  const { apiVersion, kind } = value;
  return typeof apiVersion === "string" && typeof kind === "string" && CONTENT.some((key) => key in value);
}

function isManifest(place: Place, text: string): boolean {
  return isUnderObjectKey(place) || MANIFEST_KEYS.every((key) => key.test(text));
}

/** Whether a place is one of the whole objects that charts take: an item of the list, or an entry of the map. */
export function isUnderObjectKey({ keys, path }: Place): boolean {
  const key = keys.findLastIndex((name) => OBJECT_KEYS.includes(name));
  const depth = keys.length - 1 - key;
  return key >= 0 && (depth === 0 || (depth === 1 && path.endsWith(`.${keys.slice(-2).join(".")}`)));
}

function manifestsIn(text: string): unknown[] {
  return (documentsIn(text) ?? []).filter(isMap);
}
