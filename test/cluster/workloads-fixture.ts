import type { KubernetesObject, V1Container, V1PodSpec } from "@kubernetes/client-node";

/** Namespace of the objects below. */
export const NAMESPACE = "fixture";

const container: V1Container = { name: "main", image: "main:1", ports: [{ name: "http", containerPort: 8080 }] };

/** Pods with everything that the stages treat in a way of its own, one workload of each kind. */
export function workloadObjects(): KubernetesObject[] {
  return [
    ...workloadWithService("Deployment", "web", {
      initContainers: [
        { name: "prepare", image: "prepare:1" },
        { name: "sidecar", image: "sidecar:1", restartPolicy: "Always" },
      ],
      containers: [container, { name: "second", image: "second:1" }],
    }),
    ...workloadWithService("DaemonSet", "agent", { hostNetwork: true, containers: [container] }),
    ...workloadWithService("StatefulSet", "store", {
      containers: [{ ...container, volumeMounts: [{ name: "data", mountPath: "/data" }] }],
    }),
    {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "once", namespace: NAMESPACE },
      spec: { template: { spec: { restartPolicy: "Never", containers: [container] } } },
    } as KubernetesObject,
  ];
}

function workloadWithService(kind: string, name: string, pod: V1PodSpec): KubernetesObject[] {
  const labels = { app: name };
  const claim = {
    metadata: { name: "data" },
    spec: { accessModes: ["ReadWriteOnce"], storageClassName: "gp3", resources: { requests: { storage: "50Gi" } } },
  };
  const workload = {
    apiVersion: "apps/v1",
    kind,
    metadata: { name, namespace: NAMESPACE },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: pod },
      ...(kind === "DaemonSet" ? {} : { replicas: 2 }),
      ...(kind === "StatefulSet" ? { serviceName: name, volumeClaimTemplates: [claim] } : {}),
    },
  };
  const service = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: NAMESPACE },
    spec: { selector: labels, ports: [{ name: "http", port: 80, targetPort: "http" }] },
  };
  return [workload, service];
}
