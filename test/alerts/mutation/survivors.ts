/** Mutants that no case notices, with the reason. They count as not noticed. */
import type { Reasons } from "./score";

/** Beginning of the line of PodCrashLooping in which new pods are told from old ones. */
const NEW_PODS = "0 * (namespace_pod_container:kube_pod_restarts:max and on (namespace, pod, uid) max by (namespace, p…";

/** By alert, and by the name of the mutant. */
export const survivors: Reasons = {
  PodCrashLooping: {
    [`aggregation: max → min in: ${NEW_PODS}`]: "A pod was created once: every kube-state-metrics reports the same time.",
    [`label dropped: (namespace, pod, uid) → (pod, uid) in: ${NEW_PODS}`]: "A uid is that of one pod; the other labels are there for the reader.",
    [`label dropped: (namespace, pod, uid) → (namespace, uid) in: ${NEW_PODS}`]: "As above.",
    [`label added: (namespace, pod, uid) → (namespace, pod, uid, instance) in: ${NEW_PODS}`]: "The right side of `and` only says whether there is one.",
  },
  HighMemoryUsage: {
    "aggregation: max → min in: max by (namespace, job, instance) (node_memory_MemTotal_bytes)": "The memory of a node does not change: every scrape reports the same.",
  },
  PostgresDown: {
    "aggregation: max → sum in: max by (namespace, job, database, instance) (pg_up) == 0": "None is below 0: the sum is 0 just where the largest is.",
  },
  PostgresExporterDown: {
    'aggregation: max → sum in: max by (namespace, job, database) (up{job="postgres-exporter"}) == 0': "None is below 0: the sum is 0 just where the largest is.",
  },
  PostgresLowCacheHitRatio: {
    "comparison: >= → > in: (sum by (namespace, job, database, instance) (max by (namespace, job, database, instance, datname) (…": "Rates of exactly the guard come out a hair less: nothing is ever at it.",
  },
  RedisDown: {
    "aggregation: max → sum in: max by (namespace, job, cache, instance) (redis_up) == 0": "None is below 0: the sum is 0 just where the largest is.",
  },
  RedisExporterDown: {
    'aggregation: max → sum in: max by (namespace, job, cache) (up{job="redis-exporter"}) == 0': "None is below 0: the sum is 0 just where the largest is.",
  },
  RedisLowHitRate: {
    "comparison: >= → > in: >= 10": "Rates of exactly the guard come out a hair less: nothing is ever at it.",
  },
};
