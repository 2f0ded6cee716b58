import { isMap } from "../../common/maps";
import { at, isBlank, items, shown, UNKNOWN } from "../input/known";
import { groupOf, inside, objectsOf, RELEASE_TYPE, type KubernetesObject } from "../input/objects";
import type { ResourceRule } from "../rule";

/** Whatever can be reached from outside the cluster uses TLS. */
export const ingressTls: ResourceRule = {
  name: "ingress-tls",
  level: "mandatory",
  description: "What is published has TLS for each of its hosts.",
  reason: "Passwords and metrics would cross the network in plain text.",
  remedy:
    "Publish Grafana by monitoring:grafana.ingress or monitoring:grafana.httpRoute alone, and reach the rest by port-forward.",
  limits: {},
  evaluate: (resource) => [
    ...objectsOf(resource).flatMap(checkObject),
    ...(resource.type === RELEASE_TYPE ? checkValues(at(resource.props, "values"), "values") : []),
  ],
};

function checkObject(object: KubernetesObject): string[] {
  const group = groupOf(object);
  if (object.kind === "Ingress") return checkIngress(object);
  if (group === "gateway.networking.k8s.io" && object.kind === "HTTPRoute")
    return checkParents(at(object.body, "spec", "parentRefs"), inside(object, "spec.parentRefs"));
  if (group === "" && object.kind === "Service") return checkService(at(object.body, "spec"), inside(object, "spec"));
  return [];
}

/** The hosts of an Ingress against those of its TLS section. */
function checkIngress(object: KubernetesObject): string[] {
  const spec = at(object.body, "spec");
  const hosts = items(at(spec, "rules")).map(([, rule]) => (rule === UNKNOWN ? UNKNOWN : at(rule, "host")));
  const all = isBlank(at(spec, "defaultBackend")) ? hosts : [...hosts, undefined];
  const path = inside(object, "spec.tls");
  return [
    ...checkHosts(all, at(spec, "tls"), path),
    ...checkRedirect(at(object.body, "metadata", "annotations"), inside(object, "metadata.annotations")),
  ];
}

/** What is wrong with the hosts that a TLS section has to cover. A rule without a host answers for every name, which no certificate covers. */
export function checkHosts(hosts: readonly unknown[], tls: unknown, path: string): string[] {
  const covered = items(tls).flatMap(([, entry]) => items(at(entry, "hosts")).map(([, host]) => host));
  return hosts.flatMap((host) => {
    if (host === UNKNOWN || tls === UNKNOWN) return [`${path}: the host is ${shown(UNKNOWN)}.`];
    if (isBlank(host))
      return [`${path}: a rule without a host answers for every name; only hosts that TLS covers are allowed.`];
    return covered.some((name) => covers(name, String(host)))
      ? []
      : [`${path} does not cover the host ${shown(host)}; every host needs TLS.`];
  });
}

/** Whether a name in a certificate is for a host; an asterisk stands for exactly one label. */
function covers(name: unknown, host: string): boolean {
  if (typeof name !== "string") return false;
  return (
    name === host ||
    (name.startsWith("*.") && !host.startsWith("*.") && host.slice(host.indexOf(".")) === name.slice(1))
  );
}

/** ingress-nginx also answers plain HTTP where an annotation allows it. */
function checkRedirect(annotations: unknown, path: string): string[] {
  const redirect = at(annotations, "nginx.ingress.kubernetes.io/ssl-redirect");
  return String(redirect) === "false"
    ? [`${path}: nginx.ingress.kubernetes.io/ssl-redirect is false, so plain HTTP is answered; only true is allowed.`]
    : [];
}

/** A route has no certificate; it belongs to a listener that has one, so it has to name it. */
function checkParents(parents: unknown, path: string): string[] {
  if (parents === UNKNOWN || !Array.isArray(parents) || parents.length === 0)
    return [`${path} is ${shown(parents)}; each parent needs a sectionName, the listener that ends TLS.`];
  return items(parents).flatMap(([index, parent]) => {
    const listener = at(parent, "sectionName");
    return listener === UNKNOWN || isBlank(listener)
      ? [`${path}[${index}].sectionName is ${shown(listener)}; it has to name the listener that ends TLS.`]
      : [];
  });
}

const PUBLIC_TYPES: readonly unknown[] = ["LoadBalancer", "NodePort"];

/** A Service of these types opens its port as it is. */
function checkService(spec: unknown, path: string): string[] {
  const type = at(spec, "type");
  if (type === UNKNOWN) return [`${path}.type is ${shown(type)}; only ClusterIP is allowed.`];
  const opened = PUBLIC_TYPES.includes(type)
    ? [`${path}.type is ${shown(type)}, which publishes the port without TLS; only ClusterIP is allowed.`]
    : [];
  const addresses = at(spec, "externalIPs");
  return items(addresses).length > 0 || addresses === UNKNOWN
    ? [...opened, `${path}.externalIPs publishes the port without TLS; only ClusterIP is allowed.`]
    : opened;
}

/** What a chart's values publish, at whatever depth: sections named ingress, route or service. */
function checkValues(values: unknown, path: string): string[] {
  if (!isMap(values)) return [];
  return Object.entries(values).flatMap(([key, value]) => {
    const place = `${path}.${key}`;
    const findings = isMap(value) ? checkSection(key, value, place) : [];
    return [...findings, ...checkValues(value, place)];
  });
}

function checkSection(key: string, section: Readonly<Record<string, unknown>>, path: string): string[] {
  const enabled = section["enabled"];
  if (/ingress(PerReplica)?$/i.test(key)) return isOff(enabled) ? [] : checkIngressValues(section, path);
  if (key === "route" || key === "routePerReplica")
    return Object.entries(section).flatMap(([name, route]) =>
      isOff(at(route, "enabled")) ? [] : checkParents(at(route, "parentRefs"), `${path}.${name}.parentRefs`),
    );
  if (key === "thanosServiceExternal")
    return isOff(enabled) ? [] : checkService({ type: "LoadBalancer", ...section }, path);
  if (/service(PerReplica)?$/i.test(key)) return enabled === false ? [] : checkService(section, path);
  return [];
}

/** Helm takes anything but these for on. */
function isOff(enabled: unknown): boolean {
  return isBlank(enabled) || enabled === false;
}

function checkIngressValues(section: Readonly<Record<string, unknown>>, path: string): string[] {
  const { hosts, hostPrefix, hostDomain, tls, tlsSecretName, annotations } = section;
  const redirect = checkRedirect(annotations, `${path}.annotations`);
  if (hostPrefix !== undefined || hostDomain !== undefined) {
    const hasTls = !isBlank(tlsSecretName) || at(section, "tlsSecretPerReplica", "enabled") === true;
    return hasTls ? redirect : [`${path}.tlsSecretName is not set; every host needs TLS.`, ...redirect];
  }
  if (hosts === UNKNOWN) return [`${path}.hosts is ${shown(hosts)}.`];
  const names = items(hosts).map(([, host]) => host);
  return [...checkHosts(names.length > 0 ? names : [undefined], tls, `${path}.tls`), ...redirect];
}
