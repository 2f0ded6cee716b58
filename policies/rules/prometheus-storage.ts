import { parseQuantity } from "../../units/quantity";
import { at, isBlank, items, shown, textOf, UNKNOWN } from "../input/known";
import { inside, objectsOf } from "../input/objects";
import { prometheusServers } from "../input/prometheus";
import { claim, type Setting, type Storage } from "../input/storage";
import type { Resource, ResourceRule } from "../rule";

/** Prometheus has a volume of its own, and it is bounded. */
export const prometheusStorage: ResourceRule<"maxGi"> = {
  name: "prometheus-storage",
  level: "mandatory",
  description: "Prometheus keeps samples on a volume of at most 50Gi.",
  reason: "The story allows 50 GB a server, which is this volume; without a volume the history is lost with the pod.",
  remedy: "Set monitoring:prometheus.storage within the limit.",
  limits: {
    maxGi: {
      description: "Largest volume of a Prometheus server, and of any claim of the stack. Gibibytes",
      default: 50,
      minimum: 1,
      maximum: 50,
    },
  },
  evaluate: (resource, { maxGi }) => {
    const servers = prometheusServers(resource).flatMap(({ storage }) => storage);
    const others = claims(resource).filter(({ path }) => !servers.some((server) => server.path === path));
    return [...servers, ...others].flatMap((storage) => checkStorage(storage, maxGi));
  },
};

/** What is wrong with a volume. */
export function checkStorage({ path, kind, sizes }: Storage, maxGi: number): string[] {
  const limit = `the limit is ${maxGi}Gi`;
  if (kind === "unknown") return [`${path} is ${shown(UNKNOWN)}; ${limit}.`];
  if (kind === "absent")
    return [
      `${path} asks for no volume, so samples lie in an emptyDir without a limit and are lost with the pod; ${limit}.`,
    ];
  if (kind === "emptyDir" || kind === "ephemeral")
    return [`${path} is lost with the pod; it has to be a volumeClaimTemplate, and ${limit}.`];
  return sizes.flatMap((size) => checkSize(size, maxGi) ?? []);
}

/** What is wrong with the size of a volume; undefined where nothing is. */
function checkSize({ path, value }: Setting, maxGi: number): string | undefined {
  const limit = `the limit is ${maxGi}Gi`;
  if (value === UNKNOWN || isBlank(value)) return `${path} is ${shown(value)}; ${limit}.`;
  const bytes = parseQuantity(textOf(value) ?? "");
  if (bytes === undefined || bytes <= 0) return `${path} is ${shown(value)}, which is no size such as 50Gi; ${limit}.`;
  return bytes > maxGi * 2 ** 30 ? `${path} is ${shown(value)}; ${limit}.` : undefined;
}

/** Claims of the stack's own: by themselves, or as templates of a StatefulSet. */
function claims(resource: Resource): Storage[] {
  return objectsOf(resource).flatMap((object) => {
    if (object.kind === "PersistentVolumeClaim" && !object.isPatch) return [claim(object.body, object.path)];
    if (object.kind !== "StatefulSet") return [];
    const path = inside(object, "spec.volumeClaimTemplates");
    return items(at(object.body, "spec", "volumeClaimTemplates")).map(([index, template]) =>
      claim(template, `${path}[${index}]`),
    );
  });
}
