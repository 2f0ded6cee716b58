import { at, isBlank, shown, UNKNOWN } from "../input/known";
import { RELEASE_TYPE, unreadableObjects } from "../input/objects";
import { isReadableText } from "../input/release";
import type { Resource, ResourceRule } from "../rule";

/** The other rules see everything that they check. */
export const readableValues: ResourceRule = {
  name: "readable-values",
  level: "mandatory",
  description: "A release's values can be read before the deployment.",
  reason: "What only Helm or the deployment can read, no limit can be held to.",
  remedy: "Write the value as plain data, under monitoring:extraValues.",
  limits: {},
  evaluate: (resource) => {
    if (resource.type !== RELEASE_TYPE) return [];
    const { props } = resource;
    const unknown = ["chart", "values"]
      .filter((key) => at(props, key) === UNKNOWN)
      .map((key) => `${key} is ${shown(UNKNOWN)}.`);
    const files = isBlank(at(props, "valueYamlFiles"))
      ? []
      : ["valueYamlFiles holds values that are not merged yet; only values is allowed."];
    return at(props, "values") === UNKNOWN
      ? [...unknown, ...files]
      : [...unknown, ...files, ...unreadableValues(resource)];
  },
};

function unreadableValues(release: Resource): string[] {
  const key = "values.prometheus.prometheusSpec.additionalConfigString";
  return [
    ...(isReadableText(at(release.props, ...key.split(".")))
      ? []
      : [`${key} is a template or no YAML map; only additionalConfig is allowed.`]),
    ...unreadableObjects(release).map(
      (path) => `${path} is a template or no Kubernetes object; only plain objects are allowed.`,
    ),
  ];
}
