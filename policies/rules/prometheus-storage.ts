import { parseQuantity } from "../../units/quantity";
import { claimsOf } from "../input/claims";
import { isBlank, isHidden, shown, textOf } from "../input/known";
import { prometheusServers } from "../input/servers";
import type { Setting, Storage } from "../input/storage";
import type { ResourceRule } from "../rule";

/** Prometheus has a volume of its own, and it is bounded. */
export const prometheusStorage: ResourceRule<"maxGi"> = {
  name: "prometheus-storage",
  level: "mandatory",
  description: "Prometheus keeps samples on a volume, and no volume that is asked for is larger than 50Gi.",
  reason: "The story allows 50 GB a server, which is this volume; without a volume the history is lost with the pod.",
  remedy: "Set monitoring:prometheus.storage, or what else asks for the volume, within the limit.",
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
    const others = claimsOf(resource).filter(({ path }) => !servers.some((server) => isWithin(path, server.path)));
    return [...new Map([...servers, ...others].map((storage) => [storage.path, storage])).values()].flatMap((storage) =>
      checkStorage(storage, maxGi),
    );
  },
};

function isWithin(path: string, other: string): boolean {
  return path === other || path.startsWith(`${other}.`);
}

/** What is wrong with a volume. */
export function checkStorage({ path, kind, sizes }: Storage, maxGi: number): string[] {
  const limit = `the limit is ${maxGi}Gi`;
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
  if (isHidden(value) || isBlank(value)) return `${path} is ${shown(value)}; ${limit}.`;
  const bytes = parseQuantity(textOf(value) ?? "");
  if (bytes === undefined || bytes <= 0) return `${path} is ${shown(value)}, which is no size such as 50Gi; ${limit}.`;
  return bytes > maxGi * 2 ** 30 ? `${path} is ${shown(value)}; ${limit}.` : undefined;
}
