import { AppsV1Api, BatchV1Api, CustomObjectsApi } from "@kubernetes/client-node";
import type { KubeConfig, V1ObjectMeta } from "@kubernetes/client-node";
import { z } from "zod";

/** A workload, and how much of it is there. */
export interface Workload {
  /** `Deployment`, `StatefulSet`, `DaemonSet` or `Job`; `Prometheus` or `Alertmanager` until the operator has made its StatefulSet. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Pods of the newest revision that are Ready, or for a Job have succeeded. */
  readonly ready: number;
  /** Pods that there should be. */
  readonly expected: number;
}

/** An object whose controller says up to which generation it has seen it. */
interface Observed {
  readonly metadata?: V1ObjectMeta;
  readonly status?: { readonly observedGeneration?: number };
}

/** Workloads of one namespace, or of all, ordered by namespace, kind and name. */
export async function listWorkloads(config: KubeConfig, namespace?: string): Promise<Workload[]> {
  const [apps, jobs, instances] = await Promise.all([listApps(config), listJobs(config), listInstances(config)]);
  const statefulSets = new Set(
    apps.filter(({ kind }) => kind === "StatefulSet").map((w) => `${w.namespace}/${w.name}`),
  );
  const pending = instances.filter((w) => !statefulSets.has(`${w.namespace}/${w.kind.toLowerCase()}-${w.name}`));
  const key = (w: Workload) => `${w.namespace}/${w.kind}/${w.name}`;
  return [...apps, ...jobs, ...pending]
    .filter((workload) => namespace === undefined || workload.namespace === namespace)
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

async function listApps(config: KubeConfig): Promise<Workload[]> {
  const api = config.makeApiClient(AppsV1Api);
  const [deployments, statefulSets, daemonSets] = await Promise.all([
    api.listDeploymentForAllNamespaces(),
    api.listStatefulSetForAllNamespaces(),
    api.listDaemonSetForAllNamespaces(),
  ]);
  return [
    ...deployments.items.map((it) =>
      workload("Deployment", it, lower(it.status?.readyReplicas, it.status?.updatedReplicas), it.spec?.replicas ?? 1),
    ),
    ...statefulSets.items.map((it) =>
      workload("StatefulSet", it, lower(it.status?.readyReplicas, it.status?.updatedReplicas), it.spec?.replicas ?? 1),
    ),
    ...daemonSets.items.map((it) =>
      workload(
        "DaemonSet",
        it,
        lower(it.status?.numberReady, it.status?.updatedNumberScheduled),
        it.status?.desiredNumberScheduled ?? 0,
      ),
    ),
  ];
}

async function listJobs(config: KubeConfig): Promise<Workload[]> {
  const jobs = await config.makeApiClient(BatchV1Api).listJobForAllNamespaces();
  return jobs.items.map((job) => ({
    kind: "Job",
    namespace: job.metadata?.namespace ?? "",
    name: job.metadata?.name ?? "",
    ready: job.status?.succeeded ?? 0,
    expected: job.spec?.completions ?? 1,
  }));
}

/** Lists of custom resources are untyped in the client library. */
const instanceListSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ namespace: z.string(), name: z.string() }),
      spec: z.object({ replicas: z.number().default(1) }),
    }),
  ),
});

/** What the operator is to make StatefulSets of. */
async function listInstances(config: KubeConfig): Promise<Workload[]> {
  const api = config.makeApiClient(CustomObjectsApi);
  const list = async (kind: string, plural: string): Promise<Workload[]> => {
    const answer: unknown = await api.listCustomObjectForAllNamespaces({
      group: "monitoring.coreos.com",
      version: "v1",
      plural,
    });
    return instanceListSchema
      .parse(answer)
      .items.map(({ metadata, spec }) => ({ kind, ...metadata, ready: 0, expected: spec.replicas }));
  };
  return [...(await list("Prometheus", "prometheuses")), ...(await list("Alertmanager", "alertmanagers"))];
}

function workload(kind: string, object: Observed, ready: number, expected: number): Workload {
  const { namespace = "", name = "", generation = 0 } = object.metadata ?? {};
  // Before its controller has seen the newest generation, the status describes an older one, or none.
  const seen = (object.status?.observedGeneration ?? 0) >= generation;
  return { kind, namespace, name, ready: seen ? ready : 0, expected: seen ? expected : Math.max(expected, 1) };
}

function lower(a: number | undefined, b: number | undefined): number {
  return Math.min(a ?? 0, b ?? 0);
}
