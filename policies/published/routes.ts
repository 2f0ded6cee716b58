/** Gateways and routes, of the Gateway API and of others. */
import { at, isBlank, isHidden, items, shown } from "../input/known";
import { groupOf, inside, type KubernetesObject } from "../input/object";

/** Kinds that publish, and of whose TLS no rule knows anything, by group; an asterisk stands for all kinds. */
const NOT_JUDGED: Readonly<Record<string, readonly string[]>> = {
  "gateway.networking.k8s.io": ["TCPRoute", "UDPRoute", "TLSRoute"],
  "traefik.io": ["IngressRoute", "IngressRouteTCP", "IngressRouteUDP"],
  "traefik.containo.us": ["IngressRoute", "IngressRouteTCP", "IngressRouteUDP"],
  "projectcontour.io": ["HTTPProxy"],
  "k8s.nginx.org": ["VirtualServer", "VirtualServerRoute", "TransportServer"],
  "networking.istio.io": ["Gateway", "VirtualService"],
  "route.openshift.io": ["Route"],
  "getambassador.io": ["Host", "Listener", "Mapping", "TCPMapping"],
  "configuration.konghq.com": ["TCPIngress", "UDPIngress"],
  "elbv2.k8s.aws": ["TargetGroupBinding"],
};

/** What is wrong with an object of the Gateway API, or of another way to publish. */
export function checkRoute(object: KubernetesObject): string[] {
  const group = groupOf(object);
  const { kind, body, isPatch } = object;
  if (NOT_JUDGED[group]?.includes(kind) === true)
    return [`${inside(object, kind)} publishes in a way whose TLS is not known; only Ingress and HTTPRoute are.`];
  if (!/^gateway\.networking\.(x-)?k8s\.io$/.test(group)) return [];
  if (kind === "HTTPRoute" || kind === "GRPCRoute") {
    const parents = at(body, "spec", "parentRefs");
    return isPatch && parents === undefined ? [] : checkParents(parents, inside(object, "spec.parentRefs"));
  }
  if (!/^(X?ListenerSet|Gateway)$/.test(kind)) return [];
  const listeners = at(body, "spec", "listeners");
  return isPatch && listeners === undefined ? [] : checkListeners(listeners, inside(object, "spec.listeners"));
}

/** A route has no certificate; it belongs to a listener that has one, so it has to name it. */
export function checkParents(parents: unknown, path: string): string[] {
  if (!Array.isArray(parents) || parents.length === 0)
    return [`${path} is ${shown(parents)}; each parent needs a sectionName, the listener that ends TLS.`];
  return items(parents).flatMap(([index, parent]) => {
    const listener = at(parent, "sectionName");
    const place = `${path}[${index}]`;
    if (isHidden(listener) || isBlank(listener))
      return [`${place}.sectionName is ${shown(listener)}; it has to name the listener that ends TLS.`];
    const port = at(parent, "port");
    return isPlainName(String(listener)) || String(port) === "80"
      ? [
          `${place} is the listener ${shown(listener)}, which is for plain HTTP by its name or port; it has to be the one that ends TLS.`,
        ]
      : [];
  });
}

/** `http`, `web`, `http-80`; a name that speaks of TLS, or of nothing, may be the right one. */
function isPlainName(name: string): boolean {
  return (
    /(^|[-.])(http|web|plain|insecure)($|[-.])/i.test(name) &&
    !/https|tls|ssl|secure$/i.test(name.replace(/insecure/gi, ""))
  );
}

/** Listeners have to end TLS with a certificate. */
function checkListeners(listeners: unknown, path: string): string[] {
  if (isHidden(listeners)) return [`${path} is ${shown(listeners)}.`];
  return items(listeners).flatMap(([index, listener]) => {
    const protocol = at(listener, "protocol");
    const place = `${path}[${index}]`;
    if (protocol !== "HTTPS") return [`${place}.protocol is ${shown(protocol)}; only HTTPS is allowed.`];
    const mode = at(listener, "tls", "mode");
    const certificates = at(listener, "tls", "certificateRefs");
    if (!isBlank(mode) && mode !== "Terminate")
      return [`${place}.tls.mode is ${shown(mode)}; only Terminate is allowed.`];
    return isHidden(certificates) || items(certificates).length === 0
      ? [`${place}.tls.certificateRefs is ${shown(certificates)}; a listener needs a certificate.`]
      : [];
  });
}
