import { at, isHidden, shown } from "../input/known";
import { inside, podSpecOf, type KubernetesObject } from "../input/object";
import { objectsOf, unreadableObjects } from "../input/objects";
import { helmInputs, type HelmInput } from "../input/releases";
import { placesIn } from "../input/walk";
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
    ...hiddenManifests(resource),
  ],
};

/** What is hidden of a chart's values. */
function unreadValues({ values, path, unread, isStack }: HelmInput): string[] {
  if (isHidden(values)) return [...unread, `${path} is ${shown(values)}.`];
  const sections = isStack ? [] : hiddenSections(values, path);
  const objects = unreadableObjects(values, path).map(
    (place) => `${place} is a template or no Kubernetes object; only plain objects are allowed.`,
  );
  return [...unread, ...sections, ...objects];
}

/** Of a chart with a layout that is not known, a whole section may be a subchart's values. */
function hiddenSections(values: unknown, path: string): string[] {
  return placesIn(values, path)
    .filter(({ value, keys }) => isHidden(value) && keys.length === 1)
    .map((place) => `${place.path} is ${shown(place.value)}; it may be the values of a subchart.`);
}

/** A workload whose containers are hidden may be any server. */
function hiddenPods(object: KubernetesObject): string[] {
  const pod = podSpecOf(object);
  if (pod === undefined) return [];
  const containers = at(pod.spec, "containers");
  return isHidden(containers) ? [`${inside(object, `${pod.path}.containers`)} is ${shown(containers)}.`] : [];
}

/** Components that read manifests: from hidden ones a preview makes no children, and no rule sees any. */
const MANIFEST_TYPE = /^kubernetes:(yaml|kustomize)(\/v2)?:/;

function hiddenManifests({ type, props }: Resource): string[] {
  if (!MANIFEST_TYPE.test(type)) return [];
  return placesIn(props, "")
    .filter(({ value }) => isHidden(value))
    .map(({ path, value }) => `${path} is ${shown(value)}.`);
}
