/** How many replicas there are, and the CPU and memory that each may use. */
import { chartValueItems } from "../chart-values";
import type { Item, Section } from "../model";
import { factsOf, type KubernetesObject, leaves, manifests, objectName } from "../read";

/** A workload with the parts that decide on its size. */
interface Workload extends KubernetesObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly template?: {
      readonly spec?: { readonly containers?: readonly { readonly name?: string; readonly resources?: unknown }[] };
    };
  };
}

/** Replicas, requests and limits, of chart values and of the program's own workloads. */
export const sizes: Section = {
  title: "Replicas and resources",
  noun: ["size", "sizes"],
  items: (files) => [
    ...manifests<Workload>(files, ["Deployment", "StatefulSet", "DaemonSet"]).map(workloadItem),
    ...chartValueItems(files, "sizes"),
  ],
};

function workloadItem(workload: Workload): Item {
  const { replicas, template } = workload.spec ?? {};
  const containers = template?.spec?.containers ?? [];
  const resources = containers.flatMap(({ name, resources: own }) =>
    leaves(own ?? {})
      .filter(([path]) => path !== "")
      .map(([path, value]) => [containers.length === 1 ? path : `${name} ${path}`, value] as const),
  );
  const name = `${workload.kind} ${objectName(workload)}`;
  return { key: name, name, facts: factsOf({ replicas, ...Object.fromEntries(resources) }) };
}
