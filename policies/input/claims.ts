/** Every claim of a volume that a resource makes, in whatever form: at any depth of an object, or of a chart's values. */
import { isMap } from "../../common/maps";
import type { Resource } from "../rule";
import { at, isBlank, isHidden, items, UNREAD } from "./known";
import { groupOf, inside, type KubernetesObject } from "./object";
import { isObject, objectsOf } from "./objects";
import { helmInputs, type HelmInput } from "./releases";
import { isOff } from "./sections";
import { claim, claimSpec, hiddenStorage, operatedStorage, type Storage } from "./storage";
import { keyOf, placesIn, type Place } from "./walk";

/** A claim, or a template of claims. */
export interface Claim extends Storage {
  readonly namespace: unknown;
  /** What asks for it, in words: a section of the chart, or kind and name of an object. */
  readonly owner: string;
  /** Numbers that multiply it: replicas, shards. */
  readonly copies: readonly unknown[];
}

/** Kinds of the operator that have volumes. */
const OPERATED: readonly string[] = ["Prometheus", "PrometheusAgent", "Alertmanager", "ThanosRuler"];

/** Keys under which nothing but a claim can stand. */
const CLAIM_KEY = /^(volumeClaimTemplates?|persistentVolumeClaims?|storageSpec|persistence|persistentVolume|pvc)$/;

/** Parts of kube-prometheus-stack that have claims. */
const PART_KEY = /^((prometheus|alertmanager|thanosRuler)(Spec)?|grafana)$/;

/** Keys of sections that have a `size`. */
const VOLUME_KEY = /persist|storage|volume|pvc|disk/i;

/** Sizes without a section of their own. */
const SIZE_KEY = /^(storage|volume|disk|pvc|persistentVolume)Size$|^storage_size$/;

/** Size of Grafana's volume where none is set. */
const GRAFANA_SIZE = "10Gi";

/** The claims of a resource, each once. */
export function claimsOf(resource: Resource): Claim[] {
  const namespace = at(resource.props, "namespace");
  const claims = [
    ...helmInputs(resource).flatMap(chartClaims),
    ...objectsOf(resource).flatMap((object) => objectClaims(object, namespace)),
  ];
  return [...new Map(claims.map((one) => [one.path, one])).values()];
}

/** The claims in a chart's values. */
function chartClaims(input: HelmInput): Claim[] {
  const places = placesIn(
    input.values,
    input.path,
    (place) => !isOff(place) && !isObject(place.value) && !isLeftOut(place, input),
  );
  return places.flatMap((place) => {
    const found = claimAt(place) ?? grafanaClaim(place, input);
    if (found === undefined) return [];
    const owner = input.isStack ? (place.keys[0] ?? "") : place.path;
    return [{ ...found, namespace: input.namespace, owner, copies: copiesAround(place) }];
  });
}

/** Parts that kube-prometheus-stack leaves out unless they are asked for. */
function isLeftOut({ keys, value }: Place, { isStack }: HelmInput): boolean {
  if (!isStack) return false;
  const path = keys.join(".");
  return (path === "thanosRuler" || path === "grafana.persistence") && isMap(value) && isBlank(value["enabled"]);
}

function grafanaClaim({ keys, value, path }: Place, { isStack }: HelmInput): Storage | undefined {
  const isVolume =
    isStack && keys.join(".") === "grafana.persistence" && isMap(value) && isBlank(value["existingClaim"]);
  return isVolume ? { path, kind: "claim", sizes: [{ path: `${path}.size`, value: GRAFANA_SIZE }] } : undefined;
}

/** The claims of an object: those that its kind has, and any that stands elsewhere in it. */
function objectClaims(object: KubernetesObject, outer: unknown): Claim[] {
  const { kind, body } = object;
  if (groupOf(object) === "" && !POD_KINDS.includes(kind)) return [];
  const namespace = at(body, "metadata", "namespace") ?? (object.path === "" ? undefined : outer);
  const owner = inside(object, `${kind} ${nameIn(body)}`);
  const own = kindClaims(object).map((storage) => ({
    ...storage,
    namespace,
    owner,
    copies: kind === "PersistentVolumeClaim" ? [] : copiesOf(object, at(body, "spec")),
  }));
  const isCovered = ({ path }: Place) => own.some((one) => path === one.path || path.startsWith(`${one.path}.`));
  const others = placesIn(body, object.path, (place) => !isOff(place) && !isCovered(place)).flatMap((place) => {
    const found = place.keys.length === 0 ? undefined : claimAt(place);
    if (found === undefined) return [];
    const around = copiesAround(place);
    return [{ ...found, namespace, owner, copies: copiesOf(object, { replicas: around[0], shards: around[1] }) }];
  });
  return [...own, ...others];
}

