import { parseQuantity } from "../../units/quantity";
import { claimsOf } from "../input/claims";
import { at, isBlank, isHidden, shown, textOf } from "../input/known";
import type { KubernetesObject } from "../input/object";
import { HELM_TYPES, objectsOf, RELEASE_TYPE } from "../input/objects";
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
    const placed = volumes.filter(({ namespace }) => !isHidden(namespace));
    const namespaces = [...new Set(placed.map(({ namespace }) => nameOf(namespace)))].sort();
    return [
      ...namespaces.flatMap((namespace) =>
        checkNamespace(
          namespace,
          placed.filter((volume) => nameOf(volume.namespace) === namespace),
          maxGi,
        ),
      ),
      ...volumes.flatMap(({ namespace, path }) =>
        isHidden(namespace)
          ? [`The namespace of ${path} is ${shown(namespace)}; the limit is ${maxGi}Gi for each namespace.`]
          : [],
      ),
    ];
  },
};

/** Volumes of one kind. */
export interface Volumes {
  readonly namespace: unknown;
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
  const hidden = factors.find(isHidden);
  return hidden === undefined ? factors.map(shown).join(" x ") : shown(hidden);
}

/** The volumes that a resource asks for; those of a chart that Pulumi renders are its children's. */
function volumesOf(resource: Resource): Volumes[] {
  if (RENDERED_TYPES.includes(resource.type)) return [];
  const claims = claimsOf(resource).map(({ namespace, owner, sizes: [size], copies }) => ({
    namespace,
    path: owner,
    size: size?.value,
    copies,
  }));
  return [...claims, ...objectsOf(resource).flatMap((object) => patchedCopies(object, claims.length > 0))];
}

const RENDERED_TYPES = HELM_TYPES.filter((type) => type !== RELEASE_TYPE);

/** Kinds whose replicas have a volume each. */
const VOLUME_KINDS: readonly string[] = ["StatefulSet", "Prometheus", "PrometheusAgent", "Alertmanager", "ThanosRuler"];

/** A patch that names replicas or shards, and not the volumes that they multiply. */
function patchedCopies({ kind, isPatch, body }: KubernetesObject, hasClaims: boolean): Volumes[] {
  const copies = [at(body, "spec", "replicas"), at(body, "spec", "shards")];
  if (!isPatch || hasClaims || !VOLUME_KINDS.includes(kind) || copies.every(isBlank)) return [];
  const path = `${kind} ${nameOf(at(body, "metadata", "name"))}`;
  return [{ namespace: at(body, "metadata", "namespace"), path, size: "volumes that the patch does not name", copies }];
}

/** A name; without one it is the default namespace. */
function nameOf(value: unknown): string {
  return typeof value === "string" && value !== "" ? value : "default";
}
