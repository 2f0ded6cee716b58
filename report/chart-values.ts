/** Which section a value of the chart belongs to; every value has one. */
import type { RenderedFiles } from "../render/files";
import type { Item } from "./model";
import { factsOf, leaves, parsedFile } from "./read";

/** Subjects by the path of a value; the first that fits. */
const TOPICS = {
  // Shown from alertmanager.yaml.
  routing: /^alertmanager\.config(\.|$)/,
  volumes:
    /^(prometheus\.prometheusSpec\.(storageSpec|retention|retentionSize)|alertmanager\.alertmanagerSpec\.(storage|retention)|grafana\.persistence)(\.|$)/,
  sizes: /(^|\.)(resources|replicas|replicaCount|podDisruptionBudget|autoscaling)(\.|$)/,
  versions: /(^|\.)(\w*image|imageRegistry)(\.|$)|\.(version|tag|sha)$/i,
  access:
    /(^|\.)(rbac|serviceAccount\w*|clusterRole\w*|automountServiceAccountToken|securityContext|containerSecurityContext|hostNetwork|hostPID)(\.|$)/,
  secrets: /(^|\.)(existingSecret\w*|\w*secretName|envFromSecrets?|imagePullSecrets)(\.|$)|Spec\.secrets$/i,
  targets:
    /^(kubeApiServer|kubelet|kubeControllerManager|coreDns|kubeDns|kubeEtcd|kubeScheduler|kubeProxy|kubeStateMetrics|nodeExporter)(\.|$)|[aA]dditional(ServiceMonitors|PodMonitors|ScrapeConfigs)|serviceMonitor(\.|$)/,
  others: /^/,
} as const;

/** A subject that chart values fall into. */
export type Topic = keyof typeof TOPICS;

/** The values of one subject, as one item that is always there: a value that is not set has the chart's default. */
export function chartValueItems(files: RenderedFiles, topic: Topic): readonly Item[] {
  const values = leaves(parsedFile(files, "values.yaml") ?? {}).filter(([path]) => topicOf(path) === topic);
  return [{ key: "chart values", name: "chart values", facts: factsOf(Object.fromEntries(values)) }];
}

function topicOf(path: string): Topic | undefined {
  return (Object.keys(TOPICS) as Topic[]).find((topic) => TOPICS[topic].test(path));
}
