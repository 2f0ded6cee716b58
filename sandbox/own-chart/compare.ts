/** Compares what the project's own chart renders with what the real kube-prometheus-stack renders. */
import { groupBy } from "../../common/groups";
import { isMap } from "../../common/maps";
import { type Comparable, comparable, comparableRules } from "./comparable";
import { type Manifest, objectId } from "./manifest";

export { type Manifest, parseManifests } from "./manifest";
export { readReleaseManifest } from "./release-manifest";

/** One thing in which the charts differ. */
export interface ChartDifference {
  /**
   * - `different`: a field of an object that both have;
   * - `not in real`: an object, rule group or rule that only the own chart has;
   * - `missing`: one that only the real chart has, and that the project relies on ({@link RELIED_ON});
   * - `not in own`: one that only the real chart has, and that nothing relies on. No fault.
   */
  readonly kind: "different" | "not in real" | "missing" | "not in own";
  /** `Kind namespace/name`. */
  readonly object: string;
  /** The field: `spec.ports[http-web].port`. Empty where the whole object is meant. */
  readonly path: string;
  /** The own chart's value; `undefined` where it has none. */
  readonly own?: Comparable;
  /** The real chart's value; `undefined` where it has none. */
  readonly real?: Comparable;
}

/**
 * What the project relies on, by kind, with the names where not every object of the kind counts.
 *
 * Not among them: the real chart's dashboards and most of its rules, which the own chart does without,
 * and the objects of `helm test`.
 */
export const RELIED_ON: Readonly<Record<string, RegExp>> = {
  Alertmanager: /./,
  ClusterRole: /./,
  ClusterRoleBinding: /./,
  ConfigMap: /-grafana(-config-dashboards|-datasource)?$/,
  DaemonSet: /./,
  Deployment: /./,
  Job: /./,
  MutatingWebhookConfiguration: /./,
  PersistentVolumeClaim: /./,
  PodDisruptionBudget: /./,
  Prometheus: /./,
  PrometheusRule: /-general\.rules$/,
  Role: /./,
  RoleBinding: /./,
  Secret: /./,
  Service: /./,
  ServiceAccount: /./,
  ServiceMonitor: /./,
  ValidatingWebhookConfiguration: /./,
};

/**
 * The differences between two renderings with the same values, object by object.
 *
 * @param own objects of the project's chart.
 * @param real objects of kube-prometheus-stack.
 * @returns sorted by object and path; see {@link faults} for those that matter.
 */
export function compareCharts(own: readonly Manifest[], real: readonly Manifest[]): ChartDifference[] {
  const owns = byId(own);
  const reals = byId(real);
  return [...new Set([...owns.keys(), ...reals.keys()])].sort().flatMap((object) => {
    const ownObject = owns.get(object);
    const realObject = reals.get(object);
    if (realObject === undefined) return [{ kind: "not in real", object, path: "" } as const];
    if (ownObject === undefined)
      return [{ kind: isReliedOn(realObject) ? "missing" : "not in own", object, path: "" } as const];
    return compareObjects(object, ownObject, realObject);
  });
}

/** The differences that are faults of the own chart: all but what only the real chart has and nothing relies on. */
export function faults(differences: readonly ChartDifference[]): ChartDifference[] {
  return differences.filter(({ kind }) => kind !== "not in own");
}

function byId(manifests: readonly Manifest[]): Map<string, Manifest> {
  return new Map(manifests.map((manifest) => [objectId(manifest), manifest]));
}

function isReliedOn(manifest: Manifest): boolean {
  // Grafana's chart tests itself by a Pod with an account and a script of its own.
  if (manifest.metadata.name.endsWith("-grafana-test")) return false;
  return RELIED_ON[manifest.kind]?.test(manifest.metadata.name) ?? false;
}

function compareObjects(object: string, own: Manifest, real: Manifest): ChartDifference[] {
  if (own.kind !== "PrometheusRule") return compareValues(object, "", comparable(own), comparable(real));
  return [
    ...compareValues(object, "", comparable({ ...own, spec: {} }), comparable({ ...real, spec: {} })),
    ...compareRules(object, comparableRules(own), comparableRules(real)),
  ];
}

/** Own rules are a choice of the real ones: each has to exist there, an alert with the same severity. */
function compareRules(
  object: string,
  own: ReturnType<typeof comparableRules>,
  real: ReturnType<typeof comparableRules>,
): ChartDifference[] {
  return [...own].flatMap(([group, rules]) =>
    [...rules]
      .filter((rule) => real.get(group)?.has(rule) !== true)
      .map((rule) => ({ kind: "not in real", object, path: `groups[${group}] ${rule}` }) as const),
  );
}

function compareValues(
  object: string,
  path: string,
  own: Comparable | undefined,
  real: Comparable | undefined,
): ChartDifference[] {
  if (isMap(own) && isMap(real)) {
    const keys = [...new Set([...Object.keys(own), ...Object.keys(real)])].sort();
    return keys.flatMap((key) => compareValues(object, fieldPath(path, key), own[key], real[key]));
  }
  if (Array.isArray(own) && Array.isArray(real) && own.length === real.length) {
    return own.flatMap((element, index) => compareValues(object, `${path}[${index}]`, element, real[index]));
  }
  if (JSON.stringify(own) === JSON.stringify(real)) return [];
  return [{ kind: "different", object, path, own, real }];
}

/** `spec.replicas`, but `ports[http-web]`, `data[grafana.ini]`: names that are no plain word stand in brackets. */
function fieldPath(path: string, key: string): string {
  if (!/^[A-Za-z_]\w*$/.test(key)) return `${path}[${key}]`;
  return path === "" ? key : `${path}.${key}`;
}

/** A report for people: the faults object by object, then what only the real chart has. */
export function formatDifferences(differences: readonly ChartDifference[]): string {
  const found = faults(differences);
  const byObject = groupBy(found, ({ object }) => object);
  const notInOwn = differences.filter(({ kind }) => kind === "not in own");
  return [
    found.length === 0 ? "No difference in what is relied on." : `${found.length} differences in what is relied on:`,
    ...[...byObject].flatMap(([object, list]) => [
      `  ${object}`,
      ...list.map((difference) => `    ${formatDifference(difference)}`),
    ]),
    ...(notInOwn.length === 0 ? [] : [`Only in the real chart, and not relied on: ${countKinds(notInOwn)}.`]),
    "",
  ].join("\n");
}

function formatDifference({ kind, path, own, real }: ChartDifference): string {
  if (kind === "different") return `${path}: own ${formatValue(own)}, real ${formatValue(real)}`;
  const subject = path === "" ? "the object" : path;
  return kind === "missing" ? `${subject} is missing from the own chart` : `${subject} is not in the real chart`;
}

function formatValue(value: Comparable | undefined): string {
  return value === undefined ? "(absent)" : JSON.stringify(value);
}

function countKinds(differences: readonly ChartDifference[]): string {
  const kinds = groupBy(differences, ({ object }) => object.split(" ", 1)[0] ?? "");
  return [...kinds].map(([kind, list]) => `${list.length} ${kind}`).join(", ");
}
