import { at, isHidden, items, shown } from "../input/known";
import { inside, podSpecOf, type KubernetesObject } from "../input/object";
import { isUnderObjectKey, objectsOf, unreadableObjects } from "../input/objects";
import { helmInputs, type HelmInput } from "../input/releases";
import { keyOf, placesIn, type Place } from "../input/walk";
import type { Resource, ResourceRule } from "../rule";

/** The other rules see everything that they check. */
export const readableValues: ResourceRule = {
  name: "readable-values",
  level: "mandatory",
  description: "What is deployed can be read before the deployment.",
  reason: "What only Helm or the deployment can read, no limit can be held to.",
  remedy: "Write the value as plain data, under monitoring:extraValues.",
  limits: {},
  evaluate: (resource) => [
    ...helmInputs(resource).flatMap(unreadValues),
    ...objectsOf(resource).flatMap(hiddenPods),
    ...hiddenItems(resource),
    ...hiddenManifests(resource),
  ],
};

/** What is hidden of a chart's values. */
function unreadValues({ values, path, unread, isStack }: HelmInput): string[] {
  if (isHidden(values)) return [...unread, `${path} is ${shown(values)}.`];
  const sections = isStack ? [] : hiddenSections(values, path);
  const objects = unreadableObjects(values, path).map((place) =>
    isHidden(place.value)
      ? `${place.path} is ${shown(place.value)}.`
      : `${place.path} is a template or no Kubernetes object; only plain objects are allowed.`,
  );
  return [...unread, ...sections, ...objects];
}

/** In a chart with a layout that is not known, whatever is hidden may be a section of it, but for what is one text in every chart. */
function hiddenSections(values: unknown, path: string): string[] {
  return placesIn(values, path)
    .filter((place) => isHidden(place.value) && !isUnderObjectKey(place) && !isText(place))
    .map((place) => `${place.path} is ${shown(place.value)}; it may be a section of the chart, or of a subchart.`);
}

/** Names of settings that are one text: `clusterName`, `vpcId`, `eks.amazonaws.com/role-arn`. Secrets have a rule of their own. */
const TEXT_KEY =
  /(name|host|url|uri|id|arn|address|endpoint|region|zone|version|tag|digest|repository|registry|port|domain|cidr|password|secret|token|key)$/i;

/** Whether a place can hold a single text only: by its name, or as the value of an environment variable. */
function isText(place: Place): boolean {
  const key = keyOf(place);
  return TEXT_KEY.test(key) || (key === "value" && typeof place.around.at(-1)?.["name"] === "string");
}

/** A workload whose containers are hidden may be any server. */
function hiddenPods(object: KubernetesObject): string[] {
  const pod = podSpecOf(object);
  if (pod === undefined) return [];
  const containers = at(pod.spec, "containers");
  return isHidden(containers) ? [`${inside(object, `${pod.path}.containers`)} is ${shown(containers)}.`] : [];
}

/** A list of objects may hold any. */
function hiddenItems({ type, props }: Resource): string[] {
  if (!/^kubernetes:.*List(Patch)?$/.test(type)) return [];
  const list = at(props, "items");
  const all = [["items", list] as const, ...items(list).map(([index, item]) => [`items[${index}]`, item] as const)];
  return all.flatMap(([path, value]) => (isHidden(value) ? [`${path} is ${shown(value)}.`] : []));
}

/** Components that read manifests: from hidden ones a preview makes no children, and no rule sees any. */
const MANIFEST_TYPE = /^kubernetes:(yaml|kustomize)(\/v2)?:/;

function hiddenManifests({ type, props }: Resource): string[] {
  if (!MANIFEST_TYPE.test(type)) return [];
  return placesIn(props, "")
    .filter(({ value }) => isHidden(value))
    .map(({ path, value }) => `${path} is ${shown(value)}.`);
}
