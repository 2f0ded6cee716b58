/** A small cluster in which every reference leads somewhere. */
import type { IHTTPRoute } from "@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute";
import type { IServiceMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor";
import type {
  KubernetesObject,
  V1Container,
  V1Ingress,
  V1PersistentVolumeClaim,
  V1Pod,
  V1PodSpec,
  V1Service,
  V1StatefulSet,
} from "@kubernetes/client-node";

/** Every part of {@link cluster}, to be broken in one place by a test. */
export interface Parts {
  readonly container: V1Container;
  readonly spec: V1PodSpec;
  readonly pod: V1Pod;
  readonly set: V1StatefulSet;
  readonly service: V1Service;
  readonly monitor: IServiceMonitor;
  readonly ingress: V1Ingress;
  readonly route: IHTTPRoute;
  readonly claim: V1PersistentVolumeClaim;
  /** Objects that are only referred to. */
  readonly others: KubernetesObject[];
}

const namespace = "monitoring";
const labels = { app: "web" };

/** The parts, made again so that a test may change them. */
export function parts(): Parts {
  const container: V1Container = {
    name: "web",
    env: [
      { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "credentials", key: "password" } } },
      { name: "LEVEL", valueFrom: { configMapKeyRef: { name: "settings", key: "level" } } },
    ],
    envFrom: [{ secretRef: { name: "credentials" } }, { configMapRef: { name: "settings" } }],
    ports: [{ name: "http", containerPort: 8080 }],
    readinessProbe: { httpGet: { path: "/", port: "http" } },
    livenessProbe: { tcpSocket: { port: "http" } },
    volumeMounts: [
      { name: "secret", mountPath: "/secret" },
      { name: "config", mountPath: "/etc/web.ini", subPath: "web.ini" },
      { name: "data", mountPath: "/data" },
    ],
  };
  const spec: V1PodSpec = {
    serviceAccountName: "web",
    imagePullSecrets: [{ name: "registry" }],
    containers: [container, { name: "sidecar" }],
    volumes: [
      { name: "secret", secret: { secretName: "credentials", items: [{ key: "password", path: "password" }] } },
      { name: "config", configMap: { name: "settings" } },
      {
        name: "both",
        projected: {
          sources: [
            { secret: { name: "credentials", items: [{ key: "password", path: "p" }] } },
            { configMap: { name: "settings", items: [{ key: "level", path: "l" }] } },
          ],
        },
      },
      { name: "data", persistentVolumeClaim: { claimName: "data-web-0" } },
    ],
  };
  const pod: V1Pod = { kind: "Pod", metadata: { name: "web-0", namespace, labels }, spec };
  const set: V1StatefulSet = {
    kind: "StatefulSet",
    metadata: { name: "web", namespace },
    spec: {
      serviceName: "web",
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { ...spec, volumes: spec.volumes?.filter(({ name }) => name !== "data") },
      },
      volumeClaimTemplates: [{ metadata: { name: "data" } }],
    },
  };
  const service: V1Service = {
    kind: "Service",
    metadata: { name: "web", namespace, labels },
    spec: { selector: labels, ports: [{ name: "http", port: 80, targetPort: "http" }] },
  };
  const monitor: IServiceMonitor = {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "ServiceMonitor",
    metadata: { name: "web", namespace },
    spec: { selector: { matchLabels: labels }, endpoints: [{ port: "http" }] },
  };
  const ingress: V1Ingress = {
    kind: "Ingress",
    metadata: { name: "web", namespace },
    spec: {
      rules: [
        { http: { paths: [{ pathType: "Prefix", backend: { service: { name: "web", port: { name: "http" } } } }] } },
      ],
    },
  };
  const route: IHTTPRoute = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: "web", namespace },
    spec: { rules: [{ backendRefs: [{ name: "web", port: 80 }] }] },
  };
  const claim: V1PersistentVolumeClaim = {
    kind: "PersistentVolumeClaim",
    metadata: { name: "data-web-0", namespace },
    status: { phase: "Bound" },
  };
  return { container, spec, pod, set, service, monitor, ingress, route, claim, others: otherObjects() };
}

function otherObjects(): KubernetesObject[] {
  const data = (kind: string, name: string, entries: Record<string, string>) => ({
    kind,
    metadata: { name, namespace },
    data: entries,
  });
  return [
    data("Secret", "credentials", { password: "eA==" }),
    data("Secret", "registry", {}),
    data("ConfigMap", "settings", { level: "info", "web.ini": "" }),
    { kind: "ServiceAccount", metadata: { name: "web", namespace } },
    // Same names in another namespace help nobody.
    ...["Secret", "ConfigMap", "ServiceAccount", "Service"].map((kind) => ({
      kind,
      metadata: { name: "elsewhere", namespace: "other" },
    })),
  ];
}

/** The cluster that the parts make. */
export function cluster({ pod, set, service, monitor, ingress, route, claim, others }: Parts): KubernetesObject[] {
  // The types of custom resources have dates as texts.
  const custom: unknown = [monitor, route];
  return [pod, set, service, ...(custom as KubernetesObject[]), ingress, claim, ...others];
}
