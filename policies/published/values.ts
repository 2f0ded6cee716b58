/** What a chart's values publish, at whatever depth, in maps and lists: sections named ingress, route or service, and what has their shape. */
import { isMap } from "../../common/maps";
import { at, isBlank, isHidden, items, shown } from "../input/known";
import { isObject } from "../input/objects";
import type { HelmInput } from "../input/releases";
import { keyOf, placesIn, type Place } from "../input/walk";
import { CLASS_ANNOTATION, checkClass } from "./controllers";
import { checkHosts } from "./hosts";
import { checkAnnotations } from "./nginx-annotations";
import { checkParents } from "./routes";
import { checkService } from "./services";

type Section = Readonly<Record<string, unknown>>;

const INGRESS_KEY = /ingress(es)?(PerReplica)?$/i;
const SERVICE_KEY = /service(PerReplica)?$/i;
const ROUTE_KEY = /^(route|routePerReplica)$/;

/** Types of a Service that publish it, whatever the section is called. */
const OUTER_TYPES: readonly unknown[] = ["LoadBalancer", "NodePort"];

/** What is wrong with what a chart's values publish. */
export function checkValues(input: HelmInput): string[] {
  // Rules of a network policy are called ingress as well, and Alertmanager's configuration has routes.
  const places = placesIn(
    input.values,
    input.path,
    (place) => !isObject(place.value) && !/networkPolic|securityGroup/i.test(keyOf(place)),
  );
  return places.flatMap((place) => checkSection(place, input));
}

function checkSection(place: Place, { isStack }: HelmInput): string[] {
  const { value, path } = place;
  const key = keyOf(place);
  if (isHidden(value)) return checkHidden(key, value, path);
  if (!isMap(value)) return [];
  const enabled = value["enabled"];
  // Of another chart's section without `enabled` nobody knows whether it is on: it is, if it names hosts or listeners.
  const isOff = enabled === false || (isBlank(enabled) && (isStack || !NAMING_KEYS.some((name) => name in value)));
  if (INGRESS_KEY.test(key)) return isOff ? [] : checkIngressValues(value, path);
  if (ROUTE_KEY.test(key))
    return Object.entries(value).flatMap(([name, route]) =>
      isRouteOff(route, isStack) ? [] : checkParents(at(route, "parentRefs"), `${path}.${name}.parentRefs`),
    );
  if ("parentRefs" in value && !ROUTE_KEY.test(place.keys.at(-2) ?? ""))
    return isOff ? [] : checkParents(value["parentRefs"], `${path}.parentRefs`);
  if (key === "thanosServiceExternal")
    return isBlank(enabled) || enabled === false ? [] : checkService({ type: "LoadBalancer", ...value }, path);
  if (SERVICE_KEY.test(key) || OUTER_TYPES.includes(value["type"]))
    return enabled === false ? [] : checkService(value, path);
  return [];
}

/** Keys that only a section has that publishes something. */
const NAMING_KEYS = [
  "hosts",
  "host",
  "hostname",
  "hostnames",
  "hostPrefix",
  "hostDomain",
  "extraHosts",
  "tls",
  "parentRefs",
];

function isRouteOff(route: unknown, isStack: boolean): boolean {
  const enabled = at(route, "enabled");
  return enabled === false || (isBlank(enabled) && (isStack || isBlank(at(route, "parentRefs"))));
}

function checkHidden(key: string, value: unknown, path: string): string[] {
  if (SERVICE_KEY.test(key)) return checkService(value, path);
  return INGRESS_KEY.test(key) || ROUTE_KEY.test(key) || key === "parentRefs" ? [`${path} is ${shown(value)}.`] : [];
}

function checkIngressValues(section: Section, path: string): string[] {
  return [
    ...checkClassIn(section, path),
    ...checkHostsIn(section, path),
    ...checkAnnotations(section["annotations"], `${path}.annotations`),
  ];
}

/** Charts call the class differently. */
const CLASS_KEYS = ["ingressClassName", "className", "ingressClass"];

function checkClassIn(section: Section, path: string): string[] {
  const key = CLASS_KEYS.find((name) => !isBlank(section[name]));
  const annotations = section["annotations"];
  // The annotation is judged with the others.
  if (key === undefined && (isHidden(annotations) || !isBlank(at(annotations, CLASS_ANNOTATION)))) return [];
  return [checkClass(section[key ?? ""], `${path}.${key ?? "ingressClassName"}`) ?? []].flat();
}

function checkHostsIn(section: Section, path: string): string[] {
  const { hosts, hostPrefix, hostDomain, hostname, tls, tlsSecretName } = section;
  if (hostPrefix !== undefined || hostDomain !== undefined) {
    const hasTls =
      (!isBlank(tlsSecretName) && !isHidden(tlsSecretName)) || at(section, "tlsSecretPerReplica", "enabled") === true;
    return hasTls ? [] : [`${path}.tlsSecretName is ${shown(tlsSecretName)}; every host needs TLS.`];
  }
  if (isHidden(hosts)) return [`${path}.hosts is ${shown(hosts)}.`];
  if (hostname !== undefined) return checkHostname(section, path);
  const names = items(hosts).map(([, host]) => hostOf(host));
  return checkHosts(names.length > 0 ? names : [undefined], tls, `${path}.tls`);
}

/** Bitnami's form: one name, which `tls: true` makes a certificate for, and lists of further ones. */
function checkHostname({ hostname, tls, extraHosts, extraTls }: Section, path: string): string[] {
  const more = items(extraHosts).map(([, host]) => at(host, "name"));
  if (isHidden(extraHosts)) return [`${path}.extraHosts is ${shown(extraHosts)}.`];
  const all = tls === true ? more : [hostname, ...more];
  const named = isHidden(hostname) || isBlank(hostname) ? [hostname] : [];
  return checkHosts([...(tls === true ? named : []), ...all], isHidden(tls) ? tls : extraTls, `${path}.extraTls`);
}

/** A host is a text, which may have a path behind it, or a map of the host and its paths. */
function hostOf(host: unknown): unknown {
  const name = isMap(host) ? host["host"] : host;
  return typeof name === "string" ? name.replace(/^([a-z0-9.*-]+)\/.*$/s, "$1") : name;
}
