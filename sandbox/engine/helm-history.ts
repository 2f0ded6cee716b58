import type { CoreV1Api, V1Secret } from "@kubernetes/client-node";

/** The part of the Kubernetes API that is needed here. */
export type Secrets = Pick<CoreV1Api, "listNamespacedSecret" | "deleteNamespacedSecret">;

/** A Helm release: its name and namespace. */
export interface ReleaseRef {
  readonly name: string;
  readonly namespace: string;
}

/**
 * Frees a release whose last operation was killed, so that the next upgrade may start.
 *
 * Helm keeps one Secret per revision, with the revision's state as a label, and refuses to work while
 * the last one is pending. What was killed was either the first install, when nothing may be left of
 * the history, or else an upgrade, when the revision before it is the deployed one again: the next
 * upgrade then compares with that one and applies everything again.
 *
 * Helm may even have finished an install whose end the engine did not live to see: where the engine says that it was
 * creating the release, its history goes as well, or the next install would find the name in use.
 *
 * After a killed first install the next one takes over the objects that are there. What such an object
 * has got from the killed install and no longer gets stays on it: nothing records where it came from.
 *
 * @param creating whether the engine broke off while it created the release.
 * @returns names of the Secrets that were deleted; none where nothing stands in the way.
 */
export async function freePendingRelease(api: Secrets, release: ReleaseRef, creating: boolean): Promise<string[]> {
  const revisions = await listRevisions(api, release);
  const pending = revisions.filter((revision) => state(revision).startsWith("pending-"));
  if (pending.length === 0 && !creating) return [];
  const everDeployed = !creating && revisions.some((revision) => ["deployed", "superseded"].includes(state(revision)));
  const doomed = (everDeployed ? pending : revisions).flatMap((revision) => revision.metadata?.name ?? []);
  for (const name of doomed) await api.deleteNamespacedSecret({ name, namespace: release.namespace });
  return doomed;
}

/** Helm's Secrets of a release, one per revision. */
async function listRevisions(api: Secrets, release: ReleaseRef): Promise<readonly V1Secret[]> {
  const list = await api.listNamespacedSecret({
    namespace: release.namespace,
    labelSelector: `owner=helm,name=${release.name}`,
  });
  return list.items;
}

/** `deployed`, `superseded`, `failed`, `pending-install`, `pending-upgrade`, `pending-rollback`, `uninstalling`. */
function state(revision: V1Secret): string {
  return revision.metadata?.labels?.["status"] ?? "";
}
