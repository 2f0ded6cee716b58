/** How a container is started by what the cluster's objects say. */
import type { V1Container, V1Pod } from "@kubernetes/client-node";
import type { Run } from "../programs/program";
import { environmentOf, expanded } from "./environment";
import { mountsOf, type Mounts } from "./files";
import type { PodObjects } from "./objects";

/** A container's run, with paths as in the pod. */
export interface ContainerRun {
  readonly run: Run;
  /** Paths that are mounted: see {@link Mounts}. */
  readonly paths: Mounts["paths"];
  /** Why a kubelet would not start it: a sentence each. */
  readonly problems: readonly string[];
}

/**
 * Puts a container's arguments, variables and files together.
 *
 * @param helper another container of the pod that prepares files for it.
 */
export function containerRun(pod: V1Pod, container: V1Container, objects: PodObjects, helper?: string): ContainerRun {
  const helpers = pod.spec?.containers.filter(({ name }) => name === helper) ?? [];
  const all = [...helpers, container].map((each) => mountsOf(pod, each, objects));
  const { variables, problems } = environmentOf(pod, container, objects);
  return {
    run: {
      args: (container.args ?? []).map((argument) => expanded(argument, variables)),
      env: variables,
      files: new Map(all.flatMap(({ files }) => [...files])),
    },
    paths: new Map(all.flatMap(({ paths }) => [...paths])),
    problems: [...new Set(all.flatMap((mounts) => mounts.problems)), ...problems],
  };
}
