import { parseQuantity } from "../../units/quantity";
import { at, isBlank, items, shown, textOf, UNKNOWN } from "../input/known";
import { groupOf, inside, objectsOf, type KubernetesObject } from "../input/objects";
import { isStackRelease, specIn } from "../input/release";
import { claim, operatedStorage, type Setting } from "../input/storage";
import type { Resource, StackRule } from "../rule";

/** The volumes of a namespace together are bounded. */
export const namespaceStorage: StackRule<"maxGi"> = {
  name: "namespace-storage",
  level: "mandatory",
  description: "The volumes of a namespace ask for at most 200Gi together.",
  reason: "Each limit by itself says nothing of replicas and shards, and it is the sum that is paid for.",
  remedy: "Lower replicas or volumes, or raise maxGi of this rule in the pack's configuration.",
  limits: { maxGi: { description: "Largest sum of all volumes of a namespace. Gibibytes", default: 200, minimum: 1 } },
  evaluateStack: (resources, { maxGi }) => {
    const volumes = resources.flatMap(volumesOf);
    const namespaces = [...new Set(volumes.map(({ namespace }) => namespace))].sort();
    return namespaces.flatMap((namespace) =>
      checkNamespace(
        namespace,
        volumes.filter((volume) => volume.namespace === namespace),
        maxGi,
      ),
    );
  },
};

/** Volumes of one kind. */
export interface Volumes {
  readonly namespace: string;
  /** What asks for them. */
  readonly path: string;
  /** Size of each. */
  readonly size: unknown;
  /** Numbers that multiply: replicas, shards. */
  readonly copies: readonly unknown[];
}

/** What is wrong with the volumes of a namespace: sizes that cannot be added up, else their sum. */
export function checkNamespace(namespace: string, volumes: readonly Volumes[], maxGi: number): string[] {
  const limit = `the limit is ${maxGi}Gi`;
  const unusable = volumes.filter((volume) => bytesOf(volume) === undefined);
  if (unusable.length > 0)
    return unusable.map(
      (volume) => `${volume.path} is ${inWords(volume)}; ${limit} for all of namespace ${namespace}.`,
    );
  const bytes = volumes.reduce((sum, volume) => sum + (bytesOf(volume) ?? 0), 0);
  if (bytes <= maxGi * 2 ** 30) return [];
  const parts = volumes.map((volume) => `${volume.path} ${inWords(volume)}`).join("; ");
  return [
    `The volumes of namespace ${namespace} are ${Number((bytes / 2 ** 30).toFixed(1))}Gi together (${parts}); ${limit}.`,
  ];
}

/** Bytes of all copies; undefined where the size or a number of copies is none. */
function bytesOf({ size, copies }: Volumes): number | undefined {
  const counts = copies.map((count) => (isBlank(count) ? 1 : Number(textOf(count) ?? Number.NaN)));
  const bytes = counts.reduce((product, count) => product * count, parseQuantity(textOf(size) ?? "") ?? Number.NaN);
  return Number.isFinite(bytes) && bytes >= 0 ? bytes : undefined;
}

/** `2 x 50Gi`. */
function inWords({ size, copies }: Volumes): string {
  const factors = [...copies.filter((count) => !isBlank(count)), size];
  return factors.includes(UNKNOWN) ? shown(UNKNOWN) : factors.map(shown).join(" x ");
}

/** The volumes that a resource asks for. */
function volumesOf(resource: Resource): Volumes[] {
  return [
    ...(isStackRelease(resource) ? chartVolumes(resource) : []),
    ...objectsOf(resource).flatMap((object) => objectVolumes(object, resource)),
  ];
}

/** The chart's servers with volumes, and Grafana, which has one only where it is asked for. */
function chartVolumes({ props }: Resource): Volumes[] {
  const values = at(props, "values");
  const namespace = nameOf(at(props, "namespace"));
  const operated = CHART_SERVERS.flatMap(([part, specKey, storageKey]) => {
    const enabled = at(values, part, "enabled") ?? part !== "thanosRuler";
    if (enabled === false) return [];
    const spec = specIn(values, part, specKey);
    return sizesOf(operatedStorage(at(spec, storageKey), storageKey).sizes, {
      namespace,
      path: part,
      copies: [at(spec, "replicas"), at(spec, "shards")],
    });
  });
  const persistence = at(values, "grafana", "persistence");
  const grafana =
    at(values, "grafana", "enabled") !== false &&
    at(persistence, "enabled") === true &&
    isBlank(at(persistence, "existingClaim"));
  return [
    ...operated,
    ...(grafana ? [{ namespace, path: "grafana", size: at(persistence, "size") ?? GRAFANA_DEFAULT, copies: [] }] : []),
  ];
}

/** The chart's parts that the operator gives volumes. */
const CHART_SERVERS = [
  ["prometheus", "prometheusSpec", "storageSpec"],
  ["alertmanager", "alertmanagerSpec", "storage"],
  ["thanosRuler", "thanosRulerSpec", "storage"],
] as const;

/** Size of Grafana's volume where none is set. */
const GRAFANA_DEFAULT = "10Gi";

/** Kinds of the operator that have volumes. */
const OPERATED = ["Prometheus", "PrometheusAgent", "Alertmanager", "ThanosRuler"];

function objectVolumes(object: KubernetesObject, resource: Resource): Volumes[] {
  if (object.isPatch) return [];
  const { kind, body } = object;
  const namespace = nameOf(
    at(body, "metadata", "namespace") ?? (object.path === "" ? undefined : at(resource.props, "namespace")),
  );
  const path = inside(object, `${kind} ${nameOf(at(body, "metadata", "name"))}`);
  const copies = [at(body, "spec", "replicas"), at(body, "spec", "shards")];
  if (groupOf(object) === "monitoring.coreos.com" && OPERATED.includes(kind))
    return sizesOf(operatedStorage(at(body, "spec", "storage"), path).sizes, { namespace, path, copies });
  if (kind === "PersistentVolumeClaim") return sizesOf(claim(body, path).sizes, { namespace, path, copies: [] });
  if (kind !== "StatefulSet") return [];
  return items(at(body, "spec", "volumeClaimTemplates")).flatMap(([, template]) =>
    sizesOf(claim(template, path).sizes, { namespace, path, copies: [at(body, "spec", "replicas")] }),
  );
}

/** What a claim asks for; nothing where it has no claim, which costs nothing. */
function sizesOf([size]: readonly Setting[], rest: Omit<Volumes, "size">): Volumes[] {
  return size === undefined ? [] : [{ ...rest, size: size.value }];
}

/** A name; one that is known only after the deployment stands for itself, since all such resources of the stack share it. */
function nameOf(value: unknown): string {
  return typeof value === "string" && value !== "" ? value : "default";
}
