import { callApi, kubeConfigOf } from "./client";
import type { Cluster } from "./state";

/**
 * Asks for the end of a namespace's volume claims; each goes once no pod uses it. A namespace that is deleted while it has claims
 * is looked at again only eight seconds later.
 *
 * @throws a sentence when the API server refuses.
 */
export async function deleteClaims(cluster: Cluster, namespace: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/persistentvolumeclaims`;
  const { status, body } = await callApi(kubeConfigOf(cluster), { method: "DELETE", path });
  if (status >= 300) throw new Error(`The API server refused to delete the volume claims: ${status} ${body}`);
}
