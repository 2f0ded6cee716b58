/** Alerts on services that are not there at all: their other alerts have nothing to say about them then. */
import type { ServiceConfig } from "../../config/schema";
import { SERVICE } from "../../queries/http";
import { wantedReplicas, WORKLOADS } from "../../queries/kubernetes";
import { up } from "../../queries/prometheus";
import { oneOf } from "../../queries/promql";
import type { AlertDefinition, RecordingDefinition } from "../types";

/** What of a service the alerts depend on. */
export type ExpectedService = Pick<ServiceConfig, "name" | "namespaces" | "workload" | "mayScaleToZero">;

/**
 * Replicas that a service's Deployment or StatefulSet is to have, in each of its namespaces. No series where there is
 * neither (an Argo Rollout is none), and while kube-state-metrics is away.
 */
const WANTED = "job:kube_workload_replicas:max";

/**
 * By the name of the workload, which is the service's unless the configuration says another. The largest that some
 * kube-state-metrics reports: one that lags behind must not take a running service for one that is switched off.
 */
function wanted(services: readonly ExpectedService[]): string {
  const own = services.filter(({ name, workload = name }) => workload === name).map(({ name }) => name);
  const parts = WORKLOADS.flatMap((kind) => [
    ...(own.length === 0
      ? []
      : [`label_replace(${wantedReplicas(kind, oneOf(kind, own))}, "job", "$1", "${kind}", "(.+)")`]),
    ...services.flatMap(({ name, workload = name }) =>
      workload === name
        ? []
        : [`label_replace(${wantedReplicas(kind, oneOf(kind, [workload]))}, "job", "${name}", "", "")`],
    ),
  ]);
  return `max by (${SERVICE}) (\n    ${parts.join("\n  or\n    ")}\n)`;
}

/** What the alerts build on; nothing where no service is configured. */
export function absenceRecordings(services: readonly ExpectedService[]): readonly RecordingDefinition[] {
  if (services.length === 0) return [];
  return [{ record: WANTED, expr: wanted(services) }];
}

/** Services that Prometheus finds no target of: without series there is nothing to look at, and each pair is asked for by name. */
function notFound(services: readonly ExpectedService[]): string {
  return services
    .flatMap(({ name, namespaces }) =>
      namespaces.map((namespace) => `absent(${up(`namespace="${namespace}", job="${name}"`)})`),
    )
    .join("\n  or\n    ");
}

/**
 * Pods found, for each service and namespace of which none answers; 0 where none is found, which is meant where none is
 * wanted.
 *
 * - A service that is found is looked at as a whole, so that one pod of several that answers is enough.
 * - A pod that is found twice is one; what is no pod counts by its address.
 * - Pods that are found and do not answer are no service scaled to zero, whatever its Deployment says: an Argo Rollout
 *   that refers to a Deployment leaves that at 0.
 */
function podsWithoutAnswer(services: readonly ExpectedService[]): string {
  const jobs = jobsOf(services);
  return `(
    count by (${SERVICE}) (
        group by (${SERVICE}, pod) (${up(`${jobs}, pod!=""`)})
      or
        group by (${SERVICE}, instance) (${up(`${jobs}, pod=""`)})
    )
  unless on (${SERVICE})
    ${up(jobs)} == 1
)
or
(
    (
    ${notFound(services)}
    ) - 1
  unless on (${SERVICE})
    ${WANTED} == 0
)`;
}

function jobsOf(services: readonly ExpectedService[]): string {
  return oneOf(
    "job",
    services.map(({ name }) => name),
  );
}

/**
 * Nothing of a configured service answers, and whether that may be meant; no alert where no service is configured.
 *
 * Apart from the chart's TargetDown, a warning about some targets that are found and do not answer: without any pod
 * there is no target, and nothing is down.
 */
export function absenceAlerts(services: readonly ExpectedService[]): readonly AlertDefinition[] {
  if (services.length === 0) return [];
  const always = services.filter(({ mayScaleToZero }) => !mayScaleToZero);
  const absent: AlertDefinition = {
    name: "ServiceAbsent",
    expr: podsWithoutAnswer(services),
    // Longer than the only pod of a service takes to be replaced.
    for: "5m",
    severity: "critical",
    team: "application",
    summary: "Service is down, or nothing of it is measured.",
    description:
      "No scrape of {{ $labels.job }} in {{ $labels.namespace }} has succeeded for at least 5 minutes " +
      "(pods or other addresses found: {{ $value }}): it is down, or Prometheus does not find it, does not reach it or refuses its answers.",
  };
  const scaledToZero: AlertDefinition = {
    name: "ServiceScaledToZero",
    expr: `${WANTED} == 0\nand on (${SERVICE})\n(\n    ${notFound(always)}\n)`,
    // As long as ServiceAbsent waits, which is silent then.
    for: "5m",
    severity: "warning",
    team: "application",
    summary: "Service is scaled to zero.",
    description:
      "The Deployment or StatefulSet of {{ $labels.job }} in {{ $labels.namespace }} has asked for {{ $value }} replicas for at least 5 minutes, " +
      "and Prometheus finds no pod of it. Unless that is meant, scale it up; ServiceAbsent is silent meanwhile.",
  };
  return [absent, ...(always.length === 0 ? [] : [scaledToZero])];
}
