/** Which containers of a cluster get a process, and which do not. */
import type { V1Container, V1Pod } from "@kubernetes/client-node";
import { programOf } from "./programs";
import type { Program } from "./programs/program";

/** A container that a process stands for. */
export interface Planned {
  /** Name of the process on the cluster's record: `prometheus-0`, `node-exporter-sandbox-node-a`. */
  readonly name: string;
  readonly program: Program;
  readonly pod: V1Pod;
  readonly container: V1Container;
  /** What is scraped in the cluster: `198.18.0.4:9090`. */
  readonly address: string;
}

/** The containers that a program can stand for. */
export function planOf(pods: readonly V1Pod[]): readonly Planned[] {
  return pods
    .flatMap((pod) =>
      (pod.spec?.containers ?? []).flatMap((container): readonly Planned[] => {
        const program = programOf(container);
        const port = container.ports?.find(({ name }) => name === program?.portName)?.containerPort;
        if (program === undefined || port === undefined) return [];
        return [
          {
            name: nameOf(program, pod),
            program,
            pod,
            container,
            address: `${pod.status?.podIP}:${port}`,
          },
        ];
      }),
    )
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** Tells a process from the others of its kind, and stays when its pod is replaced. */
function nameOf(program: Program, { metadata, spec }: V1Pod): string {
  const name = metadata?.name ?? "";
  const owner = metadata?.ownerReferences?.[0]?.kind;
  if (owner === "StatefulSet") return `${program.name}-${name.slice(name.lastIndexOf("-") + 1)}`;
  if (owner === "DaemonSet") return `${program.name}-${spec?.nodeName ?? name}`;
  // A Deployment's: its pods add two parts that are made up.
  return name.replace(/-[a-z0-9]+-[a-z0-9]+$/, "");
}
