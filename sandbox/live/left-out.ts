/** What is scraped in a cluster and has no process here. */
import type { V1Container, V1Pod } from "@kubernetes/client-node";

/** Containers that are answered for, by `namespace/pod/container`. */
export type Answered = ReadonlySet<string>;

/** A target that nothing answers for. */
export interface LeftOut {
  /** `monitoring/monitoring-grafana-65999c5844-w9k4c, port http-web`. */
  readonly target: string;
  readonly reason: string;
}

/** Why a program can't be had here, by the end of its image's name. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/\/grafana(:|@|$)/, "Grafana can't be had as a program here; its dashboards are asked for by their queries"],
  [/config-reloader(:|@|$)/, "`npm run up` does its work here: it reads the configuration again"],
];

/** Names of ports that are no target's: they are for the pods among themselves, or for profiles. */
const NO_METRICS = /gossip|mesh|profiling/;

/** Ports of containers that nothing answers for, each with the reason. */
export function leftOut(pods: readonly V1Pod[], answered: Answered): readonly LeftOut[] {
  return pods.flatMap((pod) =>
    (pod.spec?.containers ?? [])
      .filter((container) => !answered.has(containerKey(pod, container)))
      .flatMap(({ image = "", ports = [] }) =>
        ports
          .filter(({ name = "" }) => !NO_METRICS.test(name))
          .map(({ name, containerPort }) => ({
            target: `${pod.metadata?.namespace}/${pod.metadata?.name}, port ${name ?? containerPort}`,
            reason: REASONS.find(([pattern]) => pattern.test(image))?.[1] ?? `no program runs in place of ${image}`,
          })),
      ),
  );
}

/** A container's key in {@link Answered}. */
export function containerKey({ metadata }: V1Pod, { name }: V1Container): string {
  return `${metadata?.namespace}/${metadata?.name}/${name}`;
}
