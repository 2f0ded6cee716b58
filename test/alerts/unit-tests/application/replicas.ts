/** What kube-state-metrics says of the replicas that a service is to have. */
import type { Samples, Series } from "../../series";
import { service } from "../requests/http";
import type { Labels } from "../unit-test";

const METRICS = { deployment: "kube_deployment_spec_replicas", statefulset: "kube_statefulset_replicas" } as const;

/** Replicas that the service's Deployment or StatefulSet asks for. */
export function wanted(kind: keyof typeof METRICS, replicas: Samples, labels: Labels = {}): Series {
  return {
    metric: METRICS[kind],
    labels: {
      namespace: service.namespace,
      [kind]: service.job,
      job: "kube-state-metrics",
      instance: "10.0.2.1:8080",
      pod: "kube-state-metrics-1",
      ...labels,
    },
    samples: replicas,
  };
}