/** Kinds of the core group that may have claims. */
const POD_KINDS: readonly string[] = ["PersistentVolumeClaim", "Pod", "PodTemplate", "ReplicationController"];

function kindClaims(object: KubernetesObject): Storage[] {
  const { kind, body, isPatch } = object;
  if (kind === "PersistentVolumeClaim") return named(claim(body, object.path), isPatch);
  if (groupOf(object) === "monitoring.coreos.com" && OPERATED.includes(kind)) {
    const storage = operatedStorage(at(body, "spec", "storage"), inside(object, "spec.storage"));
    return storage.kind === "claim" || storage.kind === "hidden" ? [storage] : [];
  }
  if (kind !== "StatefulSet") return [];
  const path = inside(object, "spec.volumeClaimTemplates");
  const templates = at(body, "spec", "volumeClaimTemplates");
  if (isHidden(templates)) return [hiddenStorage(templates, path)];
  return items(templates).flatMap(([index, template]) => named(claim(template, `${path}[${index}]`), isPatch));
}

/** A patch of a claim need not name its size. */
function named(storage: Storage, isPatch: boolean): Storage[] {
  const sizes = isPatch ? storage.sizes.filter(({ value }) => !isBlank(value)) : storage.sizes;
  return sizes.length === 0 ? [] : [{ ...storage, sizes }];
}

/** A claim by its shape. */
function claimAt(place: Place): Storage | undefined {
  const { path, value, keys, around } = place;
  const key = keyOf(place);
  if (isHidden(value)) return isHiddenClaim(keys) ? hiddenStorage(value, path) : undefined;
  if (SIZE_KEY.test(key) && !isMap(value) && !isBlank(value)) return sized(path, value);
  if (!isMap(value)) return undefined;
  if (isClaimSpec(value)) return claimSpec(value, key === "spec" ? path.replace(/\.spec$/, "") : path, path);
  if (!VOLUME_KEY.test(key) || !isBlank(value["existingClaim"]) || keys.includes("emptyDir")) return undefined;
  if (isHidden(value["size"]) || isAmount(value["size"])) return sized(`${path}.size`, value["size"], path);
  if (/persist/i.test(key) && isAmount(value["storage"])) return sized(`${path}.storage`, value["storage"], path);
  const isAskedFor = /^(persistence|persistentVolume)$/.test(key) && value["enabled"] === true && around.length > 0;
  return isAskedFor ? sized(`${path}.size`, UNREAD, path) : undefined;
}

/** Whether nothing but a claim, or a part that has one, can stand at a place. */
function isHiddenClaim(keys: readonly string[]): boolean {
  const key = keys.at(-1) ?? "";
  const isStorage = key === "storage" && !["requests", "limits", "capacity"].includes(keys.at(-2) ?? "");
  return isStorage || [CLAIM_KEY, SIZE_KEY, PART_KEY].some((pattern) => pattern.test(key));
}

/** The spec of a claim: only there has `resources` a request for storage. */
function isClaimSpec(value: Readonly<Record<string, unknown>>): boolean {
  const resources = value["resources"];
  const asked = [at(resources, "requests", "storage"), at(resources, "limits", "storage")];
  const isForSure = ["accessModes", "storageClassName", "volumeMode"].some((key) => key in value);
  return asked.some(
    (size) => size !== undefined && (isForSure || !isHidden(size) || !isHidden(at(resources, "requests"))),
  );
}

function isAmount(value: unknown): boolean {
  return typeof value === "string" ? value !== "" : typeof value === "number";
}

function sized(sizePath: string, value: unknown, path = sizePath): Storage {
  return { path, kind: "claim", sizes: [{ path: sizePath, value }] };
}

/** Replicas and shards of the nearest map around a place that has either. */
function copiesAround({ around }: Pick<Place, "around">): unknown[] {
  const holder = around.findLast((map) => COPY_KEYS.some((key) => key in map));
  return holder === undefined ? [] : COPY_KEYS.map((key) => holder[key]).filter((count) => !isBlank(count));
}

const COPY_KEYS = ["replicas", "replicaCount", "instances", "shards"];

/** The numbers of an object's copies; those of a patch that names none are not known. */
function copiesOf({ kind, isPatch }: KubernetesObject, spec: unknown): unknown[] {
  if (kind === "DaemonSet") return ["as many nodes as there are"];
  const copies = [at(spec, "replicas"), at(spec, "shards")];
  return isPatch && isBlank(copies[0]) ? ["as many replicas as there are"] : copies;
}

function nameIn(body: unknown): string {
  const name = at(body, "metadata", "name");
  return typeof name === "string" && name !== "" ? name : "default";
}
