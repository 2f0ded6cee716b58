/** AC1: Prometheus runs in the namespace, and keeps what it has to keep. */
import { jobs } from "../../naming";
import { parseDuration } from "../../units/duration";
import { parseQuantity } from "../../units/quantity";
import { parseSize } from "../../units/size";
import type { ClusterObjects } from "../cluster/objects";
import { unwell } from "../cluster/pods";
import type { Config } from "../../config/schema";
import { verdictOf, type Criterion } from "../row";
import { STORY } from "../story";

export const prometheusRuns: Criterion = {
  id: "AC1",
  title: "Prometheus runs in the cluster",
  asked:
    "Kubernetes: its pods, its Prometheus object, the claims of its volumes; each server: /api/v1/status/runtimeinfo",
  settles: true,
  judge: async ({ objects, config, prometheuses }) => {
    const cluster = await objects();
    const names = Array.from(
      { length: config.prometheus.replicas },
      (_, index) => `prometheus-${jobs.prometheus}-${index}`,
    );
    const runtimes = await Promise.all(
      prometheuses.map(async (each) => ({ pod: each.pod, ...(await each.runtime()) })),
    );
    const problems = [
      ...declared(config),
      ...objectProblems(cluster, config),
      ...names.flatMap((name) => podProblems(cluster, config, name)),
      ...names
        .filter((name) => !prometheuses.some(({ pod }) => pod === name))
        .map((name) => `Nothing answers for the pod ${name}.`),
      ...runtimes.flatMap(({ pod, reloadConfigSuccess, storageRetention }) => [
        ...(reloadConfigSuccess
          ? []
          : [`Prometheus ${pod} could not load its configuration, and runs on an older one.`]),
        ...retentionProblems(pod, storageRetention, config),
      ]),
    ];
    const kept = [...new Set(runtimes.map(({ storageRetention }) => storageRetention))].join(", ");
    return verdictOf(
      problems,
      `${names.length} of ${names.length} asked for; keeps ${kept || "nothing known"} on ${config.prometheus.storage}`,
    );
  },
};

/** What the stack's own file asks for that the story does not. */
function declared({ prometheus: { retention, storage } }: Config): string[] {
  return [
    ...(parseDuration(retention) === parseDuration(STORY.retention)
      ? []
      : [
          `The stack asks for a retention of ${retention} (monitoring:prometheus.retention); the story for ${STORY.retention}.`,
        ]),
    ...((parseQuantity(storage) ?? 0) >= (parseQuantity(STORY.storage) ?? 0)
      ? []
      : [`The stack asks for a volume of ${storage} (monitoring:prometheus.storage); the story for ${STORY.storage}.`]),
  ];
}

function objectProblems({ prometheuses }: ClusterObjects, { namespace }: Config): string[] {
  const object = prometheuses.find(({ metadata }) => metadata.name === jobs.prometheus);
  if (object === undefined) return [`There is no Prometheus object ${namespace.name}/${jobs.prometheus}.`];
  return ["Available", "Reconciled"].flatMap((wanted) => {
    const condition = object.status.conditions.find(({ type }) => type === wanted);
    if (condition?.status === "True") return [];
    return [
      `The operator says of the Prometheus object that it is not ${wanted}${condition?.message ? `: ${condition.message}` : "."}`,
    ];
  });
}

function podProblems({ pods, claims }: ClusterObjects, config: Config, name: string): string[] {
  const namespace = config.namespace.name;
  const pod = pods.find(({ metadata }) => metadata?.name === name && metadata.namespace === namespace);
  if (pod === undefined) return [`There is no pod ${namespace}/${name}.`];
  const why = unwell(pod);
  const claimName = `prometheus-${jobs.prometheus}-db-${name}`;
  const claim = claims.find(({ metadata }) => metadata?.name === claimName);
  const size = claim?.status?.capacity?.["storage"];
  return [
    ...(why === undefined ? [] : [`The pod ${namespace}/${name} ${why}.`]),
    ...(claim === undefined
      ? [`The pod ${namespace}/${name} has no claim ${claimName}: its samples are lost with it.`]
      : claim.status?.phase !== "Bound"
        ? [`The claim ${claimName} is ${claim.status?.phase ?? "unknown"} and not Bound.`]
        : (parseQuantity(size ?? "0") ?? 0) < (parseQuantity(config.prometheus.storage) ?? 0)
          ? [`The volume of ${name} has ${size ?? "no size"}; the stack asks for ${config.prometheus.storage}.`]
          : []),
  ];
}

/** Compares `15d or 45GiB`, where Prometheus writes units of 1024 for those of the configuration, which mean the same to it. */
function retentionProblems(pod: string, running: string, { prometheus }: Config): string[] {
  const parts = running.split(" or ");
  const time = parts.map(parseDuration).find((value) => value !== undefined);
  const size = parts.map(parseSize).find((value) => value !== undefined && value > 0);
  return [
    ...(time === parseDuration(prometheus.retention)
      ? []
      : [`Prometheus ${pod} keeps samples for ${running}; the stack asks for a retention of ${prometheus.retention}.`]),
    ...(size === parseSize(prometheus.retentionSize)
      ? []
      : [`Prometheus ${pod} keeps ${running}; the stack asks for a size of ${prometheus.retentionSize} at most.`]),
  ];
}
