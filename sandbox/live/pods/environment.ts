/** The environment of a container, and its arguments with it put in, as the kubelet does. */
import type { V1Container, V1EnvVar, V1Pod } from "@kubernetes/client-node";
import { objectKey, type PodObjects } from "./objects";

/** Variables by their names, and a sentence for each that has no value. */
export interface Environment {
  readonly variables: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
}

/** The variables of a container. */
export function environmentOf(pod: V1Pod, container: V1Container, objects: PodObjects): Environment {
  const variables: Record<string, string> = {};
  const problems: string[] = [];
  for (const variable of container.env ?? []) {
    const value = variableValue(variable, pod, objects);
    if (value === undefined) problems.push(missing(variable, pod));
    else variables[variable.name] = variable.valueFrom === undefined ? expanded(value, variables) : value;
  }
  return { variables, problems };
}

function variableValue({ value, valueFrom }: V1EnvVar, pod: V1Pod, objects: PodObjects): string | undefined {
  if (valueFrom === undefined) return value ?? "";
  const { secretKeyRef, configMapKeyRef, fieldRef } = valueFrom;
  const [all, reference] = secretKeyRef
    ? ([objects.secrets, secretKeyRef] as const)
    : ([objects.configMaps, configMapKeyRef] as const);
  if (reference !== undefined) {
    const data = all.get(objectKey(pod.metadata?.namespace ?? "", reference.name ?? ""));
    return data?.get(reference.key)?.toString("utf8") ?? (reference.optional === true ? "" : undefined);
  }
  return FIELDS[fieldRef?.fieldPath ?? ""]?.(pod);
}

/** Fields of a pod that its containers ask for. */
const FIELDS: Readonly<Record<string, (pod: V1Pod) => string | undefined>> = {
  "metadata.name": ({ metadata }) => metadata?.name,
  "metadata.namespace": ({ metadata }) => metadata?.namespace,
  "spec.nodeName": ({ spec }) => spec?.nodeName,
  "status.hostIP": ({ status }) => status?.hostIP,
  "status.podIP": ({ status }) => status?.podIP,
};

function missing({ name, valueFrom }: V1EnvVar, { metadata }: V1Pod): string {
  const { secretKeyRef, configMapKeyRef, fieldRef } = valueFrom ?? {};
  const from = secretKeyRef
    ? `key ${secretKeyRef.key} of Secret ${secretKeyRef.name}`
    : configMapKeyRef
      ? `key ${configMapKeyRef.key} of ConfigMap ${configMapKeyRef.name}`
      : `field ${fieldRef?.fieldPath}`;
  return `Pod ${metadata?.name} in namespace ${metadata?.namespace} takes ${name} from ${from}, which is not there.`;
}

/**
 * Puts variables into a text: `$(NAME)`, where `$$` stands for one dollar sign and an unknown name stays
 * (https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/).
 */
export function expanded(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([^()]+)\)/g, (reference, name: string | undefined) =>
    name === undefined ? "$" : (variables[name] ?? reference),
  );
}
