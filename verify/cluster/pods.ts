/** Pods, and whether they are well. */
import type { V1Pod, V1Service } from "@kubernetes/client-node";
import type { ClusterObjects } from "./objects";
import { hasLabels } from "./selectors";

/** Pods that a Service leads to; not those that are ending or done. */
export function podsOf({ pods }: ClusterObjects, { metadata, spec }: V1Service): readonly V1Pod[] {
  const { selector } = spec ?? {};
  if (selector === undefined || Object.keys(selector).length === 0) return [];
  return pods.filter(
    (pod) =>
      pod.metadata?.namespace === metadata?.namespace &&
      hasLabels(pod.metadata?.labels, selector) &&
      pod.metadata?.deletionTimestamp === undefined &&
      !["Succeeded", "Failed"].includes(pod.status?.phase ?? ""),
  );
}

/** Why a pod serves nothing, as the end of a sentence about it; undefined where it is Running and Ready. */
export function unwell({ status }: V1Pod): string | undefined {
  const ready = status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ?? false;
  if (status?.phase === "Running" && ready) return undefined;
  const waiting = status?.containerStatuses?.find(({ state }) => state?.waiting?.reason !== undefined);
  const why = waiting?.state?.waiting?.reason ?? status?.conditions?.find(({ message }) => message)?.message;
  return `is ${status?.phase ?? "unknown"}${ready ? "" : " and not Ready"}${why === undefined ? "" : ` (${why})`}`;
}

/** `namespace/name`. */
export function placeOf({ metadata }: Pick<V1Pod | V1Service, "metadata">): string {
  return `${metadata?.namespace}/${metadata?.name}`;
}
