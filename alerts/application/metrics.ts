/** The alert on services that are scraped and do not expose what their other alerts rest on. */
import { groupBy } from "../../common/groups";
import { BUCKETS, REQUEST_COUNTER, SERVICE, within } from "../../queries/http";
import { up } from "../../queries/prometheus";
import { oneOf, series } from "../../queries/promql";
import { missingInputs, type Input } from "../inputs";
import { durationRate } from "../latency/recordings";
import { requestRate } from "../requests/recordings";
import { serviceSlos, type ServiceWithSlos, type Slo } from "../slo";
import type { AlertDefinition, RecordingDefinition } from "../types";

/**
 * Services that answer scrapes and ought to have counted requests by now.
 *
 * A counter with labels has no series before its first request: a service that nobody has asked since its pods began
 * is none that lacks a metric. So it has to have counted or timed some within six hours, or a pod that answers now and
 * did five hours ago.
 */
const ASKED = "job:http_requests:expected";

function asked(services: readonly ServiceWithSlos[]): string {
  const answering = `${up(jobsOf(services))} == 1`;
  return `max by (${SERVICE}) (${answering})
and on (${SERVICE})
(
    present_over_time(${requestRate}[6h])
  or
    present_over_time(${durationRate}[6h])
  or
    (${up(jobsOf(services))} offset 5h == 1 and ${answering})
)`;
}

function jobsOf(services: readonly { readonly name: string }[]): string {
  return oneOf(
    "job",
    services.map(({ name }) => name),
  );
}

/** What the alert builds on; nothing where no service has an objective. */
export function metricsRecordings(services: readonly ServiceWithSlos[]): readonly RecordingDefinition[] {
  const some = withObjectives(services);
  return some.length === 0 ? [] : [{ record: ASKED, expr: asked(some) }];
}

function withObjectives(services: readonly ServiceWithSlos[]): readonly ServiceWithSlos[] {
  return services.filter((service) => serviceSlos([service]).length > 0);
}

/** What an objective is measured by. */
function inputOf({ withinSeconds }: Slo): Input {
  return withinSeconds === undefined
    ? { metric: REQUEST_COUNTER }
    : { metric: BUCKETS, matchers: within(withinSeconds) };
}

/** Services of each input that their objectives rest on, and have not. */
function missing(slos: readonly Slo[]): string {
  return [...groupBy(slos, (slo) => JSON.stringify(inputOf(slo)))]
    .map(([, some]) => {
      const answering = series(
        ASKED,
        oneOf(
          "job",
          some.map(({ service }) => service),
        ),
      );
      return missingInputs(answering, SERVICE, some.slice(0, 1).map(inputOf));
    })
    .join("\nor\n");
}

/** Services whose objectives cannot be measured; no alert where none has an objective. */
export function metricsAlerts(services: readonly ServiceWithSlos[]): readonly AlertDefinition[] {
  const slos = serviceSlos(services);
  if (slos.length === 0) return [];
  return [
    {
      name: "ServiceMetricsMissing",
      expr: missing(slos),
      // Longer than a rollout takes to replace every pod, and the first request to come afterwards.
      for: "15m",
      severity: "warning",
      team: "application",
      summary: "Service does not expose what its alerts rest on.",
      description:
        "No pod of {{ $labels.job }} in {{ $labels.namespace }} has exposed {{ $labels.metric }} for at least 15 minutes " +
        "(of a histogram, with a bound at the time of its latency objective), although scrapes succeed: " +
        "it does not count its requests so, or has had none since its pods began. What rests on this metric can't fire.",
    },
  ];
}
