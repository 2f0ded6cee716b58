/**
 * What is compared of an object: everything, in a form where the same meaning looks the same.
 *
 * Left out on purpose, because the two charts have to differ there:
 * - the labels that name the chart ({@link CHART_LABELS}),
 * - the digests that the charts compute over their own texts ({@link DIGEST_ANNOTATIONS}),
 * - Grafana's generated password,
 * - expressions and texts of the default rules: own ones are fewer and written anew (see {@link comparableRules}).
 */
import { fileContent, secretContent } from "./contents";
import type { Manifest } from "./manifest";
import { asList, asMap, mapValues, without } from "./plain";

/** Plain data whose lists became maps wherever their elements have names. */
export type Comparable = null | boolean | number | string | Comparable[] | { [key: string]: Comparable };

/** Labels that say which chart an object came from. */
export const CHART_LABELS: readonly string[] = ["chart", "helm.sh/chart"];

/** Annotations of Grafana's pod that hold digests of the chart's own texts. */
export const DIGEST_ANNOTATIONS: readonly string[] = [
  "checksum/config",
  "checksum/sc-dashboard-provider-config",
  "checksum/secret",
];

/** Fields that tell the elements of a list apart; the first that fits is taken. */
const elementNames = ["mountPath", "name", "key"] as const;

/** The comparable form of an object. */
export function comparable(manifest: Manifest): Comparable {
  const { metadata, ...fields } = manifest;
  return comparableMap({
    ...comparableFields(manifest.kind, fields),
    metadata: {
      ...metadata,
      labels: without(metadata.labels ?? {}, CHART_LABELS),
      annotations: metadata.annotations ?? {},
    },
  });
}

/** Rewrites the fields of those kinds whose form leaves a choice, or whose content is encoded. */
function comparableFields(kind: string, fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  switch (kind) {
    case "Role":
    case "ClusterRole":
      return { ...fields, rules: permissions(fields.rules) };
    case "Service":
      return { ...fields, spec: withServiceDefaults(fields.spec) };
    case "ServiceMonitor":
      return { ...fields, spec: withNamedEndpoints(fields.spec) };
    case "Deployment":
    case "DaemonSet":
    case "Job":
      return { ...fields, spec: withoutDigests(fields.spec) };
    case "Secret":
      return { ...fields, data: mapValues(asMap(fields.data), secretContent) };
    case "ConfigMap":
      return { ...fields, data: mapValues(asMap(fields.data), fileContent) };
    default:
      return fields;
  }
}

/** The rules of a PrometheusRule by group: `<alert> (<severity>)` or the name of the recorded series. */
export function comparableRules(manifest: Manifest): Map<string, ReadonlySet<string>> {
  const groups = asList(asMap(manifest.spec).groups).map(asMap);
  return new Map(groups.map((group) => [String(group.name), new Set(asList(group.rules).map(asMap).map(ruleName))]));
}

function ruleName({ alert, record, labels }: Readonly<Record<string, unknown>>): string {
  return alert === undefined ? String(record) : `${String(alert)} (${String(asMap(labels).severity)})`;
}

/** Rules of a role as single permissions: it does not matter how they are grouped. */
function permissions(rules: unknown): Record<string, true> {
  const granted = asList(rules)
    .map(asMap)
    .flatMap((rule) => {
      const resources = asList(rule.apiGroups).flatMap((group) =>
        asList(rule.resources).map((resource) => `${String(resource)}${group === "" ? "" : `.${String(group)}`}`),
      );
      return [...resources, ...asList(rule.nonResourceURLs)].flatMap((target) =>
        asList(rule.verbs).map((verb) => `${String(verb)} ${String(target)}`),
      );
    });
  return Object.fromEntries(granted.map((permission) => [permission, true]));
}

/** The API server's defaults, which a chart may write out or not. */
function withServiceDefaults(spec: unknown): Record<string, unknown> {
  const service = asMap(spec);
  const ports = asList(service.ports).map((port) => ({ protocol: "TCP", ...asMap(port) }));
  return { type: "ClusterIP", sessionAffinity: "None", publishNotReadyAddresses: false, ...service, ports };
}

/** Several endpoints may share a port: the path belongs to their name. */
function withNamedEndpoints(spec: unknown): Record<string, unknown> {
  const monitor = asMap(spec);
  const endpoints = asList(monitor.endpoints)
    .map(asMap)
    .map((endpoint): [string, unknown] => {
      const path = endpoint.path ?? "/metrics";
      return [`${String(endpoint.port)} ${String(path)}`, { ...endpoint, path }];
    });
  return { ...monitor, endpoints: Object.fromEntries(endpoints) };
}

function withoutDigests(spec: unknown): Record<string, unknown> {
  const workload = asMap(spec);
  const template = asMap(workload.template);
  const metadata = asMap(template.metadata);
  const labels = without(asMap(metadata.labels), CHART_LABELS);
  const annotations = mapValues(asMap(metadata.annotations), (value, key) =>
    DIGEST_ANNOTATIONS.includes(key) ? "(digest)" : value,
  );
  return { ...workload, template: { ...template, metadata: { ...metadata, labels, annotations } } };
}

/** Lists whose elements have unique names become maps; `null` is the same as absent. */
function comparableValue(value: unknown, field: string): Comparable {
  if (Array.isArray(value)) return field === "args" ? commandLine(value) : comparableList(value);
  if (value !== null && typeof value === "object") return comparableMap(asMap(value));
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return null;
}

function comparableMap(value: Readonly<Record<string, unknown>>): { [key: string]: Comparable } {
  const present = Object.entries(value).filter(([, field]) => field !== null && field !== undefined);
  return Object.fromEntries(present.map(([key, field]) => [key, comparableValue(field, key)]));
}

/** Flags may stand in any order, words may not. */
function commandLine(args: readonly unknown[]): Comparable {
  const isFlag = (argument: string) => argument.startsWith("-");
  const all = args.map(String);
  const words = all.filter((argument) => !isFlag(argument));
  return { words, flags: Object.fromEntries(all.filter(isFlag).map((flag) => [flag, true])) };
}

function comparableList(list: readonly unknown[]): Comparable {
  const name = elementNames.find((candidate) => namesAll(list, candidate));
  if (name === undefined) return list.map((element) => comparableValue(element, ""));
  return Object.fromEntries(list.map((element) => [String(asMap(element)[name]), comparableValue(element, "")]));
}

function namesAll(list: readonly unknown[], candidate: string): boolean {
  const names = list.map((element) => asMap(element)[candidate]);
  return list.length > 0 && names.every((name) => typeof name === "string") && new Set(names).size === list.length;
}
