/** The servers that a resource brings: by a chart, by the operator's resource, or as a workload. */
import { isMap } from "../../../common/maps";
import type { Resource } from "../../rule";
import { at } from "../known";
import { inside, type KubernetesObject } from "../object";
import { objectsOf } from "../objects";
import { helmInputs } from "../releases";
import { documentsIn } from "../yaml-text";
import { chartServers, configuredRetention } from "./chart";
import { operatedServers } from "./operated";
import type { PrometheusServer } from "./server";
import { workloadServers } from "./workload";

export type { PrometheusServer } from "./server";

/** The servers of a resource. */
export function prometheusServers(resource: Resource): PrometheusServer[] {
  return [
    ...helmInputs(resource).flatMap(chartServers),
    ...objectsOf(resource).flatMap((object) => [
      ...operatedServers(object),
      ...workloadServers(object),
      ...configMapServers(object),
    ]),
  ];
}

/** Prometheus' configuration file in a ConfigMap. */
function configMapServers(object: KubernetesObject): PrometheusServer[] {
  const data = at(object.body, "data");
  if (object.kind !== "ConfigMap" || !isMap(data)) return [];
  return Object.entries(data).flatMap(([file, text]) => {
    if (typeof text !== "string" || !/^\s*["']?tsdb["']?\s*:/m.test(text) || !text.includes("retention")) return [];
    return (documentsIn(text) ?? []).flatMap((document) =>
      configuredRetention(at(document, "storage", "tsdb"), inside(object, `data.${file}.storage.tsdb`)),
    );
  });
}
