import { at, isBlank, shown, UNKNOWN } from "../input/known";
import { RELEASE_TYPE, unreadableObjects } from "../input/objects";
import { isReadableText } from "../input/release";
import type { ResourceRule } from "../rule";

/** The other rules see everything that they judge. */
export const readableValues: ResourceRule = {
  name: "readable-values",
  level: "mandatory",
  description: "A release's values can be read before the deployment.",
  reason: "What only Helm or the deployment can read, no limit can be held to.",
  remedy: "Write the value as plain data, under monitoring:extraValues.",
  limits: {},
  judge: (resource) => {
    if (resource.type !== RELEASE_TYPE) return [];
    const spec = at(resource.props, "values", "prometheus", "prometheusSpec");
    return [
      ...["chart", "values"].flatMap((key) => (at(resource.props, key) === UNKNOWN ? [`${key} is ${shown(UNKNOWN)}.`] : [])),
      ...(isBlank(at(resource.props, "valueYamlFiles")) ? [] : ["valueYamlFiles holds values that are not merged yet; only values is allowed."]),
      ...(isReadableText(at(spec, "additionalConfigString")) ? [] : ["values.prometheus.prometheusSpec.additionalConfigString is a template or no YAML map; only additionalConfig is allowed."]),
      ...unreadableObjects(resource).map((path) => `${path} is a template or no Kubernetes object; only plain objects are allowed.`),
    ];
  },
};
