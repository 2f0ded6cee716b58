/** AC13: Grafana is reached over HTTPS, by who signs in. */
import type { V1ConfigMap } from "@kubernetes/client-node";
import { GRAFANA_SERVICE, grafanaAddress } from "../../components/kube-prometheus-stack/addresses";
import type { Config } from "../../config/schema";
import type { Get } from "../http/get";
import type { ClusterObjects } from "../cluster/objects";
import { indirectVerdict, verdictOf, type Criterion } from "../row";

export const grafanaIsReached: Criterion = {
  id: "AC13",
  title: "Grafana is reached over HTTPS, with a sign-in",
  asked: "Kubernetes: the Ingress or HTTPRoute with host, TLS and issuer, the Service behind it, and grafana.ini",
  settles: false,
  judge: async ({ config, objects, outside }) => {
    const cluster = await objects();
    const { httpRoute, host } = config.grafana;
    const problems = [
      ...(httpRoute === undefined ? ingressProblems(cluster, config) : routeProblems(cluster, config)),
      ...serviceProblems(cluster, config),
      ...iniProblems(cluster, config),
      ...(outside === undefined ? [] : await answerProblems(outside, grafanaAddress(host))),
    ];
    const answer = `${grafanaAddress(host)} by ${httpRoute === undefined ? `Ingress, certificate of ${config.grafana.ingress.clusterIssuer}` : `HTTPRoute, listener ${httpRoute.gateway.listener}`}; anonymous off`;
    if (outside !== undefined)
      return verdictOf(problems, problems.length > 0 ? answer : `${answer}; who has not signed in is refused`);
    return indirectVerdict(
      problems,
      answer,
      "Not opened: no controller serves the address here. Shown by the objects and by Grafana's configuration.",
    );
  },
};

function ingressProblems({ ingresses }: ClusterObjects, { namespace, grafana }: Config): string[] {
  const { host, ingress } = grafana;
  const object = ingresses.find(({ spec }) => spec?.rules?.some((rule) => rule.host === host));
  if (object === undefined) return [`No Ingress in namespace ${namespace.name} has the host ${host}.`];
  const name = `The Ingress ${namespace.name}/${object.metadata?.name}`;
  const tls = object.spec?.tls?.find(({ hosts = [] }) => hosts.some((each) => covers(each, host)));
  const issuer = object.metadata?.annotations?.["cert-manager.io/cluster-issuer"];
  const to = object.spec?.rules?.flatMap(({ http }) => http?.paths ?? []).map(({ backend }) => backend.service?.name);
  return [
    ...(tls === undefined ? [`${name} has no TLS for ${host}.`] : []),
    ...(tls !== undefined && tls.secretName === undefined ? [`${name} names no Secret for its certificate.`] : []),
    ...(issuer === ingress.clusterIssuer
      ? []
      : [
          `${name} ${issuer === undefined ? "names no issuer" : `names the issuer ${issuer}`} for its certificate; the stack asks for ${ingress.clusterIssuer}.`,
        ]),
    ...(to?.includes(GRAFANA_SERVICE.name) ? [] : [`${name} does not lead to the Service ${GRAFANA_SERVICE.name}.`]),
  ];
}

/** Whether a name in a certificate covers a host. */
function covers(name: string, host: string): boolean {
  return name === host || (name.startsWith("*.") && host.slice(host.indexOf(".")) === name.slice(1));
}

function routeProblems({ httpRoutes }: ClusterObjects, { namespace, grafana }: Config): string[] {
  const route = httpRoutes.find(({ spec }) => spec.hostnames.includes(grafana.host));
  if (route === undefined) return [`No HTTPRoute in namespace ${namespace.name} has the host ${grafana.host}.`];
  const gateway = grafana.httpRoute?.gateway;
  const attached = route.spec.parentRefs.some(
    ({ name, sectionName }) => name === gateway?.name && sectionName === gateway.listener,
  );
  return attached
    ? []
    : [
        `The HTTPRoute ${namespace.name}/${route.metadata.name} is not attached to the listener ${gateway?.listener} of the Gateway ${gateway?.name}, which ends TLS.`,
      ];
}

function serviceProblems({ services }: ClusterObjects, { namespace }: Config): string[] {
  const found = services.some(
    ({ metadata }) => metadata?.namespace === namespace.name && metadata.name === GRAFANA_SERVICE.name,
  );
  return found ? [] : [`There is no Service ${namespace.name}/${GRAFANA_SERVICE.name}.`];
}

function iniProblems({ configMaps }: ClusterObjects, { namespace, grafana }: Config): string[] {
  const map = configMaps.find(({ data }) => data?.["grafana.ini"] !== undefined);
  if (map === undefined) return [`No ConfigMap in namespace ${namespace.name} holds grafana.ini.`];
  const ini = sectionsOf(map);
  const rootUrl = ini.get("server.root_url");
  return [
    ...(ini.get("auth.anonymous.enabled") === "true" ? ["grafana.ini lets anonymous users in (auth.anonymous)."] : []),
    ...(rootUrl?.replace(/\/$/, "") === grafanaAddress(grafana.host).replace(/\/$/, "")
      ? []
      : [
          `grafana.ini has the address ${rootUrl ?? "of no one"} (server.root_url); the stack asks for ${grafanaAddress(grafana.host)}.`,
        ]),
  ];
}

/** Keys of grafana.ini with their sections: `auth.anonymous.enabled`. */
function sectionsOf({ data }: V1ConfigMap): ReadonlyMap<string, string> {
  let section = "";
  const all = new Map<string, string>();
  for (const line of (data?.["grafana.ini"] ?? "").split("\n")) {
    const [, name] = /^\s*\[([^\]]+)\]\s*$/.exec(line) ?? [];
    if (name !== undefined) section = name;
    const [, key, value] = /^\s*([\w.]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key !== undefined) all.set(`${section}.${key}`, value ?? "");
  }
  return all;
}

/** Whether the address opens, and refuses who has not signed in. */
async function answerProblems(outside: Get, address: string): Promise<readonly string[]> {
  const asked = [
    { path: "/login", wanted: 200, otherwise: "its page to sign in does not open" },
    { path: "/api/search", wanted: 401, otherwise: "it does not refuse who has not signed in" },
  ];
  const found = await Promise.all(
    asked.map(async ({ path, wanted, otherwise }) => {
      try {
        const { status } = await outside(`${address}${path}`);
        return status === wanted ? [] : [`${address}${path} answers ${status} in place of ${wanted}: ${otherwise}.`];
      } catch (error) {
        const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
        return [`${address}${path} does not open: ${cause instanceof Error ? cause.message : String(cause)}.`];
      }
    }),
  );
  return found.flat();
}
