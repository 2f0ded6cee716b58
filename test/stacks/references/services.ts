/** What Services, ServiceMonitors, Ingresses and routes refer to: pods, their ports, and each other. */
import type { IHTTPRoute } from "@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute";
import type { IServiceMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor";
import type {
  V1Ingress,
  V1IngressBackend,
  V1LabelSelector,
  V1Pod,
  V1Service,
  V1ServicePort,
} from "@kubernetes/client-node";
import { findObject, nameOf, objectsOf, type Snapshot } from "../snapshot";
import { containersOf } from "./pods";

/** Everything of a Service that can't be resolved, one sentence each; one without a selector refers to nothing. */
export function serviceProblems(objects: Snapshot, service: V1Service): string[] {
  const { selector, ports = [] } = service.spec ?? {};
  if (selector === undefined) return [];
  const pods = objectsOf(objects, "Pod").filter(
    ({ metadata }) =>
      metadata?.namespace === service.metadata?.namespace && selects({ matchLabels: selector }, metadata?.labels),
  );
  if (pods.length === 0) return [`${nameOf(service)} selects no pod by ${JSON.stringify(selector)}.`];
  return ports.flatMap((port) =>
    pods
      .filter((pod) => !hasPort(pod, port))
      .map(
        (pod) =>
          `${nameOf(service)} sends port ${port.name ?? port.port} to the port ${targetOf(port)}/${protocolOf(port)}, which ${nameOf(pod)} does not have.`,
      ),
  );
}

/** Everything of a ServiceMonitor that can't be resolved, one sentence each. */
export function monitorProblems(objects: Snapshot, monitor: IServiceMonitor): string[] {
  const services = monitoredServices(objects, monitor);
  if (services.length === 0)
    return [`${nameOf(monitor)} selects no Service by ${JSON.stringify(monitor.spec.selector)}.`];
  return monitor.spec.endpoints.flatMap(({ port }) =>
    services
      .filter((service) => port !== undefined && !service.spec?.ports?.some(({ name }) => name === port))
      .map((service) => `${nameOf(monitor)} scrapes the port ${port}, which ${nameOf(service)} does not have.`),
  );
}

function monitoredServices(objects: Snapshot, { metadata, spec }: IServiceMonitor): V1Service[] {
  const { any = false, matchNames = [metadata?.namespace ?? ""] } = spec.namespaceSelector ?? {};
  return objectsOf(objects, "Service").filter(
    (service) =>
      (any || matchNames.includes(service.metadata?.namespace ?? "")) &&
      selects(spec.selector, service.metadata?.labels),
  );
}

/** Everything of an Ingress that can't be resolved, one sentence each. */
export function ingressProblems(objects: Snapshot, ingress: V1Ingress): string[] {
  const { defaultBackend, rules = [] } = ingress.spec ?? {};
  const backends = [
    ...(defaultBackend ? [defaultBackend] : []),
    ...rules.flatMap(({ http }) => http?.paths ?? []).map(({ backend }) => backend),
  ];
  return backends.flatMap((backend) => backendProblems(objects, ingress, backend));
}

/** Everything of a Gateway API route that can't be resolved, one sentence each. */
export function routeProblems(objects: Snapshot, route: IHTTPRoute): string[] {
  const backends = (route.spec.rules ?? []).flatMap(({ backendRefs = [] }) => backendRefs);
  return backends.flatMap(({ name, port }) =>
    backendProblems(objects, route, { service: { name, port: { ...(port === undefined ? {} : { number: port }) } } }),
  );
}

function backendProblems(
  objects: Snapshot,
  source: V1Ingress | IHTTPRoute,
  { service: backend }: V1IngressBackend,
): string[] {
  if (backend === undefined) return [];
  const service = findObject(objects, "Service", source.metadata?.namespace ?? "", backend.name);
  if (service === undefined) return [`${nameOf(source)} leads to the Service ${backend.name}, which does not exist.`];
  const { name, number } = backend.port ?? {};
  const found = service.spec?.ports?.some((port) => (name === undefined ? port.port === number : port.name === name));
  return found === true
    ? []
    : [`${nameOf(source)} leads to the port ${name ?? number}, which ${nameOf(service)} does not have.`];
}

/** The port of the pods, by name or number; the Service's own number where it says nothing. */
function targetOf({ targetPort, port }: V1ServicePort): unknown {
  return targetPort ?? port;
}

function protocolOf({ protocol = "TCP" }: { protocol?: string }): string {
  return protocol;
}

function hasPort(pod: V1Pod, port: V1ServicePort): boolean {
  const target = targetOf(port);
  const ports = containersOf(pod.spec).flatMap((container) => container.ports ?? []);
  return ports.some(
    (own) => protocolOf(own) === protocolOf(port) && (own.name === target || own.containerPort === target),
  );
}

/** Whether an object with these labels is selected. */
function selects(
  { matchLabels = {}, matchExpressions = [] }: V1LabelSelector,
  labels: Readonly<Record<string, string>> = {},
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      switch (operator) {
        case "In":
          return value !== undefined && values.includes(value);
        case "NotIn":
          return value === undefined || !values.includes(value);
        case "Exists":
          return value !== undefined;
        default:
          return value === undefined;
      }
    })
  );
}
