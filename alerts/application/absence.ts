/** The alert on services that are not there at all: their other alerts have nothing to say about them then. */
import type { ServiceConfig } from "../../config/schema";
import { SERVICE } from "../../queries/http";
import { up } from "../../queries/prometheus";
import { oneOf } from "../../queries/promql";
import type { AlertDefinition } from "../types";

/** What of a service the alert depends on. */
export type ExpectedService = Pick<ServiceConfig, "name" | "namespaces">;

/**
 * Pods found, for each service and namespace of which none answers; 0 where none is found.
 *
 * A service that is found is looked at as a whole, so that one pod of several that answers is enough. One that is not
 * found has no series, and every pair of service and namespace has to be asked for by name.
 */
function podsWithoutAnswer(services: readonly ExpectedService[]): string {
  const found = up(
    oneOf(
      "job",
      services.map(({ name }) => name),
    ),
  );
  const missing = services.flatMap(({ name, namespaces }) =>
    namespaces.map((namespace) => `or\n  absent(${up(`namespace="${namespace}", job="${name}"`)}) - 1`),
  );
  return [`  (count by (${SERVICE}) (${found}) unless on (${SERVICE}) ${found} == 1)`, ...missing].join("\n");
}

/**
 * No pod of a configured service answers; no alert where no service is configured.
 *
 * Apart from the chart's TargetDown, a warning about some targets that are found and do not answer: without any pod
 * there is no target, and nothing is down.
 */
export function absenceAlerts(services: readonly ExpectedService[]): readonly AlertDefinition[] {
  if (services.length === 0) return [];
  return [
    {
      name: "ServiceAbsent",
      expr: podsWithoutAnswer(services),
      // Longer than the only pod of a service takes to be replaced.
      for: "5m",
      severity: "critical",
      team: "application",
      summary: "Service has no pod that answers.",
      description:
        "No pod of {{ $labels.job }} in {{ $labels.namespace }} has answered Prometheus for at least 5 minutes " +
        "(pods found: {{ $value }}).",
    },
  ];
}
