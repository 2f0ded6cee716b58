/** The kubelets of the simulated nodes: their metrics, and changes of what their containers use. */
import type { Pod } from "../cluster/objects";
import type { ClusterView, Snapshot } from "../cluster/view";
import { bodyOf } from "../http/body";
import { json, RequestError, type Route } from "../http/message";
import { metricsAnswer, type Family } from "../metrics/text";
import { cadvisorFamilies } from "./cadvisor";
import { usageRequestSchema, type UsageChanges, type UsageRequest } from "./changes";
import { kubeletFamilies } from "./node";
import { probeFamilies } from "./probes";
import { allowance } from "./usage";

/** Their routes. */
export function kubeletRoutes(view: ClusterView, changes: UsageChanges): readonly Route[] {
  const scrape = (
    path: string,
    families: (name: string, snapshot: Snapshot, seconds: number) => readonly Family[],
  ): Route => ({
    method: "GET",
    path: new RegExp(`^/kubelet/([^/]+)${path}$`),
    answer: async (_, [node = ""]) => metricsAnswer(families(node, await snapshotOf(view), Date.now() / 1000)),
  });
  return [
    scrape("/metrics", (name, snapshot, seconds) =>
      kubeletFamilies({ ...ofNode(name, snapshot), claims: snapshot.claims, seconds }),
    ),
    scrape("/metrics/cadvisor", (name, snapshot, seconds) =>
      cadvisorFamilies({ ...ofNode(name, snapshot), changes, seconds }),
    ),
    scrape("/metrics/probes", (name, snapshot, seconds) => probeFamilies(ofNode(name, snapshot).pods, seconds)),
    { method: "GET", path: "/api/kubelet/usage", answer: () => json(200, changes.lasting(Date.now() / 1000)) },
    {
      method: "PUT",
      path: "/api/kubelet/usage",
      needsToken: true,
      answer: async (request) => {
        const asked = bodyOf(request, usageRequestSchema);
        const { pods } = await snapshotOf(view);
        const { cores, bytes } = allowance(containerOf(asked, pods));
        const now = Date.now() / 1000;
        const exists = (change: { namespace: string; pod: string }) =>
          pods.some(({ metadata }) => metadata.namespace === change.namespace && metadata.name === change.pod);
        changes.set(asked, now, exists);
        return json(200, { ...asked, cores, bytes });
      },
    },
  ];
}

/** @throws RequestError of 503 where the API server was never reached. */
async function snapshotOf(view: ClusterView): Promise<Snapshot> {
  try {
    return await view.snapshot();
  } catch (error) {
    throw new RequestError(503, `Nothing is known of the cluster yet. ${error instanceof Error ? error.message : ""}`);
  }
}

function ofNode(name: string, { nodes, pods }: Snapshot) {
  const node = nodes.find(({ metadata }) => metadata.name === name);
  if (node === undefined) throw new RequestError(404, `The cluster has no node ${name}.`);
  return { node, pods: pods.filter(({ spec }) => spec.nodeName === name) };
}

function containerOf({ namespace, pod, container }: UsageRequest, pods: readonly Pod[]) {
  const found = pods.find(({ metadata }) => metadata.namespace === namespace && metadata.name === pod);
  if (found === undefined) throw new RequestError(404, `There is no pod ${pod} in namespace ${namespace}.`);
  const containers = [...found.spec.containers, ...(found.spec.initContainers ?? [])];
  const named = containers.find(({ name }) => name === container);
  if (named !== undefined) return named;
  const names = containers.map(({ name }) => name).join(", ");
  throw new RequestError(404, `Pod ${pod} in namespace ${namespace} has no container ${container}; it has ${names}.`);
}
